-- Lengthens the life of a record. Never shortens it, never creates.
--
-- KEYS[1]  the record's key
-- ARGV[1]  its time to live in milliseconds, at least
-- reply    1: lengthened . 0: absent, or lives that long anyway
local left = redis.call('PTTL', KEYS[1])
if left >= 0 and left < tonumber(ARGV[1]) then
    return redis.pcall('PEXPIRE', KEYS[1], ARGV[1])
end
return 0
