package dev.nonstick.proxy;

import dev.nonstick.http.AddressRanges;
import dev.nonstick.routing.RouteTable;
import dev.nonstick.session.KeyRing;
import dev.nonstick.session.RealmSettings;
import dev.nonstick.store.SerialOrder;
import dev.nonstick.store.SessionEvents;
import dev.nonstick.store.SessionStores;
import dev.nonstick.telemetry.AccessLog;
import dev.nonstick.telemetry.EventLog;
import dev.nonstick.telemetry.Metrics;
import dev.nonstick.upstream.Pool;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The data plane: every listener on every event loop.
 *
 * <p>Thread rule: called by the composition root; all work is on the event loops.
 */
public final class Proxy {
    private static final long POLL_MILLIS = 20;

    private final Vertx vertx;
    private final List<LoopVerticle> loops;
    private final List<Listener> listeners;
    private final AtomicInteger connections;

    private Proxy(
            Vertx vertx,
            List<LoopVerticle> loops,
            List<Listener> listeners,
            AtomicInteger connections) {
        this.vertx = vertx;
        this.loops = List.copyOf(loops);
        this.listeners = List.copyOf(listeners);
        this.connections = connections;
    }

    /**
     * What the loops are made of; shared by them all.
     *
     * @param pools by name
     * @param realms by name
     */
    public record Parts(
            RouteTable routes,
            Map<String, Pool> pools,
            Map<String, RealmSettings> realms,
            KeyRing keys,
            SessionStores stores,
            String namespace,
            LimitSettings limits,
            SessionEvents sessionEvents,
            Metrics metrics,
            EventLog events,
            AccessLog accessLog) {}

    /**
     * Listens.
     *
     * @param count how many event loops
     */
    public static Future<Proxy> start(
            Vertx vertx, Parts parts, List<ListenSettings> settings, int count) {
        AtomicInteger connections = new AtomicInteger();
        parts.metrics()
                .gauge("nonstick_client_connections", "Open client connections", connections::get);
        SerialOrder order = new SerialOrder();
        parts.metrics()
                .gauge(
                        "nonstick_serial_waiting",
                        "Requests behind others of their session, on serial routes",
                        order::waiting);
        List<LoopVerticle> loops = new ArrayList<>();
        List<Future<String>> deployed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LoopVerticle next = new LoopVerticle(parts, order, count);
            loops.add(next);
            deployed.add(vertx.deployVerticle(next));
        }
        return Future.all(deployed)
                .compose(all -> listen(settings, loops, connections))
                .map(
                        listeners -> {
                            parts.metrics()
                                    .gauge(
                                            "nonstick_store_writes_pending",
                                            "Session writes without an answer yet",
                                            () -> pending(loops));
                            parts.metrics()
                                    .gauge(
                                            "nonstick_in_flight",
                                            "Exchanges under way",
                                            () -> inFlight(loops));
                            return new Proxy(vertx, loops, listeners, connections);
                        });
    }

    private static Future<List<Listener>> listen(
            List<ListenSettings> settings, List<LoopVerticle> loops, AtomicInteger connections) {
        List<Loop> served = loops.stream().map(LoopVerticle::loop).toList();
        List<Listener> listeners = new ArrayList<>();
        Future<Void> bound = Future.succeededFuture();
        for (ListenSettings one : settings) {
            Listener.Traits about =
                    new Listener.Traits("http", new AddressRanges(one.trustedProxies()));
            bound =
                    bound.compose(v -> Listener.bind(one, about, served, connections))
                            .onSuccess(listeners::add)
                            .mapEmpty();
        }
        return bound.map(v -> listeners);
    }

    /** The port of each listener, in order. */
    public List<Integer> ports() {
        return listeners.stream().map(Listener::port).toList();
    }

    /** Exchanges under way. */
    public int inFlight() {
        return inFlight(loops);
    }

    private static int inFlight(List<LoopVerticle> loops) {
        return loops.stream().mapToInt(LoopVerticle::inFlight).sum();
    }

    /** Session writes that have not been answered. */
    public int pendingWrites() {
        return pending(loops);
    }

    private static int pending(List<LoopVerticle> loops) {
        return loops.stream().mapToInt(LoopVerticle::pendingWrites).sum();
    }

    /**
     * Takes no more connections and lets what is under way end.
     *
     * @param limit how long that may take; connections are cut a second later, so that the caller
     *     can count what is still under way
     * @return completes when no client is connected any more
     */
    public Future<Void> close(Duration limit) {
        Promise<Void> closed = Promise.promise();
        long deadline = System.nanoTime() + limit.plusSeconds(1).toNanos();
        Future.join(listeners.stream().map(Listener::close).toList())
                .onComplete(
                        done -> {
                            loops.forEach(LoopVerticle::drain);
                            vertx.setPeriodic(POLL_MILLIS, id -> look(id, deadline, closed));
                        });
        return closed.future();
    }

    private void look(long timer, long deadline, Promise<Void> closed) {
        boolean late = System.nanoTime() - deadline > 0;
        if (late) {
            loops.forEach(LoopVerticle::cut);
        }
        if (late || connections.get() == 0) {
            vertx.cancelTimer(timer);
            closed.tryComplete();
        }
    }
}
