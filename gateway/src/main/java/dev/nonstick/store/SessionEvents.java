package dev.nonstick.store;

import dev.nonstick.session.Commit;
import dev.nonstick.session.CookieCodec;

/**
 * What happens to sessions, told as it happens; for metrics and the event log. Nothing here names a
 * session.
 *
 * <p>Thread rule: called on every event loop; must not block.
 */
public interface SessionEvents {
    /** A cookie that is none of ours was taken for absent; no store command was sent. */
    void cookieRefused(String realm, CookieCodec.Reason reason);

    /** A request carried two valid cookies of different sessions; taken for absent. */
    void cookiesContradict(String realm);

    /** A cookie superseded long ago was presented: perhaps a copy. */
    void replaySuspected(String realm);

    /** A record did not open; the session was taken for absent. */
    void recordUnreadable(String realm, String reason);

    void created(String realm);

    void rotated(String realm);

    void destroyed(String realm);

    /** Another write came first; the change is applied to what it left. */
    void conflict(String realm);

    /** A change came too late and was dropped. */
    void dropped(String realm, CommitResult.Cause cause);

    void refused(String realm, Commit.Refusal refusal);
}
