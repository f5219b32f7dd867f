package dev.nonstick.http;

/** What start lines of requests and responses have in common (RFC 9112, section 2). */
final class StartLine {
    /** Length of {@code HTTP/1.1}. */
    static final int VERSION = 8;

    private static final String[] METHODS = {
        "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE"
    };

    private StartLine() {}

    /**
     * Whether HTTP/1.0 stands there; else it is HTTP/1.1.
     *
     * @param to end of what may be looked at
     */
    static boolean isHttp10(byte[] bytes, int from, int to) throws MalformedHeadException {
        // the name is case-sensitive (RFC 9112, section 2.3)
        boolean isVersion =
                from + VERSION <= to
                        && bytes[from] == 'H'
                        && bytes[from + 1] == 'T'
                        && bytes[from + 2] == 'T'
                        && bytes[from + 3] == 'P'
                        && bytes[from + 4] == '/'
                        && isDigit(bytes[from + 5])
                        && bytes[from + 6] == '.'
                        && isDigit(bytes[from + 7]);
        if (!isVersion) {
            throw MalformedHeadException.SYNTAX;
        }
        byte minor = bytes[from + 7];
        if (bytes[from + 5] != '1' || minor > '1') {
            throw MalformedHeadException.VERSION;
        }
        return minor == '0';
    }

    /** The method; no new text where it is a usual one. Methods are case-sensitive. */
    static String method(byte[] bytes, int from, int to) {
        for (String method : METHODS) {
            if (is(bytes, from, to, method)) {
                return method;
            }
        }
        return HeadBytes.string(bytes, from, to);
    }

    private static boolean is(byte[] bytes, int from, int to, String text) {
        int length = text.length();
        if (to - from != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
