package dev.nonstick.session;

import org.jspecify.annotations.Nullable;

/** What became of a {@link SideCall}. */
public sealed interface SideAnswer {

    /** The session as it is now. */
    record State(SessionRecord record) implements SideAnswer {}

    /** There is none. */
    record NoSession() implements SideAnswer {
        public static final NoSession INSTANCE = new NoSession();
    }

    /** The store has acknowledged it. */
    record Stored(long version) implements SideAnswer {}

    /** Likewise, and nothing is left to tell. */
    record Done() implements SideAnswer {
        public static final Done INSTANCE = new Done();
    }

    /** A counter's value. */
    record Counted(long value) implements SideAnswer {}

    /** The ref entitles to nothing (any more). */
    record Dead() implements SideAnswer {
        public static final Dead INSTANCE = new Dead();
    }

    /**
     * Not done, because of how things stand.
     *
     * @param current the session as it is; null where there is none, or it is none of the bearer's
     */
    record Conflict(Cause cause, @Nullable SessionRecord current) implements SideAnswer {}

    /** Why things do not stand so that it could be done. */
    enum Cause {
        EPOCH_PASSED("somebody has logged in since this request began"),
        SESSION_ENDED("the session has ended"),
        NO_SESSION("there is no session yet"),
        HEAD_DECIDED("there is no session, and a cookie for one can only be set in the head"),
        COOKIE_SUPERSEDED("the request's cookie was superseded: it has no session to write to"),
        VERSION_PASSED("the session has another version"),
        TURN_OVER("the request's turn at the session is over"),
        COUNTER_OVERFLOW("the counter would leave 64 bits");

        private final String text;

        Cause(String text) {
            this.text = text;
        }

        /** For the backend. */
        public String text() {
            return text;
        }
    }

    /**
     * Not acceptable as a whole.
     *
     * @param current the session as it is; null where there is none
     */
    record Refused(Commit.Refusal refusal, @Nullable SessionRecord current) implements SideAnswer {}

    /** The route does not let its backends ask for this: a word of {@code routes[].control}. */
    record Forbidden(String word) implements SideAnswer {}

    /**
     * The store does not answer.
     *
     * @param perhapsDone whether it may have been done all the same
     */
    record Unavailable(boolean perhapsDone) implements SideAnswer {}

    /** Too many writes of this exchange wait, or have names that must be remembered. */
    record Busy() implements SideAnswer {
        public static final Busy INSTANCE = new Busy();
    }
}
