package dev.nonstick.store;

/**
 * Hears what a store does, for metrics and the log. Every label is from a closed list.
 *
 * <p>Thread rule: one listener serves the stores of all event loops and is called on each of them,
 * so it must be thread-safe and must not block.
 */
public interface StoreListener {

    /** Hears nothing. */
    StoreListener SILENT = new StoreListener() {};

    /** Warning: the node may drop sessions when its memory is full. */
    String MAY_EVICT = "store_may_evict";

    /** Warning: the node writes neither an append-only file nor snapshots. */
    String NOT_PERSISTENT = "store_not_persistent";

    /**
     * An operation began; {@link #commandDone} follows for each.
     *
     * @param operation find, create, replace, touch, delete, ping, enlist, members, end_term,
     *     delist, revoke, revoked_since, count or counter
     */
    default void commandStarted(String operation) {}

    /**
     * An operation ended.
     *
     * @param operation as in {@link #commandStarted}
     * @param outcome found, absent, done, conflict, overflow, unavailable or ambiguous
     * @param nanos how long it took
     */
    default void commandDone(String operation, String outcome, long nanos) {}

    /** One event loop's connection is ready for commands. */
    default void connected() {}

    /**
     * One event loop's connection was lost, or could not be made. Told once per reason, not once
     * per attempt.
     */
    default void disconnected(StoreFault fault) {}

    /**
     * One event loop refuses commands at once from now on, until {@link #breakerClosed}: the node
     * failed too often in a row, or there is no connection to it.
     */
    default void breakerOpened(StoreFault because) {}

    /** One event loop sends commands again. */
    default void breakerClosed() {}

    /**
     * The node is set up in a way that can lose sessions. Told once per process.
     *
     * @param event {@link #MAY_EVICT} or {@link #NOT_PERSISTENT}
     */
    default void warning(String event) {}
}
