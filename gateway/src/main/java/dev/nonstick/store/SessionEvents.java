package dev.nonstick.store;

import dev.nonstick.session.Commit;
import dev.nonstick.session.CookieCodec;
import java.util.function.Supplier;

/**
 * What happens to sessions, told as it happens; for metrics and the event log. Nothing here names a
 * session but a label, from which neither it nor its visitor can be found; it is made only where it
 * is asked for, before the call returns.
 *
 * <p>Thread rule: called on every event loop; must not block.
 */
public interface SessionEvents {
    /** A cookie that is none of ours was taken for absent; no store command was sent. */
    void cookieRefused(String realm, CookieCodec.Reason reason);

    /** A request carried two valid cookies of different sessions; taken for absent. */
    void cookiesContradict(String realm);

    /** A cookie superseded long ago was presented: perhaps a copy. */
    void replaySuspected(String realm, Supplier<String> label);

    /** The revocation log ended a session that was asked for; it was taken for absent. */
    void revokedFound(String realm, Supplier<String> label);

    /** A record did not open; the session was taken for absent. */
    void recordUnreadable(String realm, Supplier<String> label, String reason);

    void created(String realm, Supplier<String> label);

    /** Somebody logged in, in a new session or in one that was there. */
    void authenticated(String realm, Supplier<String> label);

    void rotated(String realm, Supplier<String> label);

    void destroyed(String realm, Supplier<String> label);

    /**
     * All sessions of a principal were ended.
     *
     * @param label of the session that asked for it
     * @param left how many records were not looked at: only the log ends these
     */
    void allDestroyed(String realm, Supplier<String> label, int left);

    /** Another write came first; the change is applied to what it left. */
    void conflict(String realm);

    /** A change came too late and was dropped. */
    void dropped(String realm, Supplier<String> label, CommitResult.Cause cause);

    void refused(String realm, Commit.Refusal refusal);
}
