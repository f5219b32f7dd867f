package dev.nonstick.http;

import dev.nonstick.http.MalformedFieldException.Kind;
import java.util.Arrays;

/**
 * Decodes base64 straight from the field. Padding may be absent and spare bits may be set: RFC 9651
 * asks parsers not to fail on either (section 4.2.7). Padding that is there must be right.
 */
final class FieldBase64 {

    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private static final byte[] VALUES = values();

    private FieldBase64() {}

    static byte[] decode(FieldCursor in, int start, int end) throws MalformedFieldException {
        int dataEnd = end;
        while (dataEnd > start && in.at(dataEnd - 1) == '=') {
            dataEnd--;
        }
        int length = dataEnd - start;
        int padding = end - dataEnd;
        if (length % 4 == 1 || (padding != 0 && (length + padding) % 4 != 0) || padding > 2) {
            throw in.malformed(Kind.BAD_BYTES);
        }
        byte[] bytes = new byte[(int) (length * 3L / 4)];
        int invalid = 0;
        int bits = 0;
        int count = 0;
        for (int i = start, out = 0; i < dataEnd; i++) {
            int value = value(in.at(i));
            invalid |= value;
            bits = (bits << 6) | (value & 63);
            count += 6;
            if (count >= 8) {
                count -= 8;
                bytes[out++] = (byte) (bits >> count);
            }
        }
        if (invalid < 0) {
            throw in.malformed(Kind.BAD_BYTES);
        }
        return bytes;
    }

    /** Six bits, or -1. */
    private static int value(char c) {
        return c < 128 ? VALUES[c] : -1;
    }

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            values[ALPHABET.charAt(i)] = (byte) i;
        }
        return values;
    }
}
