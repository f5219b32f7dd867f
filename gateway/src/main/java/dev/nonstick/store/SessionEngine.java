package dev.nonstick.store;

import dev.nonstick.session.Change;
import dev.nonstick.session.Commit;
import dev.nonstick.session.KeyRing;
import dev.nonstick.session.Login;
import dev.nonstick.session.RecordCodec;
import dev.nonstick.session.SessionId;
import dev.nonstick.session.SessionRecord;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The life of sessions: find at the beginning of an exchange, commit before its response leaves.
 * What is to be decided is decided in {@code dev.nonstick.session}; this class asks the store.
 *
 * <p>Thread rule: belongs to one event loop; futures complete there and never fail.
 */
public final class SessionEngine {
    private final SessionEvents events;
    private final LongSupplier clock;
    private final SessionFinder finder;
    private final CommitQueue queue;
    private final Resend resend;
    private final NewSessions newSessions;
    private final Logins logins;
    private final SessionEnder ender;
    private final SessionWatch watch;
    private final Touches touches;

    /**
     * @param revocations what this gateway knows to be ended; shared
     * @param clock Unix milliseconds
     * @param random cryptographically strong
     */
    public SessionEngine(
            Vertx vertx,
            OpenedStore store,
            KeyRing ring,
            Revocations revocations,
            SessionEvents events,
            LongSupplier clock,
            RandomGenerator random) {
        SessionStore sessions = store.sessions();
        RecordCodec codec = new RecordCodec(ring, random);
        this.events = events;
        this.clock = clock;
        this.resend = new Resend(vertx, clock);
        this.touches = new Touches(sessions, clock);
        this.logins = new Logins(store.principals(), resend, clock, random);
        SessionMaker maker = new SessionMaker(sessions, codec, resend, clock, random);
        this.newSessions = new NewSessions(ring, maker, logins, touches, events, clock, random);
        this.ender =
                new SessionEnder(store, revocations, codec, maker, logins, resend, events, clock);
        this.finder = new SessionFinder(sessions, codec, revocations, ender, events, clock);
        this.queue = new CommitQueue(vertx, sessions, codec, events, clock, random);
        this.watch = new SessionWatch(sessions, codec, revocations, clock);
    }

    /** Writes that have not been answered yet. */
    public int pending() {
        return queue.pending() + resend.pending() + touches.pending();
    }

    /**
     * Finds the session of a request: at most one read command, none for a cookie that is not ours.
     *
     * @param cookies the values of the realm's cookie, as they came
     */
    public Future<SessionView> find(Realm realm, List<String> cookies) {
        return finder.find(realm, cookies);
    }

    /**
     * Stores what an exchange changed, or extends the idle timeout where it changed nothing. The
     * response head may leave only when this has completed.
     *
     * @param refresh whether the exchange counts as use of the session
     */
    public Future<CommitResult> commit(
            Realm realm, SessionView view, Change change, boolean refresh) {
        return switch (view) {
            case SessionView.None none ->
                    change.creates() ? newSessions.create(realm, change) : kept();
            case SessionView.Muted muted -> {
                if (change.isEmpty()) {
                    yield kept();
                }
                // a login whose answer was lost is simply made again
                yield change.principal() == null
                        ? drop(realm, () -> "", CommitResult.Cause.COOKIE_SUPERSEDED)
                        : newSessions.create(realm, change);
            }
            case SessionView.Unavailable unavailable ->
                    Future.succeededFuture(new CommitResult.NotStored(unavailable.fault()));
            case SessionView.Live live when change.ends() -> destroy(realm, live, change);
            case SessionView.Live live when rotates(realm, live) ->
                    update(realm, live, change, change.rotating(), refresh);
            case SessionView.Live live when change.isEmpty() && !live.confirms() -> {
                if (refresh) {
                    touch(HeldSession.of(realm, live));
                }
                yield live.outdated()
                        ? Future.succeededFuture(cookie(realm, live.id(), live.record()))
                        : kept();
            }
            case SessionView.Live live -> update(realm, live, change, change, refresh);
        };
    }

    /** Whether the cookie has grown old. */
    private boolean rotates(Realm realm, SessionView.Live live) {
        long after = realm.settings().rotateAfter().toMillis();
        return after > 0
                && !live.outdated()
                && clock.getAsLong() - live.record().lineage().sinceMillis() >= after;
    }

    private Future<CommitResult> drop(
            Realm realm, Supplier<String> label, CommitResult.Cause cause) {
        events.dropped(realm.name(), label, cause);
        return Future.succeededFuture(new CommitResult.Dropped(cause));
    }

    /** Looks whether a session that outlives its request is still the same. */
    public Future<HeldSession.Look> look(HeldSession session) {
        return watch.look(session);
    }

    /** A session is used: extends its idle timeout, at most once an interval. */
    public void touch(HeldSession session) {
        touches.touch(session.realm(), session.id(), session.storeKey(), session.record());
    }

