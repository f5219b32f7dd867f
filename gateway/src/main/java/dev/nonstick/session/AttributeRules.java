package dev.nonstick.session;

import dev.nonstick.http.StructuredFields;
import java.nio.charset.StandardCharsets;

/** What names, type tags and integers may be, however they come: all of them travel in fields. */
public final class AttributeRules {
    /** Longest name of an attribute, in bytes of UTF-8. */
    public static final int MAX_NAME_BYTES = UpdateReader.MAX_NAME_BYTES;

    /** Longest type tag, in characters. */
    public static final int MAX_TYPE = UpdateReader.MAX_TYPE;

    private AttributeRules() {}

    /** Not empty, not too long, and without half a surrogate pair. */
    public static boolean isName(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length > 0
                && bytes.length <= MAX_NAME_BYTES
                && new String(bytes, StandardCharsets.UTF_8).equals(text);
    }

    /** What a String can carry (RFC 9651, section 3.3.3). */
    public static boolean isType(String text) {
        return text.length() <= MAX_TYPE && text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    }

    /** Up to 15 digits (RFC 9651, section 3.3.1). */
    public static boolean isInteger(long value) {
        return value >= -StructuredFields.MAX_INTEGER && value <= StructuredFields.MAX_INTEGER;
    }
}
