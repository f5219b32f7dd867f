package dev.nonstick.proxy;

import static dev.nonstick.proxy.SideAnswers.conflict;
import static dev.nonstick.proxy.SideAnswers.lost;

import dev.nonstick.session.Change;
import dev.nonstick.session.SessionRecord;
import dev.nonstick.session.SideAnswer;
import dev.nonstick.session.SideAnswer.Cause;
import dev.nonstick.session.SideCall;
import dev.nonstick.session.Timeouts;
import dev.nonstick.store.CommitResult;
import dev.nonstick.store.HeldSession;
import dev.nonstick.store.KnownSession;
import dev.nonstick.store.Realm;
import dev.nonstick.store.SessionView;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The session of one exchange, as several write to it: the head of the response, and its backend
 * beside the response. They take turns, so that none makes a second session, and the head's cookie
 * says what the writes before it have come to.
 *
 * <p>Thread rule: belongs to the event loop of its exchange.
 */
final class SideSession {
    /** Writes that may be under way or wait. */
    private static final int MAX_PENDING = 64;

    /** How long a write may wait for its turn. */
    private static final long PATIENCE_NANOS = 2_000_000_000L;

    private final Loop loop;
    private final Loop.SessionLane lane;
    private final SideCounters counters;
    private final RefLife life;
    private final Turns turns = new Turns();
    private final Remembered remembered = new Remembered();
    private SideRight has;
    private @Nullable KnownSession known;
    private boolean wrote;

    /** Whether the head must look again, because of what was written. */
    private boolean moved;

    /** What the head says of a session that was ended; null: nothing. */
    private @Nullable String clearing;

    private boolean headDecided;

    SideSession(
            Loop loop,
            Loop.SessionLane lane,
            SideCounters counters,
            RefLife life,
            SessionView view) {
        this.loop = loop;
        this.lane = lane;
        this.counters = counters;
        this.life = life;
        this.known = view instanceof SessionView.Live live ? KnownSession.of(live) : null;
        this.has = SideRight.of(view);
    }

    /** How long refs to it are good. */
    RefLife life() {
        return life;
    }

    /** Whether the backend has asked to write: then no other may be asked to do it again. */
    boolean wrote() {
        return wrote;
    }

    /** Completes when the writes that are here now are done; null: none is. */
    @Nullable Future<?> pending() {
        return turns.all();
    }

    // beside the response

    /** Does what a bearer of the ref asks. */
    Future<SideAnswer> call(SideCall call) {
        return switch (call) {
            case SideCall.Read read -> read();
            case SideCall.ReadCounter(String name) -> counters.read(realm().name(), name);
            case SideCall.Count count -> inTurn(() -> counters.count(realm().name(), count));
            case SideCall.Patch patch ->
                    remembered.once(patch.idempotencyKey(), () -> write(patch));
            case SideCall.Control control -> control(control);
        };
    }

    private Future<SideAnswer> read() {
        KnownSession session = known;
        if (session != null) {
            return loop.sessions()
                    .find(realm(), session)
                    .map(view -> SideAnswers.found(view, session.epoch()));
        }
        return has == SideRight.NO_ANSWER ? lost() : SideAnswers.of(SideAnswer.NoSession.INSTANCE);
    }

    private Future<SideAnswer> write(SideCall.Patch patch) {
        return write(new Change(false, false, patch.operations()), patch.ifVersion());
    }

    private Future<SideAnswer> control(SideCall.Control control) {
        String word = control.destroy() ? "destroy" : "timeouts";
        if (!lane.control().contains(word)) {
            return SideAnswers.of(new SideAnswer.Forbidden(word));
        }
        Change.Ending ending = control.destroy() ? Change.Ending.SESSION : Change.Ending.NONE;
        return write(
                new Change(ending, Change.Rotation.NONE, null, control.timeouts(), List.of()),
                SideCall.ANY_VERSION);
    }

    private Future<SideAnswer> write(Change change, long ifVersion) {
        return inTurn(() -> writeNow(change, ifVersion));
    }

    private Future<SideAnswer> inTurn(Supplier<Future<SideAnswer>> action) {
        if (turns.pending() >= MAX_PENDING) {
            return SideAnswers.of(SideAnswer.Busy.INSTANCE);
        }
        wrote = true;
        long patience = loop.clock().look() + PATIENCE_NANOS;
        return turns.take(() -> loop.clock().look() - patience > 0 ? lost() : action.get());
    }

    private Future<SideAnswer> writeNow(Change change, long ifVersion) {
        return switch (has) {
            case NO_RIGHT -> conflict(Cause.COOKIE_SUPERSEDED);
            case NO_ANSWER -> lost();
            case NO_SESSION -> create(change, ifVersion);
            case SESSION -> update(Objects.requireNonNull(known), change, ifVersion);
        };
    }

