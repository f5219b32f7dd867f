-- Raises the term of a principal, once for each write, and answers it with the names of the index.
--
-- KEYS[1]  the index, as in enlist.lua; its '#'-member is '#' and the id of the write that raised
-- ARGV[1]  the id of this write
-- ARGV[2]  the time in milliseconds: what is past its deadline goes; no new term is below it
-- ARGV[3]  how long the index lives at least, in milliseconds
-- ARGV[4]  how many members to answer with at most
-- reply    members with their scores, highest first: so the term is the first
local BASE = 4503599627370496
local write = '#' .. ARGV[1]
local top = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
if top[1] ~= write then
    local score = BASE + tonumber(ARGV[2])
    local raised = top[1] and string.sub(top[1], 1, 1) == '#'
    if raised then
        score = math.max(score, tonumber(top[2]) + 1)
    end
    redis.call('ZADD', KEYS[1], string.format('%.0f', score), write)
    if raised then
        redis.call('ZREM', KEYS[1], top[1])
    end
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[2])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then
    redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return redis.call('ZREVRANGEBYSCORE', KEYS[1], '+inf', '(' .. ARGV[2], 'WITHSCORES',
    'LIMIT', 0, ARGV[4])
