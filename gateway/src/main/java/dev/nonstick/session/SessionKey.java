package dev.nonstick.session;

import java.util.Objects;

/**
 * One secret of the key ring.
 *
 * @param id 1 to 255; higher ids are newer
 * @param secret at least 32 bytes
 */
public record SessionKey(int id, byte[] secret) {

    /** Shortest accepted secret, in bytes. */
    public static final int MIN_SECRET = 32;

    public SessionKey {
        if (id < 1 || id > 255) {
            throw new IllegalArgumentException("id: " + id + " (expected: 1 to 255)");
        }
        if (secret.length < MIN_SECRET) {
            throw new IllegalArgumentException(
                    "secret: " + secret.length + " bytes (expected: at least " + MIN_SECRET + ")");
        }
        secret = secret.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionKey key && key.id == id;
    }

    @Override
    public int hashCode() {
        return Objects.hash(id);
    }

    /** Never shows the secret. */
    @Override
    public String toString() {
        return "SessionKey[id=" + id + "]";
    }
}
