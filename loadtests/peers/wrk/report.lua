-- SPDX-License-Identifier: Apache-2.0
-- Prints wrk's result as key=value lines, with the CPU time that wrk itself took (utime and stime of
-- /proc/self/stat, in ticks of 10 ms), so that a generator that was the bottleneck is seen.
local function own_cpu_micros()
  local file = io.open("/proc/self/stat")
  if not file then return 0 end
  local fields = file:read("*a"):match("%) (.*)")
  file:close()
  local numbers = {}
  for field in fields:gmatch("%S+") do numbers[#numbers + 1] = field end
  return (tonumber(numbers[12]) + tonumber(numbers[13])) * 10000
end

-- With arguments after "--" it posts: the file of the body, then lines of "Name: value".
function init(args)
  if #args == 0 then return end
  local file = assert(io.open(args[1], "rb"))
  wrk.method = "POST"
  wrk.body = file:read("*a")
  file:close()
  for i = 2, #args do
    local name, value = args[i]:match("^([^:]+):%s*(.*)$")
    wrk.headers[name] = value
  end
end

function done(summary, latency, requests)
  local function line(key, value) io.write(string.format("%s=%.0f\n", key, value)) end
  line("requests", summary.requests)
  line("duration-us", summary.duration)
  line("p50-us", latency:percentile(50))
  line("p99-us", latency:percentile(99))
  line("max-us", latency.max)
  line("errors-connect", summary.errors.connect)
  line("errors-read", summary.errors.read)
  line("errors-write", summary.errors.write)
  line("errors-timeout", summary.errors.timeout)
  line("errors-status", summary.errors.status)
  line("cpu-us", own_cpu_micros())
end
