package dev.nonstick.http;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What may come in. Two servers that read one request differently are how requests are smuggled, so
 * whatever could be read in two ways is refused, and the connection with it (RFC 9112, section
 * 11.2).
 */
public final class RequestGate {
    private static final boolean[] IN_NAME = new boolean[0x80];

    static {
        for (char c = '!'; c < 0x7f; c++) {
            IN_NAME[c] = "\"#%/,<>?@[\\]^`{|}".indexOf(c) < 0;
        }
    }

    private RequestGate() {}

    /** Why a request is refused; the text goes to the client. */
    public enum Refusal {
        LENGTH_AND_CODING(400, "both Content-Length and Transfer-Encoding"),
        LENGTHS(400, "more than one Content-Length, or one that is no number"),
        CODING(400, "a Transfer-Encoding other than chunked"),
        HOSTS(400, "not exactly one Host"),
        HOST(400, "a Host that is no host"),
        HOST_CONTRADICTS(400, "a Host that contradicts the target"),
        TARGET(400, "a target that is no path"),
        CONNECT(501, "CONNECT"),
        VERSION(505, "a version other than HTTP/1.1 and HTTP/1.0");

        private final int status;
        private final String text;

        Refusal(int status, String text) {
            this.status = status;
            this.text = text;
        }

        public int status() {
            return status;
        }

        public String text() {
            return text;
        }
    }

    /** Null where the request may pass. */
    public static @Nullable Refusal check(RequestHead head) {
        Refusal framing = framing(head);
        return framing != null ? framing : addressing(head);
    }

    /** RFC 9112, section 6. */
    private static @Nullable Refusal framing(RequestHead head) {
        int lengths = head.count(FieldName.CONTENT_LENGTH);
        if (head.count(FieldName.TRANSFER_ENCODING) > 0) {
            if (lengths > 0) {
                return Refusal.LENGTH_AND_CODING;
            }
            return head.isChunked() && !head.isHttp10() ? null : Refusal.CODING;
        }
        return lengths > 1 || head.length() < 0 ? Refusal.LENGTHS : null;
    }

    /** RFC 9112, section 3.2. */
    private static @Nullable Refusal addressing(RequestHead head) {
        if (head.method().equals("CONNECT")) {
            return Refusal.CONNECT;
        }
        int hosts = head.count(FieldName.HOST);
        if (hosts > 1 || (hosts == 0 && !head.isHttp10())) {
            return Refusal.HOSTS;
        }
        String host = head.host();
        if (host != null && !isHost(host)) {
            return Refusal.HOST;
        }
        String target = head.target();
        if (!isClean(target)) {
            return Refusal.TARGET;
        }
        if (target.charAt(0) == '/') {
            return null;
        }
        if (target.equals("*")) {
            return head.method().equals("OPTIONS") ? null : Refusal.TARGET;
        }
        int authority = RequestTarget.authorityStart(target);
        if (authority < 0) {
            return Refusal.TARGET;
        }
        int end = RequestTarget.authorityEnd(target, authority);
        if (end == authority) {
            // RFC 9110, section 4.2.1
            return Refusal.TARGET;
        }
        boolean same =
                host == null
                        ? isHost(target.substring(authority, end))
                        : host.length() == end - authority
                                && target.regionMatches(true, authority, host, 0, host.length());
        return same ? null : Refusal.HOST_CONTRADICTS;
    }

    private static boolean isNumber(String text) {
        if (text.isEmpty() || text.length() > 18) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** No controls, spaces, fragments, or bytes above ASCII. */
    private static boolean isClean(String target) {
        if (target.isEmpty()) {
            return false;
        }
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    /** RFC 3986, section 3.2, without user information; empty is allowed by RFC 9110, 7.2. */
    private static boolean isHost(String host) {
        if (host.isEmpty()) {
            return true;
        }
        int end = host.charAt(0) == '[' ? literalEnd(host) : nameEnd(host);
        return end > 0 && isPort(host, end);
    }

    /** Where a name or IPv4 address ends, or -1. */
    private static int nameEnd(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c == ':') {
                return i;
            }
            if (c >= 0x80 || !IN_NAME[c]) {
                return -1;
            }
        }
        return host.length();
    }

    /** Where an IPv6 address in brackets ends, or -1. */
    private static int literalEnd(String host) {
        int colons = 0;
        for (int i = 1; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c == ']') {
                return colons > 1 ? i + 1 : -1;
            }
            if (c == ':') {
                colons++;
            } else if (c != '.' && !HexFormat.isHexDigit(c)) {
                return -1;
            }
        }
        return -1;
    }

    /** Nothing, or a colon and at most five digits. */
    private static boolean isPort(String host, int from) {
        if (from == host.length()) {
            return true;
        }
        String port = host.substring(from + 1);
        return host.charAt(from) == ':' && port.length() <= 5 && (port.isEmpty() || isNumber(port));
    }
}
