package dev.nonstick.proxy;

import dev.nonstick.routing.RouteTable;
import dev.nonstick.session.KeyRing;
import dev.nonstick.session.RealmSettings;
import dev.nonstick.store.SessionEvents;
import dev.nonstick.store.SessionStores;
import dev.nonstick.telemetry.AccessLog;
import dev.nonstick.telemetry.EventLog;
import dev.nonstick.telemetry.Metrics;
import dev.nonstick.upstream.Pool;
import io.vertx.core.Future;
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
    private final List<LoopVerticle> loops;
    private final List<Integer> ports;

    private Proxy(List<LoopVerticle> loops, List<Integer> ports) {
        this.loops = loops;
        this.ports = ports;
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
     * Listens. The first loop picks the ports that are to be picked; the others share them.
     *
     * @param count how many event loops
     */
    public static Future<Proxy> start(
            Vertx vertx, Parts parts, List<ListenSettings> listeners, int count) {
        AtomicInteger connections = new AtomicInteger();
        parts.metrics()
                .gauge("nonstick_client_connections", "Open client connections", connections::get);
        List<LoopVerticle> loops = new ArrayList<>();
        LoopVerticle first = new LoopVerticle(parts, listeners, count, connections);
        loops.add(first);
        return vertx.deployVerticle(first)
                .compose(
                        id -> {
                            List<Future<String>> others = new ArrayList<>();
                            for (int i = 1; i < count; i++) {
                                LoopVerticle next =
                                        new LoopVerticle(parts, listeners, count, connections);
                                loops.add(next);
                                others.add(vertx.deployVerticle(next));
                            }
                            return Future.all(others);
                        })
                .map(
                        deployed -> {
                            parts.metrics()
                                    .gauge(
                                            "nonstick_store_writes_pending",
                                            "Session writes without an answer yet",
                                            () -> pending(loops));
                            return new Proxy(List.copyOf(loops), first.ports());
                        });
    }

    /** The port of each listener, in order. */
    public List<Integer> ports() {
        return ports;
    }

    /** Exchanges under way. */
    public int inFlight() {
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
     * @param limit how long they may take; connections are cut a second later, so that the caller
     *     can count what is still under way
     */
    public Future<Void> close(Duration limit) {
        return Future.join(loops.stream().map(loop -> loop.close(limit)).toList()).mapEmpty();
    }
}
