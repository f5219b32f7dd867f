package dev.nonstick.http;

/** What a field's name says about who it is for. */
public enum FieldName {
    HOST,
    CONTENT_LENGTH,
    TRANSFER_ENCODING,
    CONNECTION,
    UPGRADE,
    TE,
    COOKIE,
    SET_COOKIE,
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
    /** What says to every cache how to treat a response. */
    CACHE_CONTROL,
    /** What says so to some caches, or said so before. */
    CACHING,
    /** Passed on as it is. */
    END_TO_END;

    // bits are never stored or sent, so the order may change
    @SuppressWarnings("EnumOrdinal")
    private final int bit = 1 << ordinal();

    /** A bit of its own: sets of names are numbers. */
    int bit() {
        return bit;
    }

    /** Classifies the name in {@code [from, to)}; case does not matter. */
    public static FieldName of(byte[] bytes, int from, int to) {
        if (from >= to) {
            return HOP_BY_HOP;
        }
        // most fields are none of these; the first letter and the length tell at once
        return switch (bytes[from] | 0x20) {
            case 'h' -> named(bytes, from, to, "host", HOST);
            case 'c' -> startsWithC(bytes, from, to);
            case 't' -> startsWithT(bytes, from, to);
            case 'k' -> named(bytes, from, to, "keep-alive", HOP_BY_HOP);
            case 'u' -> named(bytes, from, to, "upgrade", UPGRADE);
            case 'e' ->
                    to - from == 6
                            ? named(bytes, from, to, "expect", EXPECT)
                            : named(bytes, from, to, "expires", CACHING);
            case 'v' -> named(bytes, from, to, "via", VIA);
            case 'f' -> named(bytes, from, to, "forwarded", FORWARDED);
            case 'p' -> startsWithP(bytes, from, to);
            case 's' -> startsWithS(bytes, from, to);
            case 'x' -> startsWithX(bytes, from, to);
            case 'o' -> isOffload(bytes, from, to) ? OFFLOAD : END_TO_END;
            default -> END_TO_END;
        };
    }

    /**
     * Whether a name, lower-cased and with every character that is no letter or digit read as
     * {@code -}, begins with {@code offload-}: servers that map fields to variables read {@code
     * Offload_State} and {@code offload.state} alike.
     */
    public static boolean isOffload(byte[] bytes, int from, int to) {
        return to - from > 7
                && HeadBytes.starts(bytes, from, to, "offload")
                && !HeadBytes.isAlphanumeric(bytes[from + 7]);
    }

    private static FieldName startsWithC(byte[] bytes, int from, int to) {
        return switch (to - from) {
            case 6 -> named(bytes, from, to, "cookie", COOKIE);
            case 10 -> named(bytes, from, to, "connection", CONNECTION);
            case 13 -> named(bytes, from, to, "cache-control", CACHE_CONTROL);
            case 14 -> named(bytes, from, to, "content-length", CONTENT_LENGTH);
            case 17 -> named(bytes, from, to, "cdn-cache-control", CACHING);
            default -> END_TO_END;
        };
    }

    private static FieldName startsWithT(byte[] bytes, int from, int to) {
        return switch (to - from) {
            case 2 -> named(bytes, from, to, "te", TE);
            case 7 -> named(bytes, from, to, "trailer", HOP_BY_HOP);
            case 17 -> named(bytes, from, to, "transfer-encoding", TRANSFER_ENCODING);
            default -> END_TO_END;
        };
    }

    private static FieldName startsWithP(byte[] bytes, int from, int to) {
        return switch (to - from) {
            // a CGI program would find it as HTTP_PROXY and send its own requests there
            case 5 -> named(bytes, from, to, "proxy", HOP_BY_HOP);
            case 16 -> named(bytes, from, to, "proxy-connection", HOP_BY_HOP);
            case 18 -> named(bytes, from, to, "proxy-authenticate", HOP_BY_HOP);
            case 19 -> named(bytes, from, to, "proxy-authorization", HOP_BY_HOP);
            default -> END_TO_END;
        };
    }

    private static FieldName startsWithS(byte[] bytes, int from, int to) {
        if (HeadBytes.starts(bytes, from, to, "sec-websocket-")) {
            return SEC_WEBSOCKET;
        }
        return to - from == 10
                ? named(bytes, from, to, "set-cookie", SET_COOKIE)
                : named(bytes, from, to, "surrogate-control", CACHING);
    }

    private static FieldName startsWithX(byte[] bytes, int from, int to) {
        if (HeadBytes.starts(bytes, from, to, "x-forwarded-")) {
            return X_FORWARDED;
        }
        if (isForwardedAlias(bytes, from, to)) {
            return HOP_BY_HOP;
        }
        return to - from == 15
                ? named(bytes, from, to, "x-accel-expires", CACHING)
                : named(bytes, from, to, "x-request-id", X_REQUEST_ID);
    }

    /** {@code X_Forwarded_For} reaches a CGI program under the name of the real one. */
    private static boolean isForwardedAlias(byte[] bytes, int from, int to) {
        return to - from > 11
                && !HeadBytes.isAlphanumeric(bytes[from + 1])
                && HeadBytes.starts(bytes, from + 2, to, "forwarded")
                && !HeadBytes.isAlphanumeric(bytes[from + 11]);
    }

    private static FieldName named(byte[] bytes, int from, int to, String name, FieldName then) {
        return HeadBytes.equals(bytes, from, to, name) ? then : END_TO_END;
    }
}
