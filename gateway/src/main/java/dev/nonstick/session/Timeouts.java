package dev.nonstick.session;

import java.time.Duration;

/**
 * Timeouts that an application asks for one session; 0: as it is.
 *
 * @param idleSeconds how long it lives without a request
 * @param absoluteSeconds how long it lives in all, from its creation or its last login
 */
public record Timeouts(long idleSeconds, long absoluteSeconds) {

    /** Nothing asked. */
    public static final Timeouts KEPT = new Timeouts(0, 0);

    long idleWithin(Duration most, long nowMillis) {
        return within(idleSeconds, most, nowMillis);
    }

    long absoluteWithin(Duration most, long nowMillis) {
        return within(absoluteSeconds, most, nowMillis);
    }

    private static long within(long asked, Duration most, long nowMillis) {
        return asked == 0 ? nowMillis : Math.min(asked, most.toSeconds()) * 1000;
    }
}
