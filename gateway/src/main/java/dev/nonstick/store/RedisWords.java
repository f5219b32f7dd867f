package dev.nonstick.store;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The words of commands and answers. Stateless. */
final class RedisWords {

    private RedisWords() {}

    static byte[][] command(byte[]... words) {
        return words;
    }

    static byte[] word(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] word(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    /** The text of a bulk string; null for another answer. */
    static @Nullable String text(Resp resp) {
        return resp instanceof Resp.Bulk(byte[] bytes)
                ? new String(bytes, StandardCharsets.UTF_8)
                : null;
    }

    /** The whole number that a bulk string is, as itself or as a score; null for another answer. */
    static @Nullable Long number(Resp resp) {
        String text = text(resp);
        if (text == null) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException _) {
            return null;
        }
    }
}
