package dev.nonstick.upstream;

import dev.nonstick.routing.PoolSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One event loop's connections to all backends, so that an exchange stays on its loop from the
 * client's socket to the backend's.
 *
 * <p>Thread rule: belongs to one event loop; make it there.
 */
public final class LoopUpstream {
    private static final long SWEEP_MILLIS = 1_000;

    private final HttpClientAgent client;
    private final Map<Backend, Connections> connections = new HashMap<>();

    /**
     * Makes the connections' owner; connections themselves are made when they are needed.
     *
     * @param loops how many event loops share {@code connections.max}
     * @param maxHeaderBytes largest response head
     */
    public LoopUpstream(Vertx vertx, Collection<Pool> pools, int loops, int maxHeaderBytes) {
        this.client =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setProtocolVersion(HttpVersion.HTTP_1_1)
                                .setKeepAlive(true)
                                .setTcpNoDelay(true)
                                .setDecompressionSupported(false)
                                .setMaxHeaderSize(maxHeaderBytes)
                                .setMaxChunkSize(64 * 1024));
        for (Pool pool : pools) {
            PoolSettings settings = pool.settings();
            int share = Math.max(1, Math.ceilDiv(settings.connections().max(), loops));
            for (Backend backend : pool.backends()) {
                connections.put(backend, new Connections(vertx, client, backend, settings, share));
            }
        }
        vertx.setPeriodic(SWEEP_MILLIS, id -> connections.values().forEach(Connections::sweep));
    }

    /** This loop's connections to a backend. */
    public Connections to(Backend backend) {
        return Objects.requireNonNull(connections.get(backend), "every backend is in a pool");
    }

    public Future<Void> close() {
        return client.close();
    }
}
