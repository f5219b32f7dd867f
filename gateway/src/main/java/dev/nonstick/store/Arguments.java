package dev.nonstick.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Refuses what callers of a store must not pass. Stateless. */
final class Arguments {

    /** Scores from here on are terms, see enlist.lua; as a time, it is far away. */
    static final long TERM_BASE = 1L << 52;

    private Arguments() {}

    static long requirePositive(String what, long millis) {
        if (millis <= 0 || millis >= TERM_BASE) {
            throw new IllegalArgumentException(what + ": " + millis + " (expected: above 0)");
        }
        return millis;
    }

    static String requireName(String what, String name) {
        if (name.isEmpty() || name.charAt(0) == '#') {
            throw new IllegalArgumentException(
                    what + " (expected: not empty, not beginning with #)");
        }
        return name;
    }

    static List<String> requireEntries(List<String> entries) {
        if (entries.isEmpty() || entries.size() > RevocationLog.MAX_REVOKED) {
            throw new IllegalArgumentException(
                    entries.size() + " entries (expected: 1 to " + RevocationLog.MAX_REVOKED + ")");
        }
        return entries;
    }

    /** The empty string where there is none. */
    static String requireIdempotencyKey(@Nullable String key) {
        if (key == null) {
            return "";
        }
        if (key.isEmpty()) {
            throw new IllegalArgumentException("idempotency key (expected: not empty)");
        }
        return key;
    }

    static long counterLife(long ttlMillis) {
        return Math.min(requirePositive("ttlMillis", ttlMillis), CounterStore.LONGEST_MILLIS);
    }
}
