package dev.nonstick.http;

/** Character classes of RFC 9651, as bits of one table. */
final class FieldChars {

    private static final int KEY_START = 1;
    private static final int KEY = 2;
    private static final int TOKEN_START = 4;
    private static final int TOKEN = 8;

    private static final byte[] CLASSES = classes();

    private FieldChars() {}

    /** Section 3.1.2: lcalpha or {@code *}. */
    static boolean startsKey(char c) {
        return is(KEY_START, c);
    }

    /** Section 3.1.2. */
    static boolean inKey(char c) {
        return is(KEY, c);
    }

    /** Section 3.3.4: ALPHA or {@code *}. */
    static boolean startsToken(char c) {
        return is(TOKEN_START, c);
    }

    /** Section 3.3.4: tchar, colon or slash. */
    static boolean inToken(char c) {
        return is(TOKEN, c);
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Space to tilde. */
    static boolean isPrintable(char c) {
        return c >= 0x20 && c <= 0x7e;
    }

    /**
     * Value of a lower-case hexadecimal digit, or -1: capitals are not allowed (section 4.2.10).
     */
    static int hex(char c) {
        if (isDigit(c)) {
            return c - '0';
        }
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }

    private static boolean is(int bit, char c) {
        return c < 128 && (CLASSES[c] & bit) != 0;
    }

    private static byte[] classes() {
        byte[] classes = new byte[128];
        mark(classes, "*abcdefghijklmnopqrstuvwxyz", KEY_START | KEY);
        mark(classes, "0123456789_-.", KEY);
        mark(classes, "*abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", TOKEN_START | TOKEN);
        mark(classes, "0123456789!#$%&'+-.^_`|~:/", TOKEN);
        return classes;
    }

    private static void mark(byte[] classes, String characters, int bits) {
        for (int i = 0; i < characters.length(); i++) {
            classes[characters.charAt(i)] |= (byte) bits;
        }
    }
}
