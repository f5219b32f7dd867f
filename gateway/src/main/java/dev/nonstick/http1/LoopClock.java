package dev.nonstick.http1;

/**
 * The time as an event loop last looked at it: once for whatever a socket brings, instead of at
 * every place that asks. What it says is late by no more than the work done since; a timer looks
 * where sockets are silent.
 *
 * <p>Thread rule: belongs to one event loop.
 */
public final class LoopClock {
    private static final long NANOS_A_MILLI = 1_000_000;

    /** How often the wall clock is asked: it may be set while we run. */
    private static final long SYNC_NANOS = 100 * NANOS_A_MILLI;

    private long nanos = System.nanoTime();
    private long syncedNanos = nanos;
    private long syncedMillis = System.currentTimeMillis();

    /** Looks at the time; {@link System#nanoTime()}. */
    public long look() {
        long now = System.nanoTime();
        nanos = now;
        if (now - syncedNanos > SYNC_NANOS) {
            syncedNanos = now;
            syncedMillis = System.currentTimeMillis();
        }
        return now;
    }

    /** When it last looked; {@link System#nanoTime()}. */
    public long nanos() {
        return nanos;
    }

    /** Unix milliseconds when it last looked. */
    public long millis() {
        return syncedMillis + (nanos - syncedNanos) / NANOS_A_MILLI;
    }
}
