package dev.nonstick.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/** Serialises bare items (RFC 9651, section 4.1). */
final class FieldWriter {

    private static final HexFormat LOWER_HEX = HexFormat.of();

    private FieldWriter() {}

    static boolean isPrintableAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!FieldChars.isPrintable(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Section 4.1.6. */
    static void string(StringBuilder out, String text) {
        if (!isPrintableAscii(text)) {
            throw new IllegalArgumentException("text: not printable ASCII (expected: it is)");
        }
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
    }

    /** Section 4.1.11. */
    static void displayString(StringBuilder out, String text) {
        out.append("%\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
                escape(out, Character.toCodePoint(c, text.charAt(++i)));
            } else if (c == '%' || c == '"' || !FieldChars.isPrintable(c)) {
                escape(out, c);
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private static void escape(StringBuilder out, int codePoint) {
        if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
            throw new IllegalArgumentException("text: unpaired surrogate (expected: Unicode text)");
        }
        for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
            out.append('%').append(LOWER_HEX.toHighHexDigit(b)).append(LOWER_HEX.toLowHexDigit(b));
        }
    }

    /** Section 4.1.8. */
    static void bytes(StringBuilder out, byte[] bytes) {
        out.append(':').append(Base64.getEncoder().encodeToString(bytes)).append(':');
    }

    /** Section 4.1.4. */
    static void integer(StringBuilder out, long value) {
        if (value > StructuredFields.MAX_INTEGER || value < -StructuredFields.MAX_INTEGER) {
            throw new IllegalArgumentException(
                    "value: " + value + " (expected: at most 15 digits)");
        }
        out.append(value);
    }
}
