-- Adds to a counter; where the write has an idempotency key, once.
--
-- KEYS[1]  the counter: a hash. v: the value. i:<key>: the value after the write of that key.
--          n: how many writes had a key. s:<n modulo 16>: the key of write n
-- ARGV[1]  what to add
-- ARGV[2]  how long the counter lives at least, in milliseconds
-- ARGV[3]  the idempotency key, or empty
-- reply    the value as text . nil: it would leave 64 bits; nothing was written
local REMEMBERED = 16
local known = ARGV[3] ~= '' and redis.call('HGET', KEYS[1], 'i:' .. ARGV[3])
if known then
    return known
end
local added = redis.pcall('HINCRBY', KEYS[1], 'v', ARGV[1])
if type(added) == 'table' then
    if string.find(added.err, 'would overflow', 1, true) then
        return false
    end
    return added
end
-- a number of Lua has 53 bits: the value is read as text
local value = redis.call('HGET', KEYS[1], 'v')
if ARGV[3] ~= '' then
    local slot = 's:' .. (redis.call('HINCRBY', KEYS[1], 'n', 1) % REMEMBERED)
    local oldest = redis.call('HGET', KEYS[1], slot)
    if oldest then
        redis.call('HDEL', KEYS[1], 'i:' .. oldest)
    end
    redis.call('HSET', KEYS[1], slot, ARGV[3], 'i:' .. ARGV[3], value)
end
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return value
