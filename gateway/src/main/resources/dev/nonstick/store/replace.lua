-- Writes a record over the one that the token names, and over no other. Never creates.
--
-- KEYS[1]  the record's key
-- ARGV[1]  token: bytes 1..20 (version, nonce) of the record to be replaced
-- ARGV[2]  the new record
-- ARGV[3]  its time to live in milliseconds
-- reply    1: written . nil: absent . bulk string: the current record; nothing was written
if redis.call('GETRANGE', KEYS[1], 1, 20) == ARGV[1] then
    local written = redis.pcall('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
    if written.err then
        return written
    end
    return 1
end
return redis.call('GET', KEYS[1])
