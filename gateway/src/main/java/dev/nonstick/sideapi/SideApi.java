package dev.nonstick.sideapi;

import dev.nonstick.session.CapabilityCodec;
import dev.nonstick.session.KeyRing;
import dev.nonstick.telemetry.EventLog;
import dev.nonstick.telemetry.Metrics;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The listener of the side API, on every event loop.
 *
 * <p>Thread rule: started and closed by one thread that is no event loop.
 */
public final class SideApi {
    private static final int MAX_CONNECTIONS = 1_024;
    private static final int MAX_FIELDS = 16 * 1024;
    private static final int MAX_LINE = 2 * 1024;
    private static final int IDLE_SECONDS = 60;
    private static final long START_SECONDS = 10;

    private final Parts parts;
    private final AtomicInteger connections = new AtomicInteger();
    private @Nullable SocketFile file;
    private String url = "";

    private SideApi(Parts parts) {
        this.parts = parts;
    }

    /**
     * What it is made of.
     *
     * @param instance names this run of the gateway, in refs
     * @param loops how many event loops listen
     * @param maxBody bytes of a request's body
     */
    public record Parts(
            KeyRing keys,
            long instance,
            SideCalls calls,
            int loops,
            int maxBody,
            Metrics metrics,
            EventLog events) {}

    /**
     * Listens.
     *
     * @throws Exception says what could not be had
     */
    public static SideApi start(Vertx vertx, SideApiSettings settings, Parts parts)
            throws Exception {
        SideApi api = new SideApi(parts);
        parts.metrics()
                .gauge(
                        "nonstick_side_api_connections",
                        "Open connections of backends to the side API",
                        api.connections::get);
        String told =
                switch (settings.address()) {
                    case SideApiSettings.Tcp(String host, int port) -> {
                        SocketAddress address =
                                port == 0
                                        ? SocketAddress.sharedRandomPort(1, host)
                                        : SocketAddress.inetSocketAddress(port, host);
                        int bound = api.listen(vertx, address);
                        yield "http://" + new SideApiSettings.Tcp(host, bound).text();
                    }
                    case SideApiSettings.Unix unix -> {
                        api.listen(vertx, unix);
                        yield unix.text();
                    }
                };
        api.url = settings.url() == null ? told : settings.url();
        return api;
    }

    private void listen(Vertx vertx, SideApiSettings.Unix unix) throws Exception {
        SocketFile socket = SocketFile.at(unix.path());
        try {
            listen(vertx, SocketAddress.domainSocketAddress(socket.nursery().toString()));
            socket.publish();
        } catch (Exception e) {
            socket.abort();
            throw e;
        }
        file = socket;
    }

    /** The port; of no meaning for a Unix socket. */
    private int listen(Vertx vertx, SocketAddress address) throws Exception {
        AtomicInteger port = new AtomicInteger();
        await(
                vertx.deployVerticle(
                        () -> new Server(address, port),
                        new DeploymentOptions().setInstances(parts.loops)));
        return port.get();
    }

    private static <T> T await(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** As backends are told. */
    public String url() {
        return url;
    }

    /** Takes the socket's file away; the connections end with Vert.x. */
    public void close() throws IOException {
        if (file != null) {
            file.remove();
        }
    }

    /** One event loop's share of the connections. */
    private final class Server extends VerticleBase {
        private final SocketAddress address;
        private final AtomicInteger port;

        Server(SocketAddress address, AtomicInteger port) {
            this.address = address;
            this.port = port;
        }

        @Override
        public Future<?> start() {
            CapabilityCodec codec = new CapabilityCodec(parts.keys, parts.instance);
            SideRoutes routes = new SideRoutes(codec, parts.calls, parts.metrics, parts.events);
            HttpServerOptions options =
                    new HttpServerOptions()
                            .setHttp2ClearTextEnabled(false)
                            .setMaxInitialLineLength(MAX_LINE)
                            .setMaxHeaderSize(MAX_FIELDS)
                            .setIdleTimeout(IDLE_SECONDS);
            return vertx.createHttpServer(options)
                    .connectionHandler(
                            connection -> {
                                if (connections.incrementAndGet() > MAX_CONNECTIONS) {
                                    connection.close().onComplete(done -> {});
                                }
                                connection.closeHandler(v -> connections.decrementAndGet());
                            })
                    .requestHandler(routes.router(vertx, parts.maxBody))
                    .listen(address)
                    .onSuccess((HttpServer server) -> port.set(server.actualPort()));
        }
    }
}
