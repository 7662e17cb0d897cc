-- SPDX-License-Identifier: Apache-2.0
--
-- Adds rows of usage, once for each batch. Keys: the mark of the batch, then for each row the hash of its hour and tenant, and the
-- set of its day that names those hashes. Arguments: seconds that the mark is kept, seconds that the hashes are kept, and for each
-- row its name in the set, its field in the hash and eight numbers. A field's value is these eight, added up.

if not redis.call('SET', KEYS[1], '1', 'NX', 'EX', ARGV[1]) then
    return { 0 }
end
for i = 2, #KEYS, 2 do
    local at = 3 + (i - 2) / 2 * 10
    local sums = {}
    for sum in string.gmatch(redis.call('HGET', KEYS[i], ARGV[at + 1]) or '', '%d+') do
        sums[#sums + 1] = tonumber(sum)
    end
    for j = 1, 8 do
        sums[j] = string.format('%.0f', (sums[j] or 0) + tonumber(ARGV[at + 1 + j]))
    end
    redis.call('HSET', KEYS[i], ARGV[at + 1], table.concat(sums, ' '))
    redis.call('EXPIRE', KEYS[i], ARGV[2])
    redis.call('SADD', KEYS[i + 1], ARGV[at])
    redis.call('EXPIRE', KEYS[i + 1], ARGV[2])
end
return { 1 }
