package dev.nonstick;

import dev.nonstick.admin.Admin;
import dev.nonstick.config.GatewaySettings;
import dev.nonstick.drain.DrainState;
import dev.nonstick.proxy.Proxy;
import dev.nonstick.routing.RouteTable;
import dev.nonstick.session.KeyRing;
import dev.nonstick.session.RealmSettings;
import dev.nonstick.store.Revocations;
import dev.nonstick.store.SessionStores;
import dev.nonstick.store.SessionTelemetry;
import dev.nonstick.store.StoreSettings;
import dev.nonstick.telemetry.AccessLog;
import dev.nonstick.telemetry.EventLog;
import dev.nonstick.telemetry.Metrics;
import dev.nonstick.upstream.Backend;
import dev.nonstick.upstream.HealthCheck;
import dev.nonstick.upstream.Pool;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A running gateway: composes all parts from the settings, and takes them apart in order.
 *
 * <p>Thread rule: started and stopped by one thread that is no event loop.
 */
final class Gateway {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(20);

    private final GatewaySettings settings;
    private final Vertx vertx;
    private final SessionStores stores;
    private final Proxy proxy;
    private final int adminPort;
    private final @Nullable Aside aside;
    private volatile DrainState state = DrainState.STARTING;

    private Gateway(
            GatewaySettings settings, KeyRing keys, String storeUrl, EventLog log, AccessLog access)
            throws Exception {
        this.settings = settings;
        int loops =
                settings.eventLoops() > 0
                        ? settings.eventLoops()
                        : Runtime.getRuntime().availableProcessors();
        this.vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setEventLoopPoolSize(loops)
                                // one class loader: nothing to switch for every event
                                .setDisableTCCL(true)
                                .setPreferNativeTransport(true));
        vertx.exceptionHandler(log::unexpected);
        try {
            Metrics metrics = new Metrics();
            String dropped = "Lines lost because the log was too slow";
            metrics.gauge("nonstick_log_lines_dropped", dropped, log::dropped, "log", "events");
            metrics.gauge("nonstick_log_lines_dropped", dropped, access::dropped, "log", "access");
            SessionTelemetry telemetry = new SessionTelemetry(metrics, log);
            this.stores = SessionStores.of(storeAt(settings.store(), storeUrl), telemetry);
            Map<String, Pool> pools = pools(settings, metrics);
            Admin admin = new Admin(() -> state, pools.values(), metrics);
            GatewaySettings.Address address = settings.admin();
            this.adminPort = listen("admin.address", admin, address);
            GatewaySettings.Address health = settings.health();
            if (health != null) {
                listen("health.address", admin, health);
            }
            await(checkHealth(pools, log));
            this.aside = Aside.start(settings, vertx, keys, loops, metrics, log);
            Proxy.Parts parts =
                    new Proxy.Parts(
                            new RouteTable(settings.routes()),
                            pools,
                            settings.realms(),
                            keys,
                            stores,
                            revocations(settings, metrics),
                            settings.store().namespace(),
                            settings.limits(),
                            telemetry,
                            metrics,
                            log,
                            access,
                            aside == null ? null : aside.told());
            this.proxy = listen(parts, loops);
            if (aside != null) {
                aside.serve(proxy);
            }
            this.state = DrainState.READY;
        } catch (Exception e) {
            await(vertx.close());
            throw e;
        }
    }

    /**
     * Starts a gateway and returns when it is ready.
     *
     * @param storeUrl where the store is: {@code settings.store().url()}, or the embedded one's
     * @throws Exception says what could not be had: most often a port
     */
    static Gateway start(
            GatewaySettings settings, KeyRing keys, String storeUrl, EventLog log, AccessLog access)
            throws Exception {
        return new Gateway(settings, keys, storeUrl, log, access);
    }

    private static StoreSettings storeAt(StoreSettings store, String url) {
        return new StoreSettings(
                url,
                store.namespace(),
                store.connectTimeout(),
                store.commandTimeout(),
                store.username(),
                store.password());
    }

    private static Revocations revocations(GatewaySettings settings, Metrics metrics) {
        Duration longest =
                settings.realms().values().stream()
                        .map(RealmSettings::absoluteTimeout)
                        .max(Comparator.naturalOrder())
                        .orElseThrow();
        Revocations revocations = new Revocations(settings.store().namespace(), longest);
        metrics.gauge("nonstick_revocations", "Ended sessions it knows of", revocations::size);
        metrics.gauge(
                "nonstick_revocations_age_seconds",
                "Since the revocation log was read",
                () -> revocations.age().toMillis() / 1000.0);
        metrics.gauge(
                "nonstick_revocations_forgotten",
                "Ended sessions forgotten early, because there were too many",
                revocations::dropped);
        return revocations;
    }

    private static Map<String, Pool> pools(GatewaySettings settings, Metrics metrics) {
        Map<String, Pool> pools = new LinkedHashMap<>();
        settings.pools().forEach((name, pool) -> pools.put(name, new Pool(pool)));
        for (Pool pool : pools.values()) {
            for (Backend backend : pool.backends()) {
                String[] tags = {"pool", pool.settings().name(), "backend", backend.address()};
                metrics.gauge(
                        "nonstick_backend_up",
                        "1: the health check finds it well",
                        () -> backend.isHealthy() ? 1 : 0,
                        tags);
                metrics.gauge(
                        "nonstick_backend_in_flight",
                        "Requests it works on for this gateway",
                        backend::inFlight,
                        tags);
                metrics.gauge(
                        "nonstick_backend_connections",
                        "Open connections to it",
                        backend::connections,
                        tags);
                metrics.gauge(
                        "nonstick_backend_waiting",
                        "Exchanges that wait for a connection to it",
                        backend::waiting,
                        tags);
            }
        }
        return pools;
    }

    private int listen(String path, Admin admin, GatewaySettings.Address address) throws Exception {
        try {
            return await(admin.listen(vertx, address.host(), address.port()));
        } catch (IOException e) {
            throw taken(path, address.host() + ":" + address.port() + ": " + e.getMessage(), e);
        }
    }

    private Proxy listen(Proxy.Parts parts, int loops) throws Exception {
        try {
            return await(Proxy.start(vertx, parts, settings.listeners(), loops));
        } catch (IOException e) {
            throw taken("listen[].address", String.valueOf(e.getMessage()), e);
        }
    }

    static IOException taken(String path, String what, Exception cause) {
        String expected = " (expected: an address of this machine that nobody listens on)";
        return new IOException(path + ": " + what + expected, cause);
    }

    private Future<?> checkHealth(Map<String, Pool> pools, EventLog log) {
        List<Future<Void>> first = new ArrayList<>();
        for (Pool pool : pools.values()) {
            HealthCheck check =
                    new HealthCheck(
                            vertx, pool, (p, backend, healthy) -> tell(log, p, backend, healthy));
            first.add(check.start());
        }
        return Future.join(first);
    }

    private static void tell(EventLog log, Pool pool, Backend backend, boolean healthy) {
        if (healthy) {
            log.backendUp(pool.settings().name(), backend.address());
        } else {
            log.backendDown(pool.settings().name(), backend.address());
        }
    }

    List<Integer> ports() {
        return proxy.ports();
    }

    int adminPort() {
        return adminPort;
    }

    /** A signal to stop came; a second one shortens what is under way. */
    void signalled() {
        state = state.onSignal();
    }

    /**
     * Stops: takes no more connections, lets what is under way end, gives the store the writes that
     * wait.
     *
     * @return what could not be brought to an end
     */
    Rest stop() {
        Future<Void> closed = proxy.close(settings.drain().requestTimeout());
        waitFor(
                settings.drain().requestTimeout(),
                () -> state != DrainState.CLOSING || proxy.inFlight() == 0);
        int cut = proxy.inFlight();
        waitFor(Duration.ofSeconds(1), () -> closed.isComplete() || cut > 0);
        state = DrainState.FLUSHING;
        waitFor(settings.drain().flush(), () -> proxy.pendingWrites() == 0);
        int unflushed = proxy.pendingWrites();
        if (aside != null) {
            aside.close();
        }
        quietly(stores.close());
        quietly(vertx.close());
        state = DrainState.STOPPED;
        return new Rest(cut, unflushed);
    }

    /** What was under way when the time was up. */
    record Rest(int cut, int unflushed) {}

    private interface Condition {
        boolean holds();
    }

    private static void waitFor(Duration limit, Condition condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.holds() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private static void quietly(Future<?> closing) {
        try {
            closing.toCompletionStage()
                    .toCompletableFuture()
                    .get(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // the process ends now; whatever is left ends with it
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
