package dev.nonstick.it;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits until something holds. The only place of the integration tests that lets time pass. */
final class Await {
    static final Duration LIMIT = Duration.ofSeconds(20);

    private static final long POLL_NANOS = 3_000_000L;

    private Await() {}

    /** A condition that may fail to be looked at for now: that counts as not holding. */
    interface Condition {
        boolean holds() throws Exception;
    }

    /** Waits until the condition holds; fails after {@link #LIMIT}. */
    static void until(String what, Condition condition) {
        until(what, LIMIT, condition);
    }

    static void until(String what, Duration limit, Condition condition) {
        until(() -> what, limit, condition);
    }

    /**
     * Waits until the condition holds.
     *
     * @param what says at the deadline what was waited for, and what there was instead
     */
    static void until(Supplier<String> what, Duration limit, Condition condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        Exception last = null;
        while (System.nanoTime() - deadline < 0) {
            try {
                if (condition.holds()) {
                    return;
                }
                last = null;
            } catch (Exception e) {
                last = e;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        throw new AssertionError("not within " + limit + ": " + what.get(), last);
    }

    /** Waits until a number has not changed for this long: what feeds it has stalled. */
    static long settled(String what, Duration quiet, Supplier<Long> number) {
        long[] seen = {number.get(), System.nanoTime()};
        until(
                what + " settles",
                () -> {
                    long now = number.get();
                    if (now != seen[0]) {
                        seen[0] = now;
                        seen[1] = System.nanoTime();
                    }
                    return System.nanoTime() - seen[1] > quiet.toNanos();
                });
        return seen[0];
    }
}
