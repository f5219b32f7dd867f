package dev.nonstick.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backend's response head, read in one pass: what it asks of the session, how its body is framed,
 * and the field lines that may go on to the client, which stay the bytes that they are. Trailers
 * are read likewise.
 *
 * <p>Thread rule: belongs to one exchange.
 */
public final class ResponseHead {
    private static final int UNCACHED_WITHOUT_COOKIES =
            FieldLines.bits(
                    FieldName.HOST,
                    FieldName.COOKIE,
                    FieldName.FORWARDED,
                    FieldName.X_FORWARDED,
                    FieldName.X_REQUEST_ID,
                    FieldName.EXPECT,
                    FieldName.SEC_WEBSOCKET,
                    FieldName.END_TO_END);
    private static final int UNCACHED =
            UNCACHED_WITHOUT_COOKIES | FieldLines.bits(FieldName.SET_COOKIE);
    private static final int WITHOUT_COOKIES =
            UNCACHED_WITHOUT_COOKIES | FieldLines.bits(FieldName.CACHE_CONTROL, FieldName.CACHING);
    private static final int PASSING = UNCACHED | WITHOUT_COOKIES;

    private static final byte[] VERSION = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_REASON = {' ', '\r', '\n'};

    private final byte[] bytes;
    private final int line;
    private final int lineEnd;
    private final int status;
    private final boolean http10;
    private final FieldLines fields;
    private final boolean chunked;
    private final long length;
    private final boolean framed;

    private ResponseHead(
            byte[] bytes, int line, int lineEnd, int status, boolean http10, FieldLines fields) {
        this.bytes = bytes;
        this.line = line;
        this.lineEnd = lineEnd;
        this.status = status;
        this.http10 = http10;
        this.fields = fields;
        int lengths = fields.count(FieldName.CONTENT_LENGTH);
        int codings = fields.count(FieldName.TRANSFER_ENCODING);
        this.chunked =
                codings == 1 && fields.isValue(fields.last(FieldName.TRANSFER_ENCODING), "chunked");
        this.length = lengths == 0 ? -1 : fields.number(fields.last(FieldName.CONTENT_LENGTH));
        this.framed =
                codings == 0
                        ? lengths == 0 || (lengths == 1 && length >= 0)
                        : chunked && lengths == 0 && !http10;
    }

    /**
     * Reads the head in {@code [from, to)}, its empty line included.
     *
     * @param bytes kept, not copied: the caller gives them away
     */
    public static ResponseHead read(byte[] bytes, int from, int to) throws MalformedHeadException {
        require(FieldLines.isEnded(bytes, from, to));
        boolean http10 = StartLine.isHttp10(bytes, from, to);
        int at = from + StartLine.VERSION + 1;
        int reason = at + 3;
        require(reason + 2 <= to && bytes[at - 1] == ' ');
        int status = (int) HeadBytes.number(bytes, at, reason);
        require(status >= 100);
        int end = reason;
        if (bytes[reason] == ' ') {
            end = HeadBytes.textEnd(bytes, reason, to);
        }
        require(end + 2 <= to && bytes[end] == '\r' && bytes[end + 1] == '\n');
        FieldLines fields = FieldLines.read(bytes, end + 2, to, PASSING);
        return new ResponseHead(bytes, from, end + 2, status, http10, fields);
    }

    /**
     * Reads trailer lines in {@code [from, to)}, the empty one included; there is no status.
     *
     * @param bytes kept, not copied: the caller gives them away
     */
    public static ResponseHead readTrailers(byte[] bytes, int from, int to)
            throws MalformedHeadException {
        return new ResponseHead(
                bytes, from, from, 0, false, FieldLines.read(bytes, from, to, PASSING));
    }

    private static void require(boolean holds) throws MalformedHeadException {
        if (!holds) {
            throw MalformedHeadException.SYNTAX;
        }
    }

    /** Three digits; 0 in trailers. */
    public int status() {
        return status;
    }

    public boolean isHttp10() {
        return http10;
    }

    /** The Offload-Update lines joined, or null. */
    public @Nullable String update() {
        return fields.joined(FieldName.OFFLOAD, "Offload-Update");
    }

