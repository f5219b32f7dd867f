package dev.nonstick.proxy;

import java.util.concurrent.TimeUnit;

/**
 * How long the refs of one exchange are good: those of its latest attempt, while it lasts and a
 * while longer.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class RefLife {
    /** How long a ref outlives its exchange. */
    private static final long OUTLIVES_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final long exchange;
    private int attempt;
    private boolean ended;
    private long endedNanos;

    /**
     * @param exchange names it among those of its event loop
     */
    RefLife(long exchange) {
        this.exchange = exchange;
    }

    long exchange() {
        return exchange;
    }

    /** Another attempt begins: refs of those before it are dead. */
    void attempt(int number) {
        attempt = number;
    }

    /** The exchange has ended; now is {@link System#nanoTime()}. */
    void end(long now) {
        ended = true;
        endedNanos = now;
    }

    boolean isOver(long now) {
        return ended && now - endedNanos > OUTLIVES_NANOS;
    }

    boolean knows(int number, long now) {
        return attempt == number && !isOver(now);
    }
}
