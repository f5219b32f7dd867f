package dev.nonstick.store;

/**
 * Runs what has to wait.
 *
 * <p>Thread rule: belongs to one event loop, and runs everything there.
 */
@FunctionalInterface
interface Timer {
    /** Runs this once, when so much time has passed. */
    void after(long millis, Runnable then);
}
