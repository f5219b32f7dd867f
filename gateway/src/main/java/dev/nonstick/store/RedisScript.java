package dev.nonstick.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A script that runs inside Redis, read once per process from the resources beside this class.
 * Immutable.
 */
final class RedisScript {

    /** Compare and set. */
    static final RedisScript REPLACE = new RedisScript("replace.lua");

    /** Compare and remove. */
    static final RedisScript REMOVE = new RedisScript("remove.lua");

    /** Lengthen the time to live; {@code PEXPIRE GT} came only with Redis 7. */
    static final RedisScript TOUCH = new RedisScript("touch.lua");

    /** Add to the index of a principal. */
    static final RedisScript ENLIST = new RedisScript("enlist.lua");

    /** Begin a new term of a principal. */
    static final RedisScript END_TERM = new RedisScript("end-term.lua");

    /** Add to the revocation log, by the clock of Redis. */
    static final RedisScript REVOKE = new RedisScript("revoke.lua");

    /** Read the revocation log together with the clock of Redis. */
    static final RedisScript REVOKED_SINCE = new RedisScript("revoked-since.lua");

    /** Add to a counter, once for each idempotency key. */
    static final RedisScript COUNT = new RedisScript("count.lua");

    static final List<RedisScript> ALL =
            List.of(REPLACE, REMOVE, TOUCH, ENLIST, END_TERM, REVOKE, REVOKED_SINCE, COUNT);

    private final byte[] source;
    private final byte[] hash;

    private RedisScript(String resource) {
        source = read(resource);
        hash = sha1(source);
    }

    byte[] source() {
        return source.clone();
    }

    /**
     * @param arguments the key, then the script's arguments
     */
    ScriptCall call(byte[]... arguments) {
        return new ScriptCall(source, hash, arguments);
    }

    private static byte[] read(String resource) {
        try (InputStream in = RedisScript.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("resource " + resource + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] sha1(byte[] source) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(source);
            return HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
