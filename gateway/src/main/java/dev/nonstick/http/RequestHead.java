package dev.nonstick.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client's request head, read in one pass: what the gate must judge, what the gateway itself
 * needs, and the field lines that may go on, which stay the bytes that they are.
 *
 * <p>Thread rule: belongs to one exchange.
 */
public final class RequestHead {
    private static final int PASSING =
            FieldLines.bits(
                    FieldName.END_TO_END,
                    FieldName.SET_COOKIE,
                    FieldName.CACHE_CONTROL,
                    FieldName.CACHING);

    /** What a Connection field may take away. */
    private static final int NOMINABLE = PASSING | FieldLines.bits(FieldName.SEC_WEBSOCKET);

    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";
    private static final RequestHead NONE = makeNone();

    private final String method;
    private final String target;
    private final boolean http10;
    private final FieldLines fields;
    private final @Nullable String host;
    private final boolean chunked;
    private final long length;
    private @Nullable List<String> cookies;

    private RequestHead(String method, String target, boolean http10, FieldLines fields) {
        this.method = method;
        this.target = target;
        this.http10 = http10;
        this.fields = fields;
        this.host = fields.lastValue(FieldName.HOST);
        this.chunked =
                fields.count(FieldName.TRANSFER_ENCODING) == 1
                        && fields.isValue(fields.last(FieldName.TRANSFER_ENCODING), "chunked");
        int lengthLine = fields.last(FieldName.CONTENT_LENGTH);
        this.length = lengthLine < 0 ? 0 : fields.number(lengthLine);
    }

    /**
     * Reads the head in {@code [from, to)}, its empty line included.
     *
     * @param bytes kept, not copied: the caller gives them away
     */
    public static RequestHead read(byte[] bytes, int from, int to) throws MalformedHeadException {
        require(FieldLines.isEnded(bytes, from, to));
        // RFC 9112, section 3: one space between the parts, and nothing else
        int methodEnd = HeadBytes.tokenEnd(bytes, from);
        require(methodEnd > from && bytes[methodEnd] == ' ');
        int targetStart = methodEnd + 1;
        int targetEnd = targetEnd(bytes, targetStart);
        require(targetEnd > targetStart && bytes[targetEnd] == ' ');
        int versionEnd = targetEnd + 1 + StartLine.VERSION;
        require(versionEnd + 2 <= to);
        require(bytes[versionEnd] == '\r' && bytes[versionEnd + 1] == '\n');
        boolean http10 = StartLine.isHttp10(bytes, targetEnd + 1, to);
        return new RequestHead(
                StartLine.method(bytes, from, methodEnd),
                HeadBytes.string(bytes, targetStart, targetEnd),
                http10,
                FieldLines.read(bytes, versionEnd + 2, to, NOMINABLE));
    }

    /** Stands for a head that could not be read: no method, no target, no fields; it closes. */
    public static RequestHead none() {
        return NONE;
    }

