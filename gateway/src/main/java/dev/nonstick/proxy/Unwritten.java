package dev.nonstick.proxy;

import dev.nonstick.http.ResponseHead;
import dev.nonstick.store.SessionView;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why nothing is written of what a backend asks in fields. */
enum Unwritten {
    /** The gateway has ended the session. */
    LOGOUT,
    /** Nobody knows what is in the session. */
    ANONYMOUS,
    /** The route has no envelope, so the backend was not told of a session. */
    NO_ENVELOPE;

    /**
     * Decides.
     *
     * @param ended whether the gateway has ended the session
     * @return null: it is written
     */
    static @Nullable Unwritten of(Loop.SessionLane on, SessionView view, boolean ended) {
        if (ended) {
            return LOGOUT;
        }
        if (view instanceof SessionView.Unavailable) {
            return ANONYMOUS;
        }
        return on.envelope() == null ? NO_ENVELOPE : null;
    }

    /** Whether cookies are not written either: there is no session that could have them. */
    boolean isAll() {
        return this != NO_ENVELOPE;
    }

    /** For metrics and the log. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Tells of what is lost in a head or in trailers, if anything is. */
    void tell(Loop loop, Loop.SessionLane on, ResponseHead answer) {
        // that the session ends is what an application asks for when it logs somebody out
        boolean control = this != LOGOUT && answer.control() != null;
        if (control || answer.update() != null) {
            loop.metrics().commit("dropped_" + label());
            loop.events().writeDropped(on.route(), label());
        }
    }
}
