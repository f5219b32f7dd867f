package dev.nonstick.drain;

/**
 * Where a gateway is between its start and its end. A pure state machine; the composition root does
 * what the states say.
 *
 * <pre>
 * STARTING -> READY -> CLOSING -> FLUSHING -> STOPPED
 *                         second signal: straight to FLUSHING
 * </pre>
 */
public enum DrainState {
    /** Not everything it needs is there yet. */
    STARTING,
    /** Serves. */
    READY,
    /** Takes no new connections; what is under way ends. */
    CLOSING,
    /** Nothing is under way; writes that wait go to the store. */
    FLUSHING,
    STOPPED;

    /** {@code /livez}: a gateway that goes down is alive as long as it has work. */
    public boolean isLive() {
        return this != STOPPED;
    }

    /** {@code /readyz}, as far as draining goes. */
    public boolean isReady() {
        return this == READY;
    }

    /** The state after a signal to stop. */
    public DrainState onSignal() {
        return switch (this) {
            case STARTING, READY -> CLOSING;
            case CLOSING, FLUSHING -> FLUSHING;
            case STOPPED -> STOPPED;
        };
    }

    /** Exit codes of a gateway that was told to stop. */
    public static int exitCode(int cutExchanges, int unflushedWrites) {
        if (unflushedWrites > 0) {
            return 76;
        }
        return cutExchanges > 0 ? 75 : 0;
    }
}
