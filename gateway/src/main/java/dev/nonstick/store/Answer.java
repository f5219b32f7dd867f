package dev.nonstick.store;

/** What became of one Redis command. */
sealed interface Answer {

    /**
     * Redis executed it.
     *
     * @param resp never a {@link Resp.Failure}
     */
    record Reply(Resp resp) implements Answer {}

    /** Surely not executed: never sent, or Redis answered with an error. */
    record Refused(StoreFault fault) implements Answer {}

    /** Sent, and nothing came back. */
    record Unknown(StoreFault fault) implements Answer {}
}
