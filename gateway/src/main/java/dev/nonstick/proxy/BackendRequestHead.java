package dev.nonstick.proxy;

import dev.nonstick.http.HeadWriter;
import dev.nonstick.http.RequestHead;
import dev.nonstick.session.Envelope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the head that a backend gets (RFC 9110, section 7.6). */
final class BackendRequestHead {
    static final String VIA = "1.1 nonstick";

    private static final byte[] VIA_LINE = HeadWriter.line("Via", VIA);

    private BackendRequestHead() {}

    /**
     * Writes all of it.
     *
     * @param target in origin form
     * @param authority what the client asked for; kept as the Host
     * @param cookies the Cookie fields; the gateway's own cookies are not among them
     * @param envelope null: no envelope on this route
     */
    static void write(
            RequestHead head,
            String target,
            String authority,
            String requestId,
            List<String> cookies,
            ClientConnection client,
            Envelope.@Nullable Fields envelope,
            HeadWriter out) {
        out.requestLine(head.method(), target).field("Host", authority);
        head.writeEndToEnd(out);
        for (String line : cookies) {
            out.field("Cookie", line);
        }
        writeHop(head, out);
        client.forwarding(authority).write(head, client.trusted(), out);
        if (head.via() == null) {
            out.lines(VIA_LINE);
        } else {
            out.field("Via", head.via() + ", " + VIA);
        }
        out.field("X-Request-Id", requestId);
        if (envelope != null) {
            envelope.write(out);
        }
        out.end();
    }

    /** What is said of this hop: the body's framing, and an upgrade. */
    private static void writeHop(RequestHead head, HeadWriter out) {
        if (head.expect() != null) {
            out.field("Expect", head.expect());
        }
        if (head.teTrailers()) {
            out.field("TE", "trailers");
        }
        if (head.contentLength() != null) {
            out.field("Content-Length", head.contentLength());
        } else if (head.isChunked()) {
            out.field("Transfer-Encoding", "chunked");
        }
        if (head.isWebSocket()) {
            out.field("Connection", "Upgrade").field("Upgrade", "websocket");
            head.writeWebSocket(out);
        }
    }
}
