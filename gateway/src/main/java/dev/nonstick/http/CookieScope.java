package dev.nonstick.http;

/** Where a cookie goes: the matching rules of RFC 6265bis, sections 5.1.3 and 5.1.4. */
final class CookieScope {
    private CookieScope() {}

    /**
     * Whether a host is this domain or below it; an address has nothing below.
     *
     * @param host in lower case, without a port
     */
    static boolean isWithin(String host, String domain) {
        if (!host.endsWith(domain)) {
            return false;
        }
        int border = host.length() - domain.length() - 1;
        return border < 0 || (host.charAt(border) == '.' && !isAddress(host));
    }

    /** IPv6 has colons; the last label of IPv4, and of no name, is a number. */
    private static boolean isAddress(String host) {
        if (host.indexOf(':') >= 0) {
            return true;
        }
        int last = host.lastIndexOf('.') + 1;
        for (int i = last; i < host.length(); i++) {
            if (!FieldChars.isDigit(host.charAt(i))) {
                return false;
            }
        }
        return last < host.length();
    }

    /** The folder that a request's path is in. */
    static String defaultPath(String path) {
        int last = path.lastIndexOf('/');
        return last <= 0 || path.charAt(0) != '/' ? "/" : path.substring(0, last);
    }

    /** Whether a request's path is the cookie's, or below it at a segment's border. */
    static boolean isBelow(String path, String cookiePath) {
        int length = cookiePath.length();
        return path.startsWith(cookiePath)
                && (path.length() == length
                        || cookiePath.endsWith("/")
                        || path.charAt(length) == '/');
    }
}
