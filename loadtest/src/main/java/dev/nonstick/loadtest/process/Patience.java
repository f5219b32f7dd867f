package dev.nonstick.loadtest.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a server. */
public final class Patience {
    private static final long STEP_NANOS = 1_000_000;

    private Patience() {}

    /** Until the condition holds; fails where the server ends or the time is over. */
    public static void until(Duration limit, Child child, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            child.mustLive();
            if (System.nanoTime() - deadline > 0) {
                throw new BenchFailure(
                        child.name()
                                + " does not answer within "
                                + limit.toSeconds()
                                + " s\n"
                                + child.lastWords());
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }
}