    /** The Offload-Control lines joined, or null. */
    public @Nullable String control() {
        return fields.joined(FieldName.OFFLOAD, "Offload-Control");
    }

    public @Nullable String contentLength() {
        return fields.lastValue(FieldName.CONTENT_LENGTH);
    }

    /** Bytes of the body as Content-Length says, or -1. */
    public long length() {
        return length;
    }

    /** Whether the body comes in chunks. */
    public boolean isChunked() {
        return chunked;
    }

    /** Whether the framing can be read in one way only (RFC 9112, section 6.3). */
    public boolean isFramed() {
        return framed;
    }

    /** The Via lines joined, or null. */
    public @Nullable String via() {
        return fields.joined(FieldName.VIA);
    }

    public boolean connectionClose() {
        return fields.connection().close();
    }

    /** Whether the backend leaves the connection open (RFC 9112, section 9.3). */
    public boolean keepAlive() {
        return fields.connection().staysOpen(http10);
    }

    /** Whether the client is told by the backend how this may be cached. */
    public boolean hasCacheControl() {
        return fields.next(FieldName.CACHE_CONTROL, 0) >= 0;
    }

    /** What Cache-Control says, made to hold for one client only. */
    public String privateCacheControl() {
        return CacheControl.madePrivate(fields.joined(FieldName.CACHE_CONTROL));
    }

    public boolean hasSetCookie() {
        return fields.next(FieldName.SET_COOKIE, 0) >= 0;
    }

    /** The Set-Cookie lines' values, in order; a comma in one is a part of it. */
    public List<String> setCookies() {
        return fields.values(FieldName.SET_COOKIE);
    }

    /** Whether a field line passes. */
    public boolean hasEndToEnd() {
        return fields.anyPasses();
    }

    /** Writes the status line: our version (RFC 9112, section 2.3), the reason as it came. */
    public void writeStatusLine(HeadWriter out) {
        int digits = line + VERSION.length;
        if (lineEnd == digits + 5) {
            out.bytes(VERSION, 0, VERSION.length).bytes(bytes, digits, digits + 3);
            out.bytes(NO_REASON, 0, NO_REASON.length);
        } else if (http10) {
            out.bytes(VERSION, 0, VERSION.length).bytes(bytes, digits, lineEnd);
        } else {
            out.bytes(bytes, line, lineEnd);
        }
    }

    /**
     * Writes the field lines that pass, as they came: in order, as spelled, the value without white
     * space around it.
     */
    public void writeEndToEnd(HeadWriter out) {
        fields.write(out, PASSING);
    }

    /** Likewise, without what could make a cache keep it. */
    public void writeEndToEndUncached(HeadWriter out) {
        fields.write(out, UNCACHED);
    }

    /** As {@link #writeEndToEnd}, without Set-Cookie. */
    public void writeWithoutCookies(HeadWriter out) {
        fields.write(out, WITHOUT_COOKIES);
    }

    /** As {@link #writeEndToEndUncached}, without Set-Cookie. */
    public void writeUncachedWithoutCookies(HeadWriter out) {
        fields.write(out, UNCACHED_WITHOUT_COOKIES);
    }

    /** The Sec-WebSocket-Protocol lines joined, or null. */
    public @Nullable String webSocketProtocol() {
        return fields.joined(FieldName.SEC_WEBSOCKET, "Sec-WebSocket-Protocol");
    }

    /** The Sec-WebSocket-Accept lines joined, or null. */
    public @Nullable String webSocketAccept() {
        return fields.joined(FieldName.SEC_WEBSOCKET, "Sec-WebSocket-Accept");
    }

    /** The Sec-WebSocket-Extensions lines joined, or null. */
    public @Nullable String webSocketExtensions() {
        return fields.joined(FieldName.SEC_WEBSOCKET, "Sec-WebSocket-Extensions");
    }

    /** Whether the backend agrees to a WebSocket (RFC 6455, section 4.2.2). */
    public boolean isUpgradeToWebSocket() {
        return status == 101
                && fields.connection().upgrade()
                && fields.isValue(fields.last(FieldName.UPGRADE), "websocket");
    }
}
