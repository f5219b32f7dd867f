-- Reads the revocation log from a time on. Writes nothing.
--
-- KEYS[1]  the log, as in revoke.lua
-- ARGV[1]  the time in milliseconds, included
-- ARGV[2]  how many entries from there to skip
-- ARGV[3]  how many to answer with at most
-- reply    the time up to which the log is complete, in milliseconds; entries with their times
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
return {
    math.max(now, tonumber(last[2]) or 0),
    redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], '+inf', 'WITHSCORES',
        'LIMIT', ARGV[2], ARGV[3])
}
