package dev.nonstick.proxy;

import dev.nonstick.session.Change;
import dev.nonstick.store.CommitResult;
import dev.nonstick.store.HeldSession;
import dev.nonstick.store.SessionView;
import org.jspecify.annotations.Nullable;

/**
 * Which session a connection holds on to that outlives its request.
 *
 * <p>Thread rule: belongs to one exchange.
 */
final class WireLink {
    private final Loop loop;
    private @Nullable HeldSession made;
    private boolean ended;
    private @Nullable WatchedWire wire;

    WireLink(Loop loop) {
        this.loop = loop;
    }

    /** A commit has left the session so. */
    void note(Change change, CommitResult result) {
        ended = change.ends();
        if (result instanceof CommitResult.Kept kept) {
            made = kept.session();
        }
    }

    /** From here on the connection outlives the request: it ends when the session does. */
    void watch(Wire opened, Loop.SessionLane on, SessionView view) {
        HeldSession held = made;
        if (held == null && !ended && view instanceof SessionView.Live live) {
            held = HeldSession.of(on.realm(), live);
        }
        if (held != null) {
            wire = loop.wires().watch(opened, held, on.refresh());
        }
    }

    /** What was watched has ended. */
    void unwatch() {
        if (wire != null) {
            loop.wires().forget(wire);
        }
    }
}
