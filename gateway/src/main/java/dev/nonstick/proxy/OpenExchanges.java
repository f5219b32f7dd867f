package dev.nonstick.proxy;

import dev.nonstick.http1.LoopClock;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges under way on one event loop: for their time limits, which one timer watches for all
 * of them, and for draining.
 *
 * <p>Thread rule: belongs to one event loop, but for {@link #count()} and {@link #draining()}.
 */
final class OpenExchanges {
    /** How exactly time limits are kept. */
    private static final long TICK_MILLIS = 100;

    /** How long a head waits for the first piece of its body, at least. */
    static final long HEAD_PATIENCE_NANOS = 50_000_000L;

    /** Something with time limits that can be told to end. */
    abstract static class Open {
        /** Where it stands among the open ones: entering and leaving search nothing. */
        private int place;

        /**
         * Looks at its time limits.
         *
         * @param now {@link System#nanoTime()}
         */
        abstract void tick(long now);

        /** The gateway goes down: what would not end by itself ends now. */
        abstract void drain();
    }

    private final LoopClock clock;
    private final AtomicInteger count = new AtomicInteger();
    private @Nullable Open[] open = new Open[64];
    private int size;
    private volatile boolean draining;

    OpenExchanges(Vertx vertx, LoopClock clock) {
        this.clock = clock;
        vertx.setPeriodic(TICK_MILLIS, id -> tick());
    }

    void add(Open exchange) {
        if (size == open.length) {
            open = Arrays.copyOf(open, 2 * size);
        }
        exchange.place = size;
        open[size++] = exchange;
        count.lazySet(size);
    }

    /** Takes one out that was added and has not been taken out yet. */
    void remove(Open exchange) {
        Open last = Objects.requireNonNull(open[--size]);
        open[exchange.place] = last;
        last.place = exchange.place;
        open[size] = null;
        count.lazySet(size);
    }

    /** How many are under way. */
    int count() {
        return count.get();
    }

    /** Whether the gateway is going down. */
    boolean draining() {
        return draining;
    }

    void drain() {
        draining = true;
        for (Open exchange : now()) {
            exchange.drain();
        }
    }

    private void tick() {
        long now = clock.look();
        for (Open exchange : now()) {
            exchange.tick(now);
        }
    }

    /** Those of this moment: one may end, and leave, while it is looked at. */
    private Open[] now() {
        Open[] copy = new Open[size];
        for (int i = 0; i < size; i++) {
            copy[i] = Objects.requireNonNull(open[i]);
        }
        return copy;
    }
}
