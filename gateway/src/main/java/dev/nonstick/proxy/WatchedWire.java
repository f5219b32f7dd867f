package dev.nonstick.proxy;

import dev.nonstick.store.HeldSession;
import org.jspecify.annotations.Nullable;

/**
 * A wire with its session, and when to look next whether that is still there. All times are Unix
 * milliseconds.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class WatchedWire {
    /** How often at most one is looked at. */
    private static final long AGAIN_MILLIS = 1_000;

    private final Wire wire;
    private final boolean refresh;
    private final String principalName;
    private HeldSession session;
    private @Nullable String epochLabel;
    private long uses;
    private long nextLook;
    private boolean looking;
    private boolean ended;

    /**
     * @param refresh whether what the client sends is use of the session
     */
    WatchedWire(Wire wire, HeldSession session, boolean refresh) {
        this.wire = wire;
        this.session = session;
        this.refresh = refresh;
        this.principalName = session.principalName();
        this.uses = wire.uses();
    }

    Wire wire() {
        return wire;
    }

    HeldSession session() {
        return session;
    }

    /** In the revocation log; empty: nobody's. */
    String principalName() {
        return principalName;
    }

    long term() {
        return session.record().login().term();
    }

    /** Whether its epoch is called so in the revocation log. */
    boolean isOf(String epoch) {
        if (epochLabel == null) {
            epochLabel = session.epochLabel();
        }
        return epochLabel.equals(epoch);
    }

    /** Whether the client has used its session since this was last asked. */
    boolean wasUsed() {
        long before = uses;
        uses = wire.uses();
        return refresh && uses != before;
    }

    /** At once where it has not been looked at yet. */
    boolean isDue(long now) {
        return !looking && now >= nextLook;
    }

    void looking() {
        looking = true;
    }

    /** The session is there; how long it lives without use is kept to an interval. */
    void goesOn(HeldSession found, long now) {
        looking = false;
        session = found;
        nextLook = Math.min(deadline(), now + Math.max(AGAIN_MILLIS, session.refreshMillis()));
    }

    void notKnown(long now) {
        looking = false;
        nextLook = now + AGAIN_MILLIS;
    }

    boolean isPastDeadline(long now) {
        return now >= deadline();
    }

    private long deadline() {
        return session.record().deadlineMillis();
    }

    /** Returns whether it had not ended yet. */
    boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }
}
