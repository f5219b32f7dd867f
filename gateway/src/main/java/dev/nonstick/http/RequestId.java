package dev.nonstick.http;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The name of one exchange in logs on both sides of the gateway: {@code X-Request-Id}. */
public final class RequestId {
    private static final int MAX = 128;

    private RequestId() {}

    /** The client's where it is short and harmless in a log, else a new one. */
    public static String of(@Nullable String given, RandomGenerator random) {
        if (given != null && isHarmless(given)) {
            return given;
        }
        // the leading one keeps the zeros
        return Long.toHexString(random.nextLong() | Long.MIN_VALUE);
    }

    private static boolean isHarmless(String id) {
        if (id.isEmpty() || id.length() > MAX) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean rest = (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == ':';
            if (!word && !rest) {
                return false;
            }
        }
        return true;
    }
}
