package dev.nonstick.store;

/**
 * The condition of one Redis node as one event loop sees it, and so whether commands are sent.
 *
 * <pre>
 *              {@value #MAX_FAILED_ROUNDS} failed rounds in a row, or no connection any more
 *   Closed ------------------------------------------------> Open --- pause over ---> Probing
 *     ^  commands are sent                 commands are refused ^   one probe is under   |
 *     |                                                         |   way, likewise        |
 *     |                                                         '------ probe failed ----+
 *     '-------------------------------- probe succeeded ---------------------------------'
 * </pre>
 *
 * <p>What fails is a command that was not answered in time, or one that only reads and that the
 * node refused because it does not serve. One stall makes many commands fail together; they count
 * as one round: a failure ends a round if its command was sent after the round before had ended. An
 * answer in time begins the row anew; a late one does not, so a node that is always too slow is
 * left alone as well. That a write is refused says nothing: a replica or a full node still reads.
 *
 * <p>Immutable values; every event gives the next one, which is the same where nothing changes. An
 * event that has no meaning in a state changes nothing.
 */
sealed interface Breaker {

    /** Rounds of failures in a row after which no more commands are sent. */
    int MAX_FAILED_ROUNDS = 3;

    /** Nothing is known yet; the first attempt to connect is the probe. */
    static Breaker initial() {
        return new Probing(StoreFault.DISCONNECTED);
    }

    /**
     * Commands are sent.
     *
     * @param proven whether a command was answered in time since the probe
     * @param roundEndedNanos when the last round failed; without meaning where none did
     */
    record Closed(boolean proven, int failedRounds, long roundEndedNanos) implements Breaker {
        private static final Closed FRESH = new Closed(false, 0, 0);
        private static final Closed PROVEN = new Closed(true, 0, 0);

        private boolean isSettled() {
            return proven && failedRounds == 0;
        }

        private Breaker afterFailure(long sentNanos, long nowNanos) {
            if (failedRounds > 0 && sentNanos - roundEndedNanos < 0) {
                return this;
            }
            return failedRounds + 1 < MAX_FAILED_ROUNDS
                    ? new Closed(proven, failedRounds + 1, nowNanos)
                    : new Open(StoreFault.BREAKER_OPEN);
        }
    }

    /**
     * Commands are refused, and a pause is under way.
     *
     * @param refusal what they are refused with
     */
    record Open(StoreFault refusal) implements Breaker {}

    /** Commands are refused, and a probe is under way. */
    record Probing(StoreFault refusal) implements Breaker {}

    /** A command was answered in time. */
    default Breaker answered() {
        return this instanceof Closed closed && !closed.isSettled() ? Closed.PROVEN : this;
    }

    /** A command failed that was sent then. */
    default Breaker failed(long sentNanos, long nowNanos) {
        return this instanceof Closed closed ? closed.afterFailure(sentNanos, nowNanos) : this;
    }

    /** The connection ended. */
    default Breaker disconnected() {
        return this instanceof Closed ? new Open(StoreFault.DISCONNECTED) : this;
    }

    default Breaker pauseOver() {
        return this instanceof Open(StoreFault refusal) ? new Probing(refusal) : this;
    }

    default Breaker probeSucceeded() {
        return this instanceof Probing ? Closed.FRESH : this;
    }

    /** Who could not connect says why; who stopped asking goes on saying that. */
    default Breaker probeFailed(StoreFault fault) {
        return this instanceof Probing(StoreFault refusal)
                ? new Open(refusal == StoreFault.BREAKER_OPEN ? refusal : fault)
                : this;
    }

    /** What commands are refused with; also said while none is. */
    default StoreFault refusal() {
        return switch (this) {
            case Closed _ -> StoreFault.BREAKER_OPEN;
            case Open(StoreFault refusal) -> refusal;
            case Probing(StoreFault refusal) -> refusal;
        };
    }
}
