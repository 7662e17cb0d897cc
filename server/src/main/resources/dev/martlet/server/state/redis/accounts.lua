-- SPDX-License-Identifier: Apache-2.0
--
-- An account is a hash:
--   t  what is taken: of a window, what was spent; of a bucket, what was drawn and time has not refilled yet
--   h  of windows and permits: what nodes hold, added up
--   x  when the next entry of a node is over (milliseconds); 0 if there is none
--   f  of a bucket: the part of a unit that has been refilled;  s  when that was (microseconds)
--   h:NODE.EPOCH  "AMOUNT UNTIL": what a node holds, and when its lease ends (milliseconds)
--   m:NODE  "NUMBER AT": the last batch of reports of that node that was counted, and when (milliseconds)
-- A missing account is one of which nothing is taken, so that one that expires is as if it had never been touched.
--
-- Numbers are whole and at most 2^53, which Lua's doubles hold exactly; %.0f writes all of their digits.

local MOST = 9007199254740992
local DAY = 86400000
local FOREVER = 365 * DAY

-- skew is 0 but in tests of clocks that jump.
local node, epoch, lease, skew = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
-- One clock for all: that of Redis. How wrong the clocks of the nodes are does not matter.
local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2] + skew * 1000
local now = math.floor(micros / 1000)

local function whole(n)
    return string.format('%.0f', n)
end

local function pair(text)
    if not text then
        return 0, 0
    end
    local first, second = string.match(text, '^(%d+) (%d+)$')
    return tonumber(first), tonumber(second)
end

local function over(a, untilWhen)
    -- A bucket keeps what a silent node holds as spent: time refills it. The entry says so for a day, should it report after all.
    return a.kind == 'b' and untilWhen + DAY or untilWhen
end

-- Looks at every node's entry: what is over comes back, and what a clock that jumped back has put too far away is brought near.
local function scan(a)
    local all = redis.call('HGETALL', a.key)
    local held, first, gone, near = 0, 0, {}, {}
    for i = 1, #all, 2 do
        local name, amount, at = all[i], nil, nil
        local sort = string.sub(name, 1, 2)
        if sort == 'h:' then
            amount, at = pair(all[i + 1])
            if at > now + lease then
                at = now + lease
                near[#near + 1] = { name, whole(amount) .. ' ' .. whole(at) }
            end
            local ends = over(a, at)
            if ends <= now then
                gone[#gone + 1] = name
                if name == a.own then
                    a.mine = 0
                end
            else
                held = held + amount
                first = first == 0 and ends or math.min(first, ends)
            end
        elseif sort == 'm:' then
            amount, at = pair(all[i + 1])
            if at + DAY <= now then
                gone[#gone + 1] = name
            end
        end
    end
    for _, name in ipairs(gone) do
        redis.call('HDEL', a.key, name)
    end
    for _, entry in ipairs(near) do
        redis.call('HSET', a.key, entry[1], entry[2])
    end
    a.held = a.kind == 'b' and 0 or held
    a.first = first
    redis.call('HSET', a.key, 'h', whole(a.held), 'x', whole(first))
end

local function refill(a)
    local gain = 0
    if a.taken > 0 and a.stamp > 0 then
        -- A clock that jumped back refills nothing, and goes on from where it is now.
        gain = a.part + math.max(0, micros - a.stamp) * a.refill / a.period
    end
    if gain >= a.taken then
        a.taken, a.part = 0, 0
    else
        local units = math.floor(gain)
        a.taken, a.part = a.taken - units, gain - units
    end
end

-- From i on: kind, capacity, and of a bucket its refill and period (microseconds), of a window its end (milliseconds, -1 for
-- never) and a 0, of permits two 0.
local function load(key, i)
    local a = { key = key, kind = ARGV[i], capacity = tonumber(ARGV[i + 1]), own = 'h:' .. node .. '.' .. epoch }
    local f = redis.call('HMGET', key, 't', 'h', 'x', 'f', 's', a.own, 'm:' .. node)
    a.taken, a.held, a.first = tonumber(f[1]) or 0, tonumber(f[2]) or 0, tonumber(f[3]) or 0
    a.part, a.stamp = tonumber(f[4]) or 0, tonumber(f[5]) or 0
    a.mine = pair(f[6])
    a.counted = pair(f[7])
    if a.first > 0 and (a.first <= now or a.first > over(a, now + lease)) then
        scan(a)
    end
    if a.kind == 'b' then
        a.refill, a.period = tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3])
        refill(a)
    elseif a.kind == 'w' then
        a.ends = tonumber(ARGV[i + 2])
    end
    return a
end

local function left(a)
    return a.capacity - a.taken - a.held
end

-- Windows keep to the end of their time and two days more, for the reports of nodes that were cut off; buckets until they are full.
local function lifetime(a)
    local longest = 5 * FOREVER
    if a.kind == 'b' then
        return a.refill > 0 and math.min(longest, math.ceil(a.taken * a.period / a.refill / 1000) + 300000) or longest
    elseif a.kind == 'w' then
        return a.ends < 0 and longest or math.min(longest, math.max(0, a.ends - now) + 2 * DAY)
    end
    return lease + 600000
end

local function save(a)
    if a.mine > 0 then
        local ends = over(a, now + lease)
        a.first = a.first == 0 and ends or math.min(a.first, ends)
        redis.call('HSET', a.key, a.own, whole(a.mine) .. ' ' .. whole(now + lease))
    else
        redis.call('HDEL', a.key, a.own)
    end
    redis.call('HSET', a.key, 't', whole(a.taken), 'h', whole(a.held), 'x', whole(a.first))
    if a.kind == 'b' then
        redis.call('HSET', a.key, 'f', string.format('%.17g', a.part), 's', whole(micros))
    end
    redis.call('PEXPIRE', a.key, whole(lifetime(a)))
end
