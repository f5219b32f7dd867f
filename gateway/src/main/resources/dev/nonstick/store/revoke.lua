-- Adds entries to the revocation log. What is there already stays as it is.
--
-- KEYS[1]  the log: a sorted set of entries by the time of their coming
-- ARGV[1]  how long entries are kept, in milliseconds
-- ARGV[2]  and all that follow: the entries
-- reply    1
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
local score = math.max(now, tonumber(last[2]) or 0)
for i = 2, #ARGV do
    redis.call('ZADD', KEYS[1], 'NX', string.format('%.0f', score), ARGV[i])
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - tonumber(ARGV[1])))
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then
    redis.call('PEXPIRE', KEYS[1], ARGV[1])
end
return 1
