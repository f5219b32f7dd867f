package dev.nonstick.proxy;

import dev.nonstick.http.HeadWriter;
import dev.nonstick.http.RequestHead;
import dev.nonstick.http.ResponseHead;
import dev.nonstick.upstream.Backend;
import dev.nonstick.upstream.BackendConnection;
import dev.nonstick.upstream.Connections;
import dev.nonstick.upstream.Connections.PoolFullException;
import dev.nonstick.upstream.ResponseListener;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ConnectTimeoutException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Step 5: one try to have one backend answer. Tells its exchange either the response's head or why
 * there is none, once; after the head, that the backend broke off.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class Attempt implements Connections.Taker, ResponseListener {
    private final Exchange exchange;
    private final Backend backend;
    private @Nullable BackendConnection connection;
    private @Nullable ResponseHead answer;
    private @Nullable WebSocketRelay relay;
    private boolean over;
    private boolean requestComplete;
    private long deadline;

    Attempt(Exchange exchange, Backend backend) {
        this.exchange = exchange;
        this.backend = backend;
    }

    Backend backend() {
        return backend;
    }

    /** Whether it used a connection that an earlier exchange had used: it may have gone stale. */
    boolean reused() {
        return connection != null && connection.reused();
    }

    /** 5 forward: get a connection, then send. */
    void forward() {
        backend.begin();
        Connections connections = exchange.connectionsTo(backend);
        if (exchange.head().isWebSocket()) {
            connections.dial(this);
        } else {
            connections.acquire(this);
        }
    }

    @Override
    public void acquired(BackendConnection got) {
        if (over) {
            got.release();
            return;
        }
        connection = got;
        exchange.guarded(() -> send(got));
    }

    @Override
    public void unavailable(Throwable cause) {
        fail(
                switch (cause) {
                    case PoolFullException full -> Failure.POOL_FULL;
                    case ConnectTimeoutException timeout -> Failure.CONNECT_TIMEOUT;
                    default -> Failure.CONNECT_FAILED;
                });
    }

    private void send(BackendConnection out) {
        RequestHead head = exchange.head();
        HeadWriter fields = exchange.loop().scratch().clear();
        exchange.writeHead(fields);
        out.request(fields, head.method(), head.isWebSocket(), this);
        startClock();
        if (head.hasBody()) {
            exchange.client().body().pump(this);
        } else {
            requestComplete = true;
            out.flush();
        }
    }

    // the client's body

    /** Sends a piece of the client's body; ownership passes. */
    void write(ByteBuf piece) {
        if (over) {
            piece.release();
        } else {
            out().write(piece, exchange.head().isChunked());
            startClock();
        }
    }

    void requestEnded() {
        if (!over) {
            requestComplete = true;
            startClock();
            if (exchange.head().isChunked()) {
                out().endChunks(exchange.loop().scratch());
            }
        }
    }

    void flush() {
        if (!over && connection != null) {
            connection.flush();
        }
    }

    boolean isWritable() {
        return over || out().isWritable();
    }

    void tooLarge() {
        exchange.cut(this, Failure.BODY_TOO_LARGE);
    }

    @Override
    public void writable() {
        exchange.client().body().writable();
    }

    // the backend's answer

    @Override
    public void interim(ResponseHead head) {
        if (!over) {
            exchange.client().interim(head);
        }
    }

    @Override
    public void head(ResponseHead head) {
        if (!over) {
            answer = head;
            exchange.guarded(() -> exchange.answered(this, head));
        }
    }

    @Override
    public void piece(ByteBuf piece) {
        if (over) {
            piece.release();
        } else {
            exchange.client().piece(this, piece);
        }
    }

    @Override
    public void end(@Nullable ResponseHead trailers) {
        if (!over) {
            complete();
            if (trailers == null) {
                exchange.client().endResponse(null);
            } else {
                exchange.trailed(this, trailers);
            }
        }
    }

    @Override
    public void passed() {
        exchange.client().responsePassed();
    }

    @Override
    public void brokeOff() {
        broke(Failure.BACKEND_RESET);
    }

    @Override
    public void malformed() {
        broke(Failure.BACKEND_MALFORMED);
    }

    private void broke(Failure before) {
        if (answer != null) {
            exchange.cut(this, Failure.BACKEND_ABORTED);
        } else {
            fail(before);
        }
    }

    /** Whether the answer has no body, or none is left. */
    boolean isAnswerComplete() {
        return out().isAnswerComplete();
    }

    void pause() {
        if (!over) {
            out().pause();
        }
    }

    void resume() {
        if (!over) {
            out().resume();
        }
    }

    // time

    /** The response's head is due from here on; while a body is sent, each piece starts it anew. */
    private void startClock() {
        deadline =
                exchange.loop().clock().nanos()
                        + exchange.pool().settings().timeouts().responseHead().toNanos();
    }

    /** Looks at its time limits; now is {@link System#nanoTime()}. */
    void tick(long now) {
        boolean limited = !exchange.pool().settings().timeouts().responseHead().isZero();
        if (relay != null) {
            relay.tick(now);
        } else if (limited && isAwaited() && now - deadline > 0) {
            fail(Failure.BACKEND_TIMEOUT);
        }
    }

    /** Whether it is the backend's turn: to answer, or to take what is there of the body. */
    private boolean isAwaited() {
        BackendConnection asked = answer == null && !over ? connection : null;
        if (asked != null && asked.sendsOn()) {
            startClock();
        }
        return asked != null && (requestComplete || !asked.isWritable());
    }

    // the end

    private void fail(Failure failure) {
        if (!over && answer == null) {
            abandon();
            exchange.unanswered(this, failure);
        }
    }

    /** The answer is complete: the connection can serve the next one, if both sides let it. */
    void complete() {
        boolean reusable = answer != null && answer.keepAlive() && requestComplete;
        if (!reusable) {
            abandon();
        } else if (!over) {
            over = true;
            backend.end();
            out().release();
        }
    }

    /** Ends the attempt where it is; what the backend still sends is of no interest. */
    void abandon() {
        if (over) {
            return;
        }
        over = true;
        backend.end();
        if (connection == null) {
            exchange.connectionsTo(backend).leave(this);
        } else if (relay == null) {
            if (answer != null && answer.status() == 101) {
                WebSocketUpgrade.refuse(connection, exchange.loop().random());
            }
            connection.discard();
        }
    }

    /**
     * Joins both sides: from here on frames pass instead of messages.
     *
     * @param atEnd runs once, when both are closed
     */
    void upgrade(ClientConnection client, Runnable atEnd) {
        WebSocketRelay joined =
                new WebSocketRelay(
                        client.channel(), out().channel(), WebSocketRelay.MAX_FRAME, atEnd);
        relay = joined;
        WebSocketUpgrade.join(joined, client, out());
    }

    /** The gateway goes down: what would not end by itself ends now. */
    void drain() {
        if (relay != null) {
            relay.drain();
        }
    }

    private BackendConnection out() {
        return Objects.requireNonNull(connection, "acquired");
    }
}
