package dev.nonstick.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The session keys and what is derived from them (HKDF-SHA-256, RFC 5869, with an empty salt). The
 * first key seals new records and cookies; every key opens.
 *
 * <p>Thread rule: immutable, shared. The {@link Mac}s it hands out are new each time and belong to
 * the caller.
 */
public final class KeyRing {
    private final List<SessionKey> keys;
    private final int highestId;

    public KeyRing(List<SessionKey> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("keys: none (expected: at least one)");
        }
        this.keys = List.copyOf(keys);
        this.highestId = keys.stream().mapToInt(SessionKey::id).max().orElseThrow();
    }

    /** The id of the key that seals. */
    public int sealingId() {
        return keys.getFirst().id();
    }

    /** Every id of the ring. */
    public int[] ids() {
        return keys.stream().mapToInt(SessionKey::id).toArray();
    }

    /** Whether a key id is above all known ones: a key that has not been distributed here yet. */
    public boolean isAhead(int id) {
        return id > highestId;
    }

    /** A MAC keyed for the cookie, or null for an unknown id. */
    @Nullable Mac cookieMac(int id) {
        return derived(id, "nonstick cookie 1");
    }

    /** A MAC keyed for store keys, or null for an unknown id. */
    @Nullable Mac indexMac(int id) {
        return derived(id, "nonstick index 1");
    }

    /** A MAC keyed for the names of principals, or null for an unknown id. */
    @Nullable Mac principalMac(int id) {
        return derived(id, "nonstick principal 1");
    }

    /** A MAC keyed for what logs call a session, or null for an unknown id. */
    @Nullable Mac labelMac(int id) {
        return derived(id, "nonstick label 1");
    }

    /** A MAC keyed with the pseudo-random key from which each record's data key is expanded. */
    @Nullable Mac recordMac(int id) {
        SessionKey key = find(id);
        return key == null ? null : hmac(extract(key.secret()));
    }

    /** A MAC keyed for what entitles to the side API of this gateway. */
    Mac capabilityMac() {
        return hmac(expand(extract(keys.getFirst().secret()), "nonstick capability 1"));
    }

    /**
     * The key that signs what is sent to the backends of a pool, so that one pool's backend cannot
     * forge to another's.
     */
    public byte[] backendKey(String pool) {
        return expand(extract(keys.getFirst().secret()), "nonstick backend 1 " + pool);
    }

    private @Nullable Mac derived(int id, String purpose) {
        SessionKey key = find(id);
        return key == null ? null : hmac(expand(extract(key.secret()), purpose));
    }

    private @Nullable SessionKey find(int id) {
        for (SessionKey key : keys) {
            if (key.id() == id) {
                return key;
            }
        }
        return null;
    }

    /** RFC 5869, section 2.2, without a salt. */
    private static byte[] extract(byte[] secret) {
        return hmac(new byte[32]).doFinal(secret);
    }

    /** RFC 5869, section 2.3, one block. */
    private static byte[] expand(byte[] pseudoRandomKey, String info) {
        Mac mac = hmac(pseudoRandomKey);
        mac.update(info.getBytes(StandardCharsets.UTF_8));
        mac.update((byte) 1);
        return mac.doFinal();
    }

    /** An HMAC-SHA-256 with this key. */
    static Mac hmac(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