    private Future<SideAnswer> create(Change change, long ifVersion) {
        if (ifVersion != SideCall.ANY_VERSION) {
            return conflict(Cause.VERSION_PASSED);
        }
        if (!change.timeouts().equals(Timeouts.KEPT)) {
            return conflict(Cause.NO_SESSION);
        }
        if (!change.creates()) {
            // what is not there need not be taken away
            return SideAnswers.of(SideAnswer.NoSession.INSTANCE);
        }
        return headDecided
                ? conflict(Cause.HEAD_DECIDED)
                : loop.sessions()
                        .patch(realm(), SessionView.NONE, change, SideCall.ANY_VERSION)
                        .map(result -> written(result, null));
    }

    private Future<SideAnswer> update(KnownSession session, Change change, long ifVersion) {
        return loop.sessions()
                .find(realm(), session)
                .compose(
                        view ->
                                view instanceof SessionView.Live live
                                                && live.record().epoch() == session.epoch()
                                        ? update(live, change, ifVersion)
                                        : SideAnswers.of(SideAnswers.found(view, session.epoch())));
    }

    private Future<SideAnswer> update(SessionView.Live live, Change change, long ifVersion) {
        SessionRecord record = live.record();
        if (ifVersion != SideCall.ANY_VERSION && ifVersion != record.version()) {
            return SideAnswers.of(new SideAnswer.Conflict(Cause.VERSION_PASSED, record));
        }
        moved |= change.ends() || !change.timeouts().equals(Timeouts.KEPT);
        return loop.sessions()
                .patch(realm(), live, change, ifVersion)
                .compose(
                        result ->
                                SideAnswers.isOvertaken(result)
                                        ? overtaken()
                                        : SideAnswers.of(written(result, record)));
    }

    /** Another write came in between: what it has left is for the bearer to see. */
    private Future<SideAnswer> overtaken() {
        return read().map(
                        now ->
                                now instanceof SideAnswer.State(SessionRecord record)
                                        ? new SideAnswer.Conflict(Cause.VERSION_PASSED, record)
                                        : now);
    }

    /** Takes note of a session that began or ended. */
    private SideAnswer written(CommitResult result, @Nullable SessionRecord before) {
        if (result instanceof CommitResult.Kept(String setCookie, HeldSession now, _)) {
            if (now == null) {
                clearing = setCookie;
                has = SideRight.NO_SESSION;
                known = null;
            } else if (before == null) {
                moved = true;
                has = SideRight.SESSION;
                known = KnownSession.of(now, KnownSession.NO_COOKIE, null);
            }
        }
        return SideAnswers.written(result, before);
    }

    /** No head follows that could set a cookie. */
    void headless() {
        headDecided = true;
    }

    // the head

    /**
     * Stores what the head of the response asks, after the writes that came before it.
     *
     * @param view the session as the exchange found it
     */
    Future<CommitResult> head(SessionView view, Change change) {
        return turns.take(
                () -> {
                    boolean late = headDecided;
                    headDecided = true;
                    if (late && known == null && moved) {
                        // no head is left for the cookie of another session
                        return ended();
                    }
                    return (moved ? again(view, change) : commit(view, change))
                            .onSuccess(this::decided);
                });
    }

    private Future<CommitResult> again(SessionView view, Change change) {
        KnownSession session = known;
        return session == null
                ? commit(SessionView.NONE, change).map(this::orClearing)
                : loop.sessions()
                        .find(realm(), session)
                        .compose(now -> commitTo(session, now, view, change));
    }

    private Future<CommitResult> commitTo(
            KnownSession session, SessionView now, SessionView before, Change change) {
        return switch (now) {
            case SessionView.Live live -> commit(session.is(live) ? live : before, change);
            case SessionView.Unavailable lost -> commit(lost, change);
            // ended by somebody else: nothing brings it back
            case SessionView.None none -> ended();
            case SessionView.Muted muted -> ended();
        };
    }

    private static Future<CommitResult> ended() {
        return Future.succeededFuture(new CommitResult.Dropped(CommitResult.Cause.SESSION_ENDED));
    }

    private Future<CommitResult> commit(SessionView view, Change change) {
        return loop.sessions().commit(realm(), view, change, lane.refresh());
    }

    /** The cookie of what was ended is cleared, but where a new session has its place. */
    private CommitResult orClearing(CommitResult result) {
        return result instanceof CommitResult.Kept(var set, _, var left)
                        && set == null
                        && clearing != null
                ? new CommitResult.Kept(clearing, null, left)
                : result;
    }

    /** From here on the browser has the cookie, or gets none. */
    private void decided(CommitResult result) {
        if (result instanceof CommitResult.Kept(String setCookie, HeldSession now, _)) {
            if (now != null) {
                has = SideRight.SESSION;
                known = KnownSession.of(now, now.record().generation(), known);
            } else if (setCookie != null) {
                has = SideRight.NO_SESSION;
                known = null;
            }
        }
    }

    private Realm realm() {
        return lane.realm();
    }
}
