package dev.nonstick.upstream;

import dev.nonstick.routing.PoolSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.util.concurrent.TimeUnit;

/**
 * Asks every backend of a pool again and again how it is. A backend changes sides only after
 * several equal answers in a row, so that one lost packet moves no traffic.
 *
 * <p>Thread rule: runs on the event loop it was started on; tells the {@link Pool}, which is
 * shared.
 */
public final class HealthCheck {
    private final Vertx vertx;
    private final Pool pool;
    private final PoolSettings.Health settings;
    private final Listener listener;
    private final HttpClientAgent http;
    private final NetClient tcp;
    private final int[] streak;

    /** Is told when a backend changes sides. */
    public interface Listener {
        void changed(Pool pool, Backend backend, boolean healthy);
    }

    public HealthCheck(Vertx vertx, Pool pool, Listener listener) {
        this.vertx = vertx;
        this.pool = pool;
        this.settings = pool.settings().health();
        this.listener = listener;
        int timeout = (int) settings.timeout().toMillis();
        this.http =
                vertx.createHttpClient(
                        new HttpClientOptions().setConnectTimeout(timeout).setKeepAlive(false),
                        new PoolOptions().setHttp1MaxSize(pool.backends().size()));
        this.tcp = vertx.createNetClient(new NetClientOptions().setConnectTimeout(timeout));
        this.streak = new int[pool.backends().size()];
    }

    /**
     * Asks every backend once, then again every interval.
     *
     * @return completes when the first answers are in: what is known bad by then is not ready
     */
    public Future<Void> start() {
        Future<?> first =
                Future.join(
                        pool.backends().stream()
                                .map(backend -> probe(backend).onSuccess(ok -> first(backend, ok)))
                                .toList());
        long interval = Math.max(1, settings.interval().toMillis());
        for (Backend backend : pool.backends()) {
            vertx.setPeriodic(
                    interval, id -> probe(backend).onSuccess(ok -> answered(backend, ok)));
        }
        return first.mapEmpty();
    }

    /** Never fails: a probe that goes wrong in any way is a bad answer. */
    private Future<Boolean> probe(Backend backend) {
        String path = settings.path();
        Future<Boolean> answer =
                path == null
                        ? tcp.connect(backend.port(), backend.host())
                                .compose(socket -> socket.close().map(true))
                        : http.request(
                                        new RequestOptions()
                                                .setMethod(HttpMethod.GET)
                                                .setHost(backend.host())
                                                .setPort(backend.port())
                                                .setURI(path)
                                                .setIdleTimeout(settings.timeout().toMillis()))
                                .compose(request -> request.send())
                                .compose(
                                        response ->
                                                response.end()
                                                        .map(v -> expected(response.statusCode())));
        return answer.timeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(false);
    }

    private boolean expected(int status) {
        return status >= settings.expectMin() && status <= settings.expectMax();
    }

    private void first(Backend backend, boolean ok) {
        if (!ok) {
            change(backend, false);
        }
    }

    private void answered(Backend backend, boolean ok) {
        int i = backend.index();
        if (ok == backend.isHealthy()) {
            streak[i] = 0;
            return;
        }
        streak[i]++;
        if (streak[i] >= (ok ? settings.healthyAfter() : settings.unhealthyAfter())) {
            change(backend, ok);
        }
    }

    private void change(Backend backend, boolean healthy) {
        streak[backend.index()] = 0;
        backend.healthy(healthy);
        pool.refresh();
        listener.changed(pool, backend, healthy);
    }
}
