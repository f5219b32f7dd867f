package dev.nonstick.session;

import java.util.List;

/** What a backend asks beside its response: one call of the side API, understood. */
public sealed interface SideCall {

    /** The session as it is now. */
    record Read() implements SideCall {}

    /** Changes something; done or not when it is answered. */
    sealed interface Write extends SideCall {}

    /**
     * Operations on the session, which is made where there is none.
     *
     * @param ifVersion only if the record still has this version; {@link #ANY_VERSION}: whatever
     * @param idempotencyKey names the call, so that it is done once; empty: it has no name
     */
    record Patch(List<Operation> operations, long ifVersion, String idempotencyKey)
            implements Write {}

    /** An ending, or timeouts of its own. */
    record Control(boolean destroy, Timeouts timeouts) implements Write {}

    /** A counter of the whole application. */
    record ReadCounter(String name) implements SideCall {}

    /**
     * Adds to a counter of the whole application.
     *
     * @param ttlMillis how long it lives at least from now on
     * @param idempotencyKey as for {@link Patch}, but among all calls for this counter
     */
    record Count(String name, long by, long ttlMillis, String idempotencyKey) implements Write {}

    /** No condition on the version. */
    long ANY_VERSION = -1;
}
