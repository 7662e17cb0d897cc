-- SPDX-License-Identifier: Apache-2.0
--
-- Takes back what was just drawn, where another account refused. After the first four arguments five for each key: those of the
-- account, and how much.

for i, key in ipairs(KEYS) do
    local at = 5 * i
    local a = load(key, at)
    local amount = math.min(a.mine, tonumber(ARGV[at + 4]))
    a.mine = a.mine - amount
    if a.kind == 'b' then
        a.taken = math.max(0, a.taken - amount)
    else
        a.held = a.held - amount
    end
    save(a)
end
return 0
