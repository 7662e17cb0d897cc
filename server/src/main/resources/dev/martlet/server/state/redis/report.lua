-- SPDX-License-Identifier: Apache-2.0
--
-- Counts what a node has spent, and puts what it holds in place of what it was taken to hold; its lease begins anew. The fifth
-- argument is the number of the batch: one that has been counted is not counted again. Then for each key: the four of the account,
-- spent, held, known, how many older epochs of the node are over, and each of them. Known is what the node had been told of its
-- draws in this epoch: more than that is of draws that were on their way when the report was made, and stays.
-- Answers for each key what is left.

local number = tonumber(ARGV[5])
local at = 6
local answer = {}

local function settle(a, was, spent, holds)
    if a.kind == 'b' then
        a.taken = math.max(0, math.min(MOST, a.taken + spent + holds - was))
    else
        a.held = math.max(0, a.held + holds - was)
        if a.kind == 'w' then
            a.taken = math.min(MOST, a.taken + spent)
        end
    end
    a.mine = holds
end

for i, key in ipairs(KEYS) do
    local a = load(key, at)
    local spent, held, known = tonumber(ARGV[at + 4]), tonumber(ARGV[at + 5]), tonumber(ARGV[at + 6])
    local older = tonumber(ARGV[at + 7])
    at = at + 8
    if number > a.counted then
        local was = a.mine
        for j = at, at + older - 1 do
            local name = 'h:' .. node .. '.' .. ARGV[j]
            was = was + pair(redis.call('HGET', key, name))
            redis.call('HDEL', key, name)
        end
        settle(a, was, spent, held + math.max(0, a.mine - known))
        redis.call('HSET', key, 'm:' .. node, whole(number) .. ' ' .. whole(now))
    end
    at = at + older
    save(a)
    answer[i] = left(a)
end
return answer
