package dev.nonstick.proxy;

import dev.nonstick.upstream.Backend;
import java.time.Duration;

/**
 * Step 5 for one backend, whatever the protocol. Tells its exchange once how it went.
 *
 * <p>Thread rule: belongs to one event loop.
 */
interface Forward {
    Backend backend();

    void forward();

    /** Whether it used a connection that an earlier exchange had used: it may have gone stale. */
    boolean reused();

    /** Ends it where it is. */
    void abandon();

    /**
     * Looks at its time limits.
     *
     * @param now {@link System#nanoTime()}
     */
    void tick(long now);

    /**
     * The gateway goes down.
     *
     * @param limit how long it still takes
     */
    void drain(Duration limit);
}
