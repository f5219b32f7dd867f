package dev.nonstick.proxy;

import dev.nonstick.http.RequestHead;
import dev.nonstick.session.Change;
import dev.nonstick.store.CommitResult;
import dev.nonstick.store.SessionView;
import dev.nonstick.store.Turn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Step 3: whether a request may go on, and with which session: what is to happen without a store,
 * whose turn it is, whether this is a logout.
 *
 * <p>Thread rule: belongs to one exchange.
 */
final class SessionEntry {
    /** Cookies of our name that are looked at (RFC 6265 lets a client send several). */
    private static final int MAX_COOKIES = 20;

    private static final Change DESTROY = new Change(true, false, List.of());

    private final Loop loop;
    private final Loop.SessionLane on;
    private @Nullable String farewell;
    private @Nullable Turn turn;
    private boolean over;

    SessionEntry(Loop loop, Loop.SessionLane on) {
        this.loop = loop;
        this.on = on;
    }

    /** Hears what the request may know of its session, and the failure, or null to go on. */
    interface Entered {
        void accept(SessionView view, @Nullable Failure failure);
    }

    /**
     * Finds the session, and waits until the request may have it.
     *
     * @param target in origin form
     * @param then told when it has
     */
    void find(RequestHead head, String target, Entered then) {
        loop.sessions()
                .find(on.realm(), cookies(head))
                .onSuccess(
                        found -> {
                            loop.clock().look();
                            admit(found, head, target, then);
                        })
                .onFailure(defect -> fail(defect, then));
    }

    private void fail(Throwable defect, Entered then) {
        loop.events().unexpected(defect);
        then.accept(SessionView.NONE, Failure.INTERNAL);
    }

    private List<String> cookies(RequestHead head) {
        return head.cookiesNamed(on.realm().cookieName(), MAX_COOKIES);
    }

    private void admit(SessionView view, RequestHead head, String target, Entered then) {
        boolean down = loop.sessions().isStoreDown();
        switch (Admission.judge(on.policy(), view, head.method(), target, down)) {
            case Admission.Granted granted -> {
                boolean waits = !over && turn == null && Admission.takesTurns(on.policy(), head);
                if (waits && view instanceof SessionView.Live live) {
                    await(live, head, target, then);
                } else {
                    then.accept(view, null);
                }
            }
            case Admission.Refused refused -> then.accept(view, refused.failure());
            case Admission.Anonymous anonymous -> {
                loop.metrics().session("anonymous");
                loop.events().servedAnonymously(on.route(), SessionLabels.of(anonymous.fault()));
                then.accept(view, null);
            }
            case Admission.Ending ending -> logOut(ending.session(), then);
        }
    }

    /** It is not this request's turn yet; when it is, the session may be another one. */
    private void await(SessionView.Live found, RequestHead head, String target, Entered then) {
        Turn awaited = on.leases().turn(on.realm(), cookies(head), found);
        turn = awaited;
        TurnWait.begin(
                loop,
                awaited,
                now -> {
                    if (now == null) {
                        then.accept(found, Failure.SERIAL_TIMEOUT);
                    } else {
                        admit(now, head, target, then);
                    }
                });
    }

    /** The exchange is over: nobody is left to end a turn that would begin now. */
    void end() {
        over = true;
        endTurn();
    }

    /** The session is committed: what follows is of no concern to others. */
    void endTurn() {
        if (turn != null) {
            turn.end();
        }
    }

    /** The gateway ends the session itself, before anybody else gets the request. */
    private void logOut(SessionView.Live session, Entered then) {
        loop.sessions()
                .commit(on.realm(), session, DESTROY, false)
                .onSuccess(
                        result -> {
                            loop.metrics().commit(SessionLabels.of(result));
                            if (result instanceof CommitResult.Kept kept) {
                                farewell = kept.setCookie();
                                then.accept(session, null);
                            } else {
                                then.accept(session, Failure.LOGOUT_FAILED);
                            }
                        })
                .onFailure(defect -> fail(defect, then));
    }

    /** What takes the cookie of a session that has just ended; null: none has. */
    @Nullable String farewell() {
        return farewell;
    }

    /** Whether it waited for its turn at the session. */
    boolean hadTurn() {
        return turn != null;
    }
}
