package dev.nonstick.http;

import java.util.Locale;

/** What a field's name says about who it is for. */
public enum FieldName {
    HOST,
    CONTENT_LENGTH,
    TRANSFER_ENCODING,
    CONNECTION,
    UPGRADE,
    TE,
    COOKIE,
    VIA,
    FORWARDED,
    X_FORWARDED,
    X_REQUEST_ID,
    EXPECT,
    /** The handshake of one WebSocket hop. */
    SEC_WEBSOCKET,
    /** Meaningful for one connection only (RFC 9110, section 7.6.1). */
    HOP_BY_HOP,
    /** Ours: between gateway and backend, never to or from a client. */
    OFFLOAD,
    /** Passed on as it is. */
    END_TO_END;

    /** Classifies a name; case does not matter. */
    public static FieldName of(String name) {
        // most fields are none of these; the first letter and the length tell at once
        if (name.isEmpty()) {
            return HOP_BY_HOP;
        }
        return switch (name.charAt(0) | 0x20) {
            case 'h' -> named(name, "host", HOST);
            case 'c' ->
                    switch (name.length()) {
                        case 6 -> named(name, "cookie", COOKIE);
                        case 10 -> named(name, "connection", CONNECTION);
                        case 14 -> named(name, "content-length", CONTENT_LENGTH);
                        default -> END_TO_END;
                    };
            case 't' ->
                    switch (name.length()) {
                        case 2 -> named(name, "te", TE);
                        case 7 -> named(name, "trailer", HOP_BY_HOP);
                        case 17 -> named(name, "transfer-encoding", TRANSFER_ENCODING);
                        default -> END_TO_END;
                    };
            case 'k' -> named(name, "keep-alive", HOP_BY_HOP);
            case 'u' -> named(name, "upgrade", UPGRADE);
            case 'e' -> named(name, "expect", EXPECT);
            case 'v' -> named(name, "via", VIA);
            case 'f' -> named(name, "forwarded", FORWARDED);
            case 'p' -> starts(name, "proxy") ? proxy(name) : END_TO_END;
            case 's' -> starts(name, "sec-websocket-") ? SEC_WEBSOCKET : END_TO_END;
            case 'x' ->
                    starts(name, "x-forwarded-")
                            ? X_FORWARDED
                            : isForwardedAlias(name)
                                    ? HOP_BY_HOP
                                    : named(name, "x-request-id", X_REQUEST_ID);
            case 'o' -> isOffload(name) ? OFFLOAD : END_TO_END;
            default -> END_TO_END;
        };
    }

    /**
     * Whether a name, lower-cased and with every character that is no letter or digit read as
     * {@code -}, begins with {@code offload-}: servers that map fields to variables read {@code
     * Offload_State} and {@code offload.state} alike.
     */
    public static boolean isOffload(String name) {
        return name.length() > 7
                && name.regionMatches(true, 0, "offload", 0, 7)
                && !isAlphanumeric(name.charAt(7));
    }

    /** {@code X_Forwarded_For} reaches a CGI program under the name of the real one. */
    private static boolean isForwardedAlias(String name) {
        return name.length() > 11
                && !isAlphanumeric(name.charAt(1))
                && name.regionMatches(true, 2, "forwarded", 0, 9)
                && !isAlphanumeric(name.charAt(11));
    }

    private static FieldName proxy(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            // a CGI program would find it as HTTP_PROXY and send its own requests there
            case "proxy" -> HOP_BY_HOP;
            case "proxy-connection", "proxy-authenticate", "proxy-authorization" -> HOP_BY_HOP;
            default -> END_TO_END;
        };
    }

    private static FieldName named(String name, String wanted, FieldName then) {
        return name.equalsIgnoreCase(wanted) ? then : END_TO_END;
    }

    private static boolean starts(String name, String prefix) {
        return name.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
