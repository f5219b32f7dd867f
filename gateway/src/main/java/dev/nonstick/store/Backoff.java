package dev.nonstick.store;

import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next attempt to connect: doubled from {@value #MIN_MILLIS} to {@value
 * #MAX_MILLIS} ms, of which a random half is taken off, so that many gateways do not come back
 * together.
 */
final class Backoff {

    static final long MIN_MILLIS = 50;
    static final long MAX_MILLIS = 2_000;

    private final DoubleSupplier random;
    private long ceilingMillis = MIN_MILLIS;

    /**
     * @param random from 0 (included) to 1
     */
    Backoff(DoubleSupplier random) {
        this.random = random;
    }

    long nextMillis() {
        long ceiling = ceilingMillis;
        ceilingMillis = Math.min(MAX_MILLIS, ceiling * 2);
        return Math.max(MIN_MILLIS, ceiling - (long) (random.getAsDouble() * ceiling / 2));
    }

    void reset() {
        ceilingMillis = MIN_MILLIS;
    }
}
