package dev.nonstick.proxy;

import dev.nonstick.http.HeadWriter;
import dev.nonstick.http.RequestHead;
import dev.nonstick.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * The client's half of an exchange: passing its body on, answering it, and leaving its connection
 * in a state in which the next request can be read in one way only.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class ClientSide {
    private final Loop loop;
    private final ClientConnection connection;
    private final RequestHead head;
    private final Exchange exchange;
    private final RequestBody body;
    private @Nullable Attempt from;
    private @Nullable SessionStage session;
    private boolean hinted;
    private boolean responding;
    private boolean chunked;
    private boolean untilClose;
    private boolean headWaits;
    private boolean headLeft;
    private boolean held;
    private @Nullable ByteBuf lastPiece;
    private long length;
    private boolean ended;
    private boolean closing;
    private long bytesOut;
    private long lastProgress;

    ClientSide(Loop loop, ClientConnection connection, RequestHead head, Exchange exchange) {
        this.loop = loop;
        this.exchange = exchange;
        this.connection = connection;
        this.head = head;
        this.body = new RequestBody(connection, loop.clock(), head, loop.limits().body());
        this.closing = !head.keepAlive();
        this.lastProgress = loop.clock().nanos();
    }

    ClientConnection connection() {
        return connection;
    }

    /** The client's body. */
    RequestBody body() {
        return body;
    }

    long bytesOut() {
        return bytesOut;
    }

    /** When a body byte last moved, or the exchange began; {@link System#nanoTime()}. */
    long lastProgress() {
        long other = body.lastProgress();
        return other - lastProgress > 0 ? other : lastProgress;
    }

    /** Whether something of our answer has left, so that it can only be cut. */
    boolean headLeft() {
        return headLeft || connection.out().hasPassed();
    }

    /** 7 respond: the backend's answer, as it comes. */
    void respond(Attempt by, ResponseHead answer, SessionStage about, Settlement.Settled settled) {
        from = by;
        session = about;
        responding = true;
        // what is left of the body may have to be dropped, and it is too late to say so then
        closing |= !body.isComplete();
        lastProgress = loop.clock().nanos();
        int status = answer.status();
        boolean bodiless = head.method().equals("HEAD") || status == 204 || status == 304;
        boolean unknown = !bodiless && answer.length() < 0;
        // only the end of the connection can tell the end of such a body
        untilClose = unknown && head.isHttp10();
        closing |= untilClose;
        chunked = unknown && !head.isHttp10();
        length = answer.length();
        HeadWriter out = loop.scratch().clear();
        ClientResponseHead.write(answer, about.isPrivate(), settled, out);
        if (status != 204 && answer.length() >= 0) {
            // RFC 9110, section 8.6: none with 204
            out.field("Content-Length", answer.length());
        } else if (chunked) {
            out.field("Transfer-Encoding", "chunked");
        }
        endHead(out);
        // a stream may send its first event much later than its head (SSE, long polls)
        headWaits = !unknown;
        if (by.isAnswerComplete()) {
            // its connection may serve the client's next request already
            by.complete();
            endAfterWrites();
        } else {
            by.resume();
        }
    }

    /** The fields of this hop, and the end of the head. */
    private void endHead(HeadWriter out) {
        closing |= loop.open().draining();
        if (closing) {
            out.field("Connection", "close");
        } else if (head.isHttp10()) {
            out.field("Connection", "keep-alive");
        }
        connection.out().head(out.end());
    }

    /** A piece of the response has come; ownership passes. */
    void piece(Attempt answering, ByteBuf piece) {
        int size = piece.readableBytes();
        bytesOut += size;
        lastProgress = loop.clock().nanos();
        headWaits = false;
        if (chunked) {
            connection.out().chunk(piece);
        } else if (bytesOut == length && session != null && session.side().pending() != null) {
            // what is written may leave although nobody flushes it here
            lastPiece = Unpooled.copiedBuffer(piece);
            piece.release();
        } else {
            connection.out().piece(piece);
        }
        if (!connection.isWritable()) {
            answering.pause();
        }
    }

    /** The client takes more of the response. */
    void writable() {
        lastProgress = loop.clock().nanos();
        if (from != null && !ended) {
            from.resume();
        }
    }

    /** The response is complete. */
    void endResponse(@Nullable ResponseHead trailers) {
        if (chunked) {
            HeadWriter out = loop.scratch().clear();
            if (trailers != null) {
                trailers.writeWithoutCookies(out);
            }
            connection.out().lastChunk(out.end());
        }
        endAfterWrites();
    }

    /** What the backend writes beside its response is acknowledged before the last byte leaves. */
    private void endAfterWrites() {
        Future<?> writes = session == null ? null : session.side().pending();
        if (writes == null) {
            end();
        } else {
            held = true;
            writes.onComplete(done -> exchange.guarded(this::end));
        }
    }

    void responsePassed() {
        if (responding && !ended && !held && !headWaits) {
            flushHead();
        }
    }

    /**
     * Lets a head go that waited for the first piece of its body, to leave with it in one write.
     */
    void flushHead() {
        if (responding && !ended && !held) {
            headWaits = false;
            headLeft = true;
            connection.out().flush();
        }
    }

    /** Whether the backend is awaited: not where the client has not taken yet what is there. */
    boolean awaitsBackend() {
        return responding && !ended && !held && connection.isWritable();
    }

    /** Whether the client is awaited: for its body, or to take what is there. */
    boolean awaitsClient() {
        return ended || body.awaitsClient() || !connection.isWritable();
    }

    /** Whether the client has got an interim response: another backend could contradict it. */
    boolean hinted() {
        return hinted;
    }

    /** 103 (RFC 8297), or 100: the backend wants the body. */
    void interim(ResponseHead hints) {
        // RFC 9110, section 15.2: HTTP/1.0 knows no interim responses; nor do they wait for a
        // client that does not read: a backend may send them without end
        if (!head.isHttp10() && !responding && connection.isWritable()) {
            hinted = true;
            HeadWriter out = loop.scratch().clear();
            hints.writeStatusLine(out);
            hints.writeWithoutCookies(out);
            connection.out().head(out.end());
            connection.out().flush();
        }
    }

    /** 101: what follows is no HTTP. */
    void switchProtocols(ResponseHead answer, Settlement.Settled settled) {
        responding = true;
        ended = true;
        headLeft = true;
        HeadWriter out = loop.scratch().clear();
        WebSocketUpgrade.writeHead(answer, settled, out);
        connection.out().head(out);
        connection.out().flush();
    }

    /**
     * Answers in place of a backend (RFC 9457, RFC 9209).
     *
     * @param setCookie the gateway's own, or null
     */
    void fail(
            Failure failure,
            @Nullable String detail,
            String requestId,
            @Nullable String setCookie) {
        closing |= responding || failure.closesConnection() || !body.isComplete();
        drop();
        responding = true;
        chunked = false;
        HeadWriter out = loop.scratch().clear();
        byte[] body = FailureAnswer.write(out, failure, detail, requestId);
        boolean withBody = !head.method().equals("HEAD");
        bytesOut = withBody ? body.length : 0;
        if (setCookie != null) {
            out.field("Set-Cookie", setCookie);
        }
        endHead(out);
        if (withBody) {
            connection.out().piece(Unpooled.wrappedBuffer(body));
        }
        end();
    }

    /** The head has left, so the client can only be shown that the body is not complete. */
    void cut() {
        drop();
        ended = true;
        connection.cutOff(untilClose);
    }

    /** The last byte is written: what comes next on the connection depends on how this ended. */
    private void end() {
        if (ended) {
            return;
        }
        if (lastPiece != null) {
            connection.out().piece(lastPiece);
            lastPiece = null;
        }
        ended = true;
        headLeft = true;
        closing |= !body.isComplete();
        if (closing) {
            body.unwanted();
            connection.takeNoMore();
        }
        ChannelFuture left = connection.out().finish();
        if (left.isDone()) {
            sent(left);
        } else {
            left.addListener(done -> loop.context().dispatch(ignored -> sent(left)));
        }
    }

    private void drop() {
        connection.out().drop();
        if (lastPiece != null) {
            lastPiece.release();
            lastPiece = null;
        }
    }

    private void sent(ChannelFuture left) {
        exchange.sent(left.isSuccess());
        if (!left.isSuccess()) {
            connection.close();
        } else if (closing) {
            connection.linger();
        } else {
            connection.proceed();
        }
    }
}
