package dev.nonstick.proxy;

import dev.nonstick.http.ResponseHead;
import dev.nonstick.upstream.Backend;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Step 5 for a WebSocket: the same handshake with a backend, then, once the session's change is
 * committed, with the client; then a {@link FrameRelay}. Extensions are not passed on: both halves
 * speak plain RFC 6455.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class WebSocketAttempt implements Forward {
    private static final String PROTOCOL = "Sec-WebSocket-Protocol";

    private final Exchange exchange;
    private final Backend backend;
    private @Nullable HttpClientConnection connection;
    private @Nullable WebSocket backendSocket;
    private @Nullable FrameRelay relay;
    private final long begun = System.nanoTime();
    private boolean answered;
    private boolean over;

    WebSocketAttempt(Exchange exchange, Backend backend) {
        this.exchange = exchange;
        this.backend = backend;
    }

    @Override
    public Backend backend() {
        return backend;
    }

    @Override
    public boolean reused() {
        return false;
    }

    @Override
    public void forward() {
        backend.begin();
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        exchange.writeHead(headers);
        var timeouts = exchange.pool().settings().timeouts();
        // tick() is first, and can tell a silent backend from one that broke off
        long timeout = timeouts.responseHead().toMillis();
        long handshake = timeout == 0 ? 0 : timeout + 1_000;
        exchange.loop()
                .upstream()
                .to(backend)
                .dial()
                .compose(
                        dialled -> {
                            connection = dialled;
                            return BackendHandshake.start(
                                    exchange.loop().vertx(),
                                    dialled,
                                    exchange.target(),
                                    headers,
                                    offeredProtocols(),
                                    handshake);
                        })
                .onComplete(
                        result -> {
                            answered = true;
                            WebSocket socket = result.result();
                            if (socket != null) {
                                // frames may come right behind the 101: they wait for the relay
                                socket.pause();
                                accepted(socket);
                            } else {
                                refused(result.cause());
                            }
                        });
    }

    private List<String> offeredProtocols() {
        List<String> offered = new ArrayList<>(2);
        for (Map.Entry<String, String> field : exchange.head().webSocket()) {
            if (field.getKey().equalsIgnoreCase(PROTOCOL)) {
                for (String protocol : field.getValue().split(",", -1)) {
                    offered.add(protocol.strip());
                }
            }
        }
        return offered;
    }

    private void accepted(WebSocket socket) {
        backendSocket = socket;
        if (over || exchange.isOver()) {
            socket.close((short) 1001).onComplete(done -> {});
            abandon();
            return;
        }
        ResponseHead answer = ResponseHead.read(socket.headers());
        exchange.commit(this, answer, setCookie -> upgrade(socket, answer, setCookie));
    }

    private void upgrade(WebSocket socket, ResponseHead answer, @Nullable String setCookie) {
        HttpServerRequest request = exchange.client().request();
        HttpServerResponse response = request.response();
        for (Map.Entry<String, String> field : answer.endToEnd()) {
            if (!field.getKey().regionMatches(true, 0, "sec-websocket-", 0, 14)) {
                response.headers().add(field.getKey(), field.getValue());
            }
        }
        if (setCookie != null) {
            response.headers().add("Set-Cookie", setCookie);
        }
        String protocol = socket.subProtocol();
        if (protocol != null) {
            response.headers().set(PROTOCOL, protocol);
        }
        request.toWebSocket()
                .onComplete(
                        result -> {
                            ServerWebSocket client = result.result();
                            if (client == null) {
                                socket.close((short) 1001).onComplete(done -> {});
                                abandon();
                                exchange.record(400, Failure.MALFORMED.label());
                            } else {
                                relay(client, socket);
                            }
                        });
        request.resume();
    }

    private void relay(ServerWebSocket client, WebSocket socket) {
        exchange.loop().metrics().webSocketOpens();
        relay =
                new FrameRelay(
                        client,
                        socket,
                        () -> {
                            exchange.loop().metrics().webSocketCloses();
                            abandon();
                            exchange.record(101, "websocket");
                        });
        relay.start();
    }

    private void refused(Throwable cause) {
        if (over) {
            return;
        }
        if (cause instanceof UpgradeRejectedException rejected) {
            ResponseHead answer = ResponseHead.read(rejected.getHeaders());
            exchange.commit(this, answer, setCookie -> pass(rejected, answer, setCookie));
            return;
        }
        abandon();
        exchange.unanswered(
                this,
                switch (cause) {
                    case ConnectTimeoutException timeout -> Failure.CONNECT_TIMEOUT;
                    case ConnectException connect -> Failure.CONNECT_FAILED;
                    default -> Failure.BACKEND_RESET;
                });
    }

    /** The backend's own words: a refused upgrade is an answer like any other. */
    private void pass(
            UpgradeRejectedException rejected, ResponseHead answer, @Nullable String setCookie) {
        abandon();
        HttpServerResponse response = exchange.client().response();
        response.setStatusCode(rejected.getStatus());
        ClientResponseHead.write(
                answer, exchange.session().stateSent(), setCookie, response.headers());
        Buffer body = rejected.getBody() == null ? Buffer.buffer() : rejected.getBody();
        response.headers().set("Content-Length", Integer.toString(body.length()));
        response.end(body).onComplete(done -> {});
        exchange.client().request().resume();
        exchange.record(rejected.getStatus(), "upgrade_refused");
    }

    @Override
    public void abandon() {
        if (over) {
            return;
        }
        over = true;
        backend.end();
        if (!answered && connection != null) {
            connection.close().onComplete(done -> {});
        }
        if (relay == null && backendSocket != null && !backendSocket.isClosed()) {
            backendSocket.close((short) 1001).onComplete(done -> {});
        }
    }

    @Override
    public void tick(long now) {
        long limit = exchange.pool().settings().timeouts().responseHead().toNanos();
        if (relay != null) {
            relay.tick(now);
        } else if (!answered && !over && limit > 0 && now - begun > limit) {
            abandon();
            exchange.unanswered(this, Failure.BACKEND_TIMEOUT);
        }
    }

    @Override
    public void drain(Duration limit) {
        if (relay != null) {
            relay.drain();
        }
    }
}
