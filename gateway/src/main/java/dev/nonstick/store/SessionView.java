package dev.nonstick.store;

import dev.nonstick.session.SessionId;
import dev.nonstick.session.SessionRecord;
import org.jspecify.annotations.Nullable;

/** What a request may know of its session; a snapshot that belongs to one exchange. */
public sealed interface SessionView {

    /** No session. A write makes a new one, with a fresh rid. */
    record None() implements SessionView {
        static final None INSTANCE = new None();
    }

    /**
     * No session for this request, because its cookie was superseded a moment ago: its writes are
     * dropped, and its response carries no cookie of ours.
     */
    record Muted() implements SessionView {
        static final Muted INSTANCE = new Muted();
    }

    /**
     * A session.
     *
     * @param id as the current cookie would say it
     * @param presented the generation that the request's cookie had
     * @param confirms whether the cookie's generation was presented for the first time
     * @param turn under which alone it may be changed; null: it may be at any time
     */
    record Live(
            SessionId id,
            int presented,
            boolean confirms,
            String storeKey,
            SessionRecord record,
            SessionStore.Token token,
            @Nullable Turn turn)
            implements SessionView {

        public Live(
                SessionId id,
                int presented,
                boolean confirms,
                String storeKey,
                SessionRecord record,
                SessionStore.Token token) {
            this(id, presented, confirms, storeKey, record, token, null);
        }

        /** Whether the browser still has an older cookie that is to be replaced. */
        boolean outdated() {
            return presented < id.generation();
        }
    }

    /** The store cannot be asked: neither absent nor present. */
    record Unavailable(StoreFault fault) implements SessionView {}
}
