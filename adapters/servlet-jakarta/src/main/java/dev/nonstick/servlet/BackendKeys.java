package dev.nonstick.servlet;

import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys this backend shares with its gateway, by key id; several while a key is being rolled.
 * Immutable.
 */
final class BackendKeys {

    static final int KEY_BYTES = 32;

    private final Map<Long, byte[]> keys;

    private BackendKeys(Map<Long, byte[]> keys) {
        this.keys = Collections.unmodifiableMap(keys);
    }

    /**
     * Reads {@code KID:BASE64URL,KID:BASE64URL}.
     *
     * @throws IllegalArgumentException names the entry by its place, never by its content
     */
    static BackendKeys parse(String text) {
        Map<Long, byte[]> keys = new HashMap<>();
        int place = 0;
        for (String entry : text.split(",", -1)) {
            place++;
            int colon = entry.indexOf(':');
            byte[] key = decode(entry.substring(colon + 1).trim());
            long id = colon < 1 ? -1 : id(entry.substring(0, colon).trim());
            if (id < 0 || key.length != KEY_BYTES || keys.put(id, key) != null) {
                throw new IllegalArgumentException(
                        Settings.BACKEND_KEY
                                + ": entry "
                                + place
                                + " (expected: KID:KEY, KID a number used once, KEY 32 bytes in"
                                + " base64url without padding)");
            }
        }
        return new BackendKeys(keys);
    }

    static BackendKeys none() {
        return new BackendKeys(Map.of());
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    byte @Nullable [] get(long id) {
        return keys.get(id);
    }

    private static long id(String digits) {
        return digits.matches("[0-9]{1,9}") ? Long.parseLong(digits) : -1;
    }

    private static byte[] decode(String key) {
        try {
            return Base64.getUrlDecoder().decode(key);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
