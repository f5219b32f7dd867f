package dev.nonstick.proxy;

import dev.nonstick.session.Change;
import dev.nonstick.store.CommitResult;
import dev.nonstick.store.SessionView;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange has to do with the side API: the ref that its backend gets, and what comes of
 * it. Without a side API, or before a backend was asked, nothing.
 *
 * <p>Thread rule: belongs to one exchange.
 */
final class SideLink {
    private final Loop loop;
    private @Nullable SideSession side;

    SideLink(Loop loop) {
        this.loop = loop;
    }

    /** The members of Offload-Session that name the side API; empty: there is none. */
    String members(Loop.SessionLane on, SessionView view, int attempt) {
        SideSessions sides = loop.sides();
        if (sides == null) {
            return "";
        }
        SideSession own = side == null ? sides.open(loop, on, view) : side;
        side = own;
        return sides.members(own, attempt);
    }

    /** Whether a backend has written beside its response: then no other may be asked. */
    boolean wrote() {
        return side != null && side.wrote();
    }

    /** Completes when what backends now write beside the response is done; null: nothing is. */
    @Nullable Future<?> pending() {
        return side == null ? null : side.pending();
    }

    /** Stores what the response asks, after what was written beside it. */
    Future<CommitResult> commit(Loop.SessionLane on, SessionView view, Change change) {
        return side == null
                ? loop.sessions().commit(on.realm(), view, change, on.refresh())
                : side.head(view, change);
    }

    /** The exchange has ended: refs are good for a moment longer. */
    void end() {
        SideSessions sides = loop.sides();
        if (side != null && sides != null) {
            side.headless();
            sides.ended(side);
        }
    }
}
