package dev.nonstick.proxy;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The exchanges under way on one event loop: for their time limits, which one timer watches for all
 * of them, and for draining.
 *
 * <p>Thread rule: belongs to one event loop, but for {@link #count()} and {@link #draining()}.
 */
final class OpenExchanges {
    /** How exactly time limits are kept. */
    private static final long TICK_MILLIS = 100;

    /** Something with time limits that can be told to end. */
    interface Open {
        /**
         * Looks at its time limits.
         *
         * @param now {@link System#nanoTime()}
         */
        void tick(long now);

        /** The gateway goes down: what would not end by itself ends now. */
        void drain();
    }

    private final Set<Open> open = new LinkedHashSet<>();
    private volatile int count;
    private volatile boolean draining;

    OpenExchanges(Vertx vertx) {
        vertx.setPeriodic(TICK_MILLIS, id -> tick());
    }

    void add(Open exchange) {
        open.add(exchange);
        count = open.size();
    }

    void remove(Open exchange) {
        open.remove(exchange);
        count = open.size();
    }

    /** How many are under way. */
    int count() {
        return count;
    }

    /** Whether the gateway is going down. */
    boolean draining() {
        return draining;
    }

    void drain() {
        draining = true;
        List.copyOf(open).forEach(Open::drain);
    }

    private void tick() {
        if (!open.isEmpty()) {
            long now = System.nanoTime();
            // an exchange may end, and leave the set, while it is looked at
            new ArrayList<>(open).forEach(exchange -> exchange.tick(now));
        }
    }
}
