package dev.nonstick.session;

/**
 * The short name of a record or a principal: 22 characters of base64url, the first half of an HMAC.
 * Nobody can choose one, so its first 64 bits are as good as random.
 */
public final class RecordName {
    /** Characters of a name. */
    public static final int LENGTH = 22;

    /** 10 characters are 60 bits; of the eleventh 4 of 6 bits count. */
    private static final int PREFIX_LENGTH = 10;

    private RecordName() {}

    /** Whether it can be a name at all. */
    static boolean isWellFormed(String text) {
        if (text.length() != LENGTH) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            if (valueOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The first 64 bits of a well-formed name. */
    public static long prefix(String name) {
        long bits = 0;
        for (int i = 0; i < PREFIX_LENGTH; i++) {
            bits = bits << 6 | valueOf(name.charAt(i));
        }
        return bits << 4 | valueOf(name.charAt(PREFIX_LENGTH)) >>> 2;
    }

    /** Of a character of base64url (RFC 4648, section 5); -1: it is none. */
    private static int valueOf(char c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        return c == '-' ? 62 : c == '_' ? 63 : -1;
    }
}