    private Future<CommitResult> destroy(Realm realm, SessionView.Live live, Change change) {
        Commit.Refused refused = change.creates() ? newSessions.refusal(realm, change) : null;
        if (refused != null) {
            return newSessions.refuse(realm, refused);
        }
        return end(realm, live, change)
                .compose(
                        result -> {
                            if (!(result instanceof CommitResult.Kept)) {
                                return Future.succeededFuture(result);
                            }
                            return change.creates()
                                    ? newSessions.create(realm, change)
                                    : Future.succeededFuture(
                                            new CommitResult.Kept(realm.clearCookie()));
                        });
    }

    private Future<CommitResult> end(Realm realm, SessionView.Live live, Change change) {
        return change.ending() == Change.Ending.ALL_OF_PRINCIPAL
                ? ender.endAll(realm, live.id(), live.storeKey(), live.record())
                : ender.end(realm, live.id(), live.storeKey(), live.record());
    }

    /**
     * @param asked what the backend asked for
     * @param change likewise, and what the gateway adds
     */
    private Future<CommitResult> update(
            Realm realm, SessionView.Live live, Change asked, Change change, boolean refresh) {
        String principal = change.principal();
        if (principal == null) {
            return update(realm, live, asked, change, null, refresh);
        }
        return logins.enlist(realm, live.id(), live.storeKey(), principal)
                .compose(
                        enlisting ->
                                switch (enlisting) {
                                    case Logins.Enlisted enlisted ->
                                            update(
                                                    realm,
                                                    live,
                                                    asked,
                                                    change,
                                                    enlisted.login(),
                                                    refresh);
                                    case Logins.NotEnlisted failed ->
                                            Future.succeededFuture(failed.result());
                                });
    }

    private Future<CommitResult> update(
            Realm realm,
            SessionView.Live live,
            Change asked,
            Change change,
            @Nullable Login login,
            boolean refresh) {
        long now = clock.getAsLong();
        Commit commit =
                new Commit(
                        live.record().epoch(),
                        live.presented(),
                        live.confirms(),
                        change,
                        login,
                        now);
        return queue.submit(realm, live, commit)
                .compose(
                        outcome ->
                                switch (outcome) {
                                    case CommitQueue.Stored stored -> {
                                        if (stored.record().version() > live.record().version()) {
                                            touches.written(live.id(), now);
                                        } else if (refresh) {
                                            touch(HeldSession.of(realm, live));
                                        }
                                        yield stored(realm, live, commit, stored.record());
                                    }
                                    // what the gateway adds, the next request adds again
                                    case CommitQueue.Failed failed when asked.isEmpty() -> kept();
                                    case CommitQueue.Failed failed ->
                                            failed(realm, live, change, failed.result());
                                });
    }

    private Future<CommitResult> stored(
            Realm realm, SessionView.Live live, Commit commit, SessionRecord record) {
        SessionId id = live.id().currentOf(record);
        Login login = commit.login();
        if (!commit.mayHave(record)) {
            return kept();
        }
        if (login == null) {
            return record.generation() == live.presented()
                    ? kept()
                    : Future.succeededFuture(cookie(realm, id, record));
        }
        events.authenticated(realm.name(), () -> realm.labels.of(id));
        return ender.loggedIn(realm, id, live.storeKey(), login.epoch())
                .map(
                        told ->
                                switch (told) {
                                    case CommitResult.Kept kept ->
                                            loggedIn(realm, live, id, record);
                                    // the record is written: no longer surely not stored
                                    case CommitResult.NotStored lost ->
                                            new CommitResult.Unknown(lost.fault());
                                    case CommitResult.Unknown lost -> lost;
                                    case CommitResult.Dropped dropped -> dropped;
                                    case CommitResult.Refused refused -> refused;
                                });
    }

    private CommitResult loggedIn(
            Realm realm, SessionView.Live live, SessionId id, SessionRecord record) {
        return new CommitResult.Kept(
                realm.setCookie(id, record, clock.getAsLong()),
                new HeldSession(realm, id, live.storeKey(), record));
    }

    private Future<CommitResult> failed(
            Realm realm, SessionView.Live live, Change change, CommitResult result) {
        if (!(result instanceof CommitResult.Dropped(CommitResult.Cause cause))) {
            return Future.succeededFuture(result);
        }
        // who logs in is logged in, in another session where this one has moved on
        return change.principal() == null
                ? drop(realm, () -> realm.labels.of(live.id()), cause)
                : newSessions.create(realm, change);
    }

    private CommitResult cookie(Realm realm, SessionId id, SessionRecord record) {
        return new CommitResult.Kept(realm.setCookie(id, record, clock.getAsLong()));
    }

    private static Future<CommitResult> kept() {
        return Future.succeededFuture(CommitResult.Kept.WITHOUT_COOKIE);
    }
}
