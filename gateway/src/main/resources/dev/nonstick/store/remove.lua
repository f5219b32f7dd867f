-- Removes the record that the token names, and no other.
--
-- KEYS[1]  the record's key
-- ARGV[1]  token: bytes 1..20 (version, nonce) of the record to be removed
-- reply    1: removed . nil: absent . bulk string: the current record; nothing was removed
if redis.call('GETRANGE', KEYS[1], 1, 20) == ARGV[1] then
    return redis.pcall('UNLINK', KEYS[1])
end
return redis.call('GET', KEYS[1])
