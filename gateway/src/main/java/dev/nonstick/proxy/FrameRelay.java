package dev.nonstick.proxy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.WebSocketFrameType;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket from client to backend, frame by frame: fragments stay fragments, each side answers
 * the pings of its own hop, a side that does not read pauses the other, and the close code that one
 * side gave reaches the other.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class FrameRelay {
    private static final long PING_NANOS = 20_000_000_000L;
    private static final short GOING_AWAY = 1001;
    private static final short ABNORMAL = 1006;
    private static final short FAULT = 1011;
    private static final short RESTART = 1012;

    private final WebSocket client;
    private final WebSocket backend;
    private final Runnable atEnd;
    private boolean clientClosed;
    private boolean backendClosed;
    private long lastPing = System.nanoTime();

    /**
     * Joins two halves.
     *
     * @param atEnd runs once, when both are closed
     */
    FrameRelay(WebSocket client, WebSocket backend, Runnable atEnd) {
        this.client = client;
        this.backend = backend;
        this.atEnd = atEnd;
    }

    void start() {
        if (client.isClosed() || backend.isClosed()) {
            // it went while the other half was still made
            startWithOneGone();
            return;
        }
        pass(client, backend);
        pass(backend, client);
        client.closeHandler(v -> clientClosed());
        backend.closeHandler(v -> backendClosed());
        client.resume();
        backend.resume();
    }

    private void startWithOneGone() {
        if (!client.isClosed()) {
            client.closeHandler(v -> clientClosed());
            passCode(backend, client);
            backendClosed();
        } else if (!backend.isClosed()) {
            backend.closeHandler(v -> backendClosed());
            passCode(client, backend);
            clientClosed();
        } else {
            atEnd.run();
        }
    }

    private static void passCode(WebSocket gone, WebSocket to) {
        Short code = gone.closeStatusCode();
        if (code != null) {
            close(to, code, gone.closeReason());
        }
    }

    private static void pass(WebSocket from, WebSocket to) {
        // the close handlers tell what an exception does
        from.exceptionHandler(cause -> {});
        to.drainHandler(v -> from.resume());
        from.frameHandler(
                frame -> {
                    if (to.isClosed() || isPingOrPong(frame)) {
                        return;
                    }
                    if (frame.isClose()) {
                        close(to, frame.closeStatusCode(), frame.closeReason());
                        return;
                    }
                    to.writeFrame(frame).onComplete(done -> {});
                    if (to.writeQueueFull()) {
                        from.pause();
                    }
                });
    }

    private static boolean isPingOrPong(WebSocketFrame frame) {
        return frame.type() == WebSocketFrameType.PING || frame.type() == WebSocketFrameType.PONG;
    }

    private static void close(WebSocket to, short code, @Nullable String reason) {
        // 1005 stands for "none given" and must not be sent (RFC 6455, section 7.4.1)
        short sent = code == 1005 || code == ABNORMAL ? 1000 : code;
        if (!to.isClosed()) {
            to.close(sent, reason).onComplete(done -> {});
        }
    }

    private void clientClosed() {
        clientClosed = true;
        client.resume();
        if (!backendClosed && !backend.isClosed()) {
            Short code = client.closeStatusCode();
            if (code == null || code == ABNORMAL) {
                close(backend, GOING_AWAY, null);
            }
            backend.resume();
        }
        endIfBothClosed();
    }

    private void backendClosed() {
        backendClosed = true;
        backend.resume();
        if (!clientClosed && !client.isClosed()) {
            Short code = backend.closeStatusCode();
            if (code == null || code == ABNORMAL) {
                close(client, FAULT, "cause=reset;retry=1");
            }
            client.resume();
        }
        endIfBothClosed();
    }

    private void endIfBothClosed() {
        if (clientClosed && backendClosed) {
            atEnd.run();
        }
    }

    /** Keeps a silent wire alive through everything that cuts idle connections. */
    void tick(long now) {
        if (now - lastPing > PING_NANOS) {
            lastPing = now;
            ping(client);
            ping(backend);
        }
    }

    private static void ping(WebSocket socket) {
        if (!socket.isClosed()) {
            socket.writePing(Buffer.buffer()).onComplete(done -> {});
        }
    }

    /** The gateway goes down: the client may come back at once, to another one. */
    void drain() {
        close(client, RESTART, "cause=gateway_draining;retry=1");
        close(backend, GOING_AWAY, null);
    }
}