    private static RequestHead makeNone() {
        // nobody knows where a next request would begin
        byte[] close = "Connection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try {
            return new RequestHead(
                    "", "", false, FieldLines.read(close, 0, close.length, NOMINABLE));
        } catch (MalformedHeadException e) {
            throw new AssertionError(e);
        }
    }

    /** At a space or a line's end, which is there; the rest is for the gate. */
    private static int targetEnd(byte[] bytes, int from) {
        int at = from;
        while (bytes[at] != ' ' && bytes[at] != '\r' && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    private static void require(boolean holds) throws MalformedHeadException {
        if (!holds) {
            throw MalformedHeadException.SYNTAX;
        }
    }

    public String method() {
        return method;
    }

    /** As it came: origin, absolute, asterisk or authority form. */
    public String target() {
        return target;
    }

    public boolean isHttp10() {
        return http10;
    }

    /** The Host field; null where there is none. */
    public @Nullable String host() {
        return host;
    }

    /** Who is asked: the Host; where HTTP/1.0 has none, what an absolute target says; or empty. */
    public String authority() {
        String named = host != null ? host : RequestTarget.authority(target);
        return named == null ? "" : named;
    }

    public @Nullable String contentLength() {
        return fields.lastValue(FieldName.CONTENT_LENGTH);
    }

    public @Nullable String transferEncoding() {
        return fields.lastValue(FieldName.TRANSFER_ENCODING);
    }

    /** Whether a body may follow. */
    public boolean hasBody() {
        return length != 0 || count(FieldName.TRANSFER_ENCODING) > 0;
    }

    /** Once the gate has passed it: whether the body comes in chunks. */
    public boolean isChunked() {
        return chunked;
    }

    /** Once the gate has passed it: bytes of the body that is not chunked. */
    public long length() {
        return length;
    }

    /** Whether the client leaves the connection open (RFC 9112, section 9.3). */
    public boolean keepAlive() {
        return fields.connection().staysOpen(http10);
    }

    /** How many lines have this name; those that pass and are nominated away do not count. */
    int count(FieldName name) {
        return fields.count(name);
    }

    /** Whether the client takes trailers (RFC 9110, section 10.1.4). */
    public boolean teTrailers() {
        for (int i = fields.next(FieldName.TE, 0); i >= 0; i = fields.next(FieldName.TE, i + 1)) {
            if (fields.value(i).toLowerCase(Locale.ROOT).contains("trailers")) {
                return true;
            }
        }
        return false;
    }

    /** Whether the client asks for a stream of events (server-sent events). */
    public boolean acceptsEventStream() {
        FieldName kind = FieldName.END_TO_END;
        for (int i = fields.next(kind, 0); i >= 0; i = fields.next(kind, i + 1)) {
            if (fields.isNamed(i, "Accept")
                    && fields.value(i).toLowerCase(Locale.ROOT).contains("text/event-stream")) {
                return true;
            }
        }
        return false;
    }

    public @Nullable String requestId() {
        return fields.lastValue(FieldName.X_REQUEST_ID);
    }

    public @Nullable String expect() {
        return fields.lastValue(FieldName.EXPECT);
    }

    /** The Via lines joined, or null. */
    public @Nullable String via() {
        return fields.joined(FieldName.VIA);
    }

    /** The Cookie fields, line by line. */
    public List<String> cookies() {
        List<String> known = cookies;
        if (known == null) {
            known = fields.values(FieldName.COOKIE);
            cookies = known;
        }
        return known;
    }

    /** The values of the cookies with this name, at most {@code max}. */
    public List<String> cookiesNamed(String name, int max) {
        List<String> lines = cookies();
        if (lines.isEmpty()) {
            return List.of();
        }
        List<String> values = CookieFields.valuesOf(lines.getFirst(), name, max);
        for (int i = 1; i < lines.size() && values.size() < max; i++) {
            List<String> more = CookieFields.valuesOf(lines.get(i), name, max - values.size());
            if (!more.isEmpty()) {
                values = new ArrayList<>(values);
                values.addAll(more);
            }
        }
        return values;
    }

    /** Whether Forwarded or X-Forwarded-* came. */
    boolean hasForwarding() {
        return fields.next(FieldName.FORWARDED, 0) >= 0
                || fields.next(FieldName.X_FORWARDED, 0) >= 0;
    }

    /** Whether X-Forwarded-Proto says once that the client came over TLS; believed or not. */
    public boolean isForwardedSecurely() {
        return "https".equalsIgnoreCase(only(FieldName.X_FORWARDED, "X-Forwarded-Proto"));
    }

    /** Forwarded and X-Forwarded-* as they came, believed or not. */
    public List<Map.Entry<String, String>> forwarding() {
        return hasForwarding()
                ? fields.entries(FieldLines.bits(FieldName.FORWARDED, FieldName.X_FORWARDED))
                : List.of();
    }

    /**
     * Writes the field lines that pass, as they came: in order, as spelled, the value without white
     * space around it.
     */
    public void writeEndToEnd(HeadWriter out) {
        fields.write(out, PASSING);
    }

    /**
     * Writes the Sec-WebSocket-* lines. What extensions the client offers is left out: the hops on
     * both sides of the gateway would have to agree on the same.
     */
    public void writeWebSocket(HeadWriter out) {
        FieldName kind = FieldName.SEC_WEBSOCKET;
        for (int i = fields.next(kind, 0); i >= 0; i = fields.next(kind, i + 1)) {
            if (!fields.isNamed(i, EXTENSIONS)) {
                fields.writeLine(out, i);
            }
        }
    }

    /**
     * The value of a Sec-WebSocket-* field; null where there is none or more than one.
     *
     * @param name in any case
     */
    public @Nullable String webSocket(String name) {
        return only(FieldName.SEC_WEBSOCKET, name);
    }

    private @Nullable String only(FieldName kind, String name) {
        int found = -1;
        for (int i = fields.next(kind, 0); i >= 0; i = fields.next(kind, i + 1)) {
            if (fields.isNamed(i, name)) {
                if (found >= 0) {
                    return null;
                }
                found = i;
            }
        }
        return found < 0 ? null : fields.value(found);
    }

    /** Whether this asks for a WebSocket (RFC 6455, section 4.1). */
    public boolean isWebSocket() {
        return fields.connection().upgrade()
                && fields.isValue(fields.last(FieldName.UPGRADE), "websocket")
                && method.equals("GET")
                && !http10
                && !hasBody();
    }
}
