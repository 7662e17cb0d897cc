-- SPDX-License-Identifier: Apache-2.0
--
-- Draws from all accounts or from none. After the first four arguments six for each key: those of the account, need, want.
-- Answers three numbers for each: granted, left, milliseconds to wait (-1: not refused).

local function wait(a, need)
    local millis
    if a.kind == 'b' then
        local missing = need - left(a) - a.part
        millis = a.refill > 0 and math.ceil(missing * a.period / a.refill / 1000) or FOREVER
    elseif a.kind == 'w' and need > a.capacity - a.taken then
        millis = a.ends < 0 and FOREVER or a.ends - now
    else
        -- Others hold it, and may give it back with any of their reports.
        millis = 1000
    end
    return math.max(1, math.min(FOREVER, millis))
end

local accounts, refused = {}, false
for i, key in ipairs(KEYS) do
    local at = 6 * i - 1
    local a = load(key, at)
    a.need, a.want = tonumber(ARGV[at + 4]), tonumber(ARGV[at + 5])
    refused = refused or (a.need > 0 and a.need > left(a))
    accounts[i] = a
end

local answer = {}
for i, a in ipairs(accounts) do
    local granted, later = 0, -1
    if not refused then
        granted = math.max(0, math.min(a.want, left(a)))
        if granted > 0 then
            if a.kind == 'b' then
                a.taken = a.taken + granted
            else
                a.held = a.held + granted
            end
            a.mine = a.mine + granted
            save(a)
        end
    elseif a.need > 0 and a.need > left(a) then
        later = wait(a, a.need)
    end
    answer[3 * i - 2], answer[3 * i - 1], answer[3 * i] = granted, left(a), later
end
return answer
