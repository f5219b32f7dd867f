package dev.nonstick.proxy;

import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.http1.Http1ServerConnection;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One listener on one event loop: takes connections, reads heads strictly, begins exchanges.
 * Several loops listen on one port and share its connections.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class LoopServer {
    /** Largest WebSocket frame, in bytes; one is in memory at a time. */
    static final int MAX_FRAME = 4 * 1024 * 1024;

    private final Loop loop;
    private final Loop.Listener listener;
    private final ListenSettings settings;
    private final AtomicInteger connections;
    private final IdentityHashMap<HttpConnection, ClientConnection> clients =
            new IdentityHashMap<>();
    private final HttpServerOptions options;
    private final HttpServer server;

    /**
     * Prepares to listen.
     *
     * @param connections how many are open on all loops
     */
    LoopServer(
            Loop loop, Loop.Listener listener, ListenSettings settings, AtomicInteger connections) {
        this.loop = loop;
        this.listener = listener;
        this.settings = settings;
        this.connections = connections;
        LimitSettings limits = loop.limits();
        this.options =
                new HttpServerOptions()
                        .setHttp2ClearTextEnabled(false)
                        .setMaxInitialLineLength(limits.requestLine())
                        .setMaxHeaderSize(limits.headers())
                        .setMaxChunkSize(64 * 1024)
                        .setMaxWebSocketFrameSize(MAX_FRAME)
                        .setPerMessageWebSocketCompressionSupported(false)
                        .setPerFrameWebSocketCompressionSupported(false)
                        .setRegisterWebSocketWriteHandlers(false)
                        .setTcpNoDelay(true)
                        .setIdleTimeout((int) limits.idle().toMillis())
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        this.server = loop.vertx().createHttpServer(options);
    }

    /**
     * Listens.
     *
     * @param number of the listener, from 1: where its port is 0, all loops share the free one that
     *     the first of them was given
     * @return the port
     */
    Future<Integer> listen(int number) {
        SocketAddress address =
                settings.port() == 0
                        ? SocketAddress.sharedRandomPort(number, settings.host())
                        : SocketAddress.inetSocketAddress(settings.port(), settings.host());
        return server.connectionHandler(this::connected)
                .invalidRequestHandler(this::unreadable)
                .requestHandler(this::begin)
                .exceptionHandler(cause -> {})
                .listen(address)
                .map(HttpServer::actualPort)
                .recover(cause -> Future.failedFuture(named(cause)));
    }

    /** The platform's own words do not say which address. */
    private IOException named(Throwable cause) {
        return new IOException(
                settings.host() + ":" + settings.port() + ": " + cause.getMessage(), cause);
    }

    private void connected(HttpConnection connection) {
        if (connections.incrementAndGet() > loop.limits().connections()) {
            connections.decrementAndGet();
            connection.close().onComplete(done -> {});
            return;
        }
        clients.put(connection, new ClientConnection(listener, connection.remoteAddress()));
        Channel channel = ((Http1ServerConnection) connection).channelHandlerContext().channel();
        channel.pipeline()
                .replace(
                        "httpDecoder",
                        "httpDecoder",
                        new StrictRequestDecoder(options.getHttp1Config()));
        // the channel's end, not the connection's: an upgrade ends that without a word
        channel.closeFuture()
                .addListener(
                        closed -> {
                            clients.remove(connection);
                            connections.decrementAndGet();
                        });
    }

    private void begin(HttpServerRequest request) {
        try {
            new Exchange(loop, clientOf(request), request).begin();
        } catch (RuntimeException e) {
            // a defect of ours must not leave the client without an answer
            loop.events().unexpected(e);
            request.response()
                    .setStatusCode(Failure.INTERNAL.status())
                    .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                    .end()
                    .onComplete(done -> request.connection().close());
        }
    }

    private ClientConnection clientOf(HttpServerRequest request) {
        ClientConnection client = clients.get(request.connection());
        // only a connection over the limit has none, and it is being closed
        return client != null ? client : new ClientConnection(listener, request.remoteAddress());
    }

    /** A head that could not be read: answered, and the connection closed with it. */
    private void unreadable(HttpServerRequest request) {
        Failure failure = Failure.ofDecoding(request.decoderResult().cause());
        new Exchange(loop, clientOf(request), request).refuse(failure);
    }

    /** Stops taking connections; those that are idle end, those at work end after it. */
    Future<Void> shutdown(Duration limit) {
        return server.shutdown(limit.toMillis(), TimeUnit.MILLISECONDS);
    }
}
