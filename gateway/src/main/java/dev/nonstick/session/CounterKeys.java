package dev.nonstick.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/**
 * Where the counters of an application are: {@code <namespace>:c:{base64url(SHA-256(realm ·
 * name)[0..16])}}. Without a key, unlike a session's: a counter outlives every key of the ring, and
 * must be found on gateways with different ones while a key is rolled.
 *
 * <p>Thread rule: belongs to one event loop.
 */
public final class CounterKeys {
    private static final int HASH_BYTES = 16;

    private final MessageDigest digest;
    private final String prefix;
    private final byte[] realm;

    public CounterKeys(String namespace, String realm) {
        this.prefix = namespace + ":c:{";
        byte[] name = realm.getBytes(StandardCharsets.UTF_8);
        // the length keeps realm and name apart
        this.realm = Arrays.copyOf(name, name.length + 1);
        this.realm[name.length] = (byte) name.length;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The key of the counter with this name. */
    public String keyOf(String name) {
        digest.update(realm);
        byte[] full = digest.digest(name.getBytes(StandardCharsets.UTF_8));
        byte[] hash = Arrays.copyOf(full, HASH_BYTES);
        return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(hash) + "}";
    }
}
