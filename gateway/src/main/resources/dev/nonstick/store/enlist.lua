-- Adds a name to a principal's index and answers the principal's term.
--
-- KEYS[1]  the index: a sorted set of names by deadline, and of one '#'-member by 2^52 + term
-- ARGV[1]  the name
-- ARGV[2]  its deadline
-- ARGV[3]  the time: what is past its deadline goes; the first term of an index that was not there
-- ARGV[4]  how long the index lives at least
--          all three in milliseconds
-- reply    the term
local BASE = 4503599627370496
local top = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
local score = tonumber(top[2])
if not top[1] or string.sub(top[1], 1, 1) ~= '#' then
    score = BASE + tonumber(ARGV[3])
    redis.call('ZADD', KEYS[1], string.format('%.0f', score), '#')
end
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[3])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[4]) then
    redis.call('PEXPIRE', KEYS[1], ARGV[4])
end
return score - BASE
