-- SPDX-License-Identifier: Apache-2.0
--
-- Changes documents, all or none. Keys: the documents (a hash: KIND/NAME to "VERSION:JSON"), the number of the newest revision, the
-- list of revisions (newest first, as JSON). Arguments: how many revisions are kept, the channel, author, note, base (-1: any), then
-- four for each change: KIND/NAME, the expected version (-1: any), whether there is a new text (1) or none (0), the text.
-- Answers "ok" and the revision as JSON; or "conflict", the position of the change and the version that is there; or "outdated" and
-- the newest revision.

local keep, channel, author, note, base = tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local time = redis.call('TIME')
local newest = tonumber(redis.call('GET', KEYS[2]) or '0')
local changed = {}

for i = 6, #ARGV, 4 do
    local id, expected = ARGV[i], tonumber(ARGV[i + 1])
    local there = redis.call('HGET', KEYS[1], id)
    local version, before = 0, false
    if there then
        local colon = string.find(there, ':', 1, true)
        version, before = tonumber(string.sub(there, 1, colon - 1)), string.sub(there, colon + 1)
    end
    if expected >= 0 and expected ~= version then
        return { 'conflict', (i - 6) / 4, version }
    end
    local after = false
    if ARGV[i + 2] == '1' then
        after = ARGV[i + 3]
    end
    changed[#changed + 1] = { id, before, after }
end
if base >= 0 and base ~= newest then
    return { 'outdated', newest }
end

local number = string.format('%.0f', newest + 1)
local at = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
local revision = cjson.encode({ number = number, at = at, author = author, note = note, changes = changed })
-- First what Redis refuses when it is full: then nothing has been changed yet.
redis.call('SET', KEYS[2], number)
for _, change in ipairs(changed) do
    if change[3] then
        redis.call('HSET', KEYS[1], change[1], number .. ':' .. change[3])
    else
        redis.call('HDEL', KEYS[1], change[1])
    end
end
redis.call('LPUSH', KEYS[3], revision)
redis.call('LTRIM', KEYS[3], 0, keep - 1)
redis.call('PUBLISH', channel, number)
return { 'ok', revision }
