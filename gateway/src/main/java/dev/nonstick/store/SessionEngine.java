package dev.nonstick.store;

import dev.nonstick.session.Change;
import dev.nonstick.session.Commit;
import dev.nonstick.session.KeyRing;
import dev.nonstick.session.RecordCodec;
import dev.nonstick.session.SideCall;
import dev.nonstick.vault.VaultChange;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The life of sessions: find at the beginning of an exchange, commit before its response leaves.
 * What is to be decided is decided in {@code dev.nonstick.session}; this class asks the store.
 *
 * <p>Thread rule: belongs to one event loop; futures complete there and never fail.
 */
public final class SessionEngine {
    private final Vertx vertx;
    private final SessionStore sessions;
    private final SessionEvents events;
    private final LongSupplier clock;
    private final RandomGenerator random;
    private final SessionFinder finder;
    private final CommitQueue queue;
    private final SessionUpdates updates;
    private final Resend resend;
    private final NewSessions newSessions;
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
        this(
                vertx,
                (millis, then) -> vertx.setTimer(millis, id -> then.run()),
                store,
                ring,
                revocations,
                events,
                clock,
                random);
    }

    /**
     * @param timer for what is sent again
     */
    SessionEngine(
            Vertx vertx,
            Timer timer,
            OpenedStore store,
            KeyRing ring,
            Revocations revocations,
            SessionEvents events,
            LongSupplier clock,
            RandomGenerator random) {
        this.vertx = vertx;
        this.sessions = store.sessions();
        this.random = random;
        RecordCodec codec = new RecordCodec(ring, random);
        this.events = events;
        this.clock = clock;
        this.resend = new Resend(timer, clock);
        this.touches = new Touches(sessions, clock);
        Logins logins = new Logins(store.principals(), resend, clock, random);
        this.newSessions =
                new NewSessions(
                        new SessionMaker(ring, sessions, codec, logins, resend, clock, random),
                        touches,
                        events,
                        clock);
        this.ender = new SessionEnder(store, revocations, codec, logins, resend, events, clock);
        this.finder = new SessionFinder(sessions, codec, revocations, ender, events, clock);
        this.queue = new CommitQueue(timer, sessions, codec, events, clock, random);
        this.updates =
                new SessionUpdates(
                        queue, logins, newSessions, ender, touches, events, clock, random);
        this.watch = new SessionWatch(sessions, codec, revocations, clock);
    }

    /** Whether nothing could be found or stored right now; asks nothing. */
    public boolean isStoreDown() {
        return sessions.isDown();
    }

    /**
     * Turns at this engine's sessions.
     *
     * @param order shared by all engines of the gateway
     */
    public Leases leases(SerialOrder order) {
        return new Leases(vertx, finder, queue, clock, random, order);
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

    /** Looks again for a session that an exchange has found or made before: one read command. */
    public Future<SessionView> find(Realm realm, KnownSession known) {
        return finder.find(realm, known);
    }

    /**
     * Stores what a backend asks beside its response. A cookie that comes of it is for the head of
     * that response.
     *
     * @param ifVersion as of {@link SideCall.Patch}
     */
    public Future<CommitResult> patch(
            Realm realm, SessionView view, Change change, long ifVersion) {
        return switch (view) {
            case SessionView.Live live when change.ends() -> destroy(realm, live, change);
            case SessionView.Live live -> updates.patch(realm, live, change, ifVersion);
            case SessionView.None none -> commit(realm, none, change, false);
            case SessionView.Muted muted -> commit(realm, muted, change, false);
            case SessionView.Unavailable lost -> commit(realm, lost, change, false);
        };
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
                yield change.principal() != null
                        ? newSessions.create(realm, change)
                        : drop(realm, () -> "", CommitResult.Cause.COOKIE_SUPERSEDED);
            }
            case SessionView.Unavailable unavailable ->
                    Future.succeededFuture(new CommitResult.NotStored(unavailable.fault()));
            case SessionView.Live live when change.ends() -> destroy(realm, live, change);
            case SessionView.Live live when rotates(realm, live) ->
                    updates.update(realm, live, change, change.rotating(), refresh);
            case SessionView.Live live when change.isEmpty() && !live.confirms() -> {
                if (refresh) {
                    touch(HeldSession.of(realm, live));
                }
                yield live.outdated() ? Future.succeededFuture(current(realm, live)) : kept();
            }
            case SessionView.Live live -> updates.update(realm, live, change, change, refresh);
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
        Commit.Decision next = change.creates() ? newSessions.first(realm, change) : null;
        if (next instanceof Commit.Refused refused) {
            return newSessions.refuse(realm, refused);
        }
        List<VaultChange.Put> unkept =
                next instanceof Commit.Nothing nothing ? nothing.refused() : List.of();
        return end(realm, live, change)
                .compose(
                        result -> {
                            if (result instanceof CommitResult.Dropped(CommitResult.Cause cause)) {
                                // who logs in is logged in, whatever has become of this session
                                return change.principal() != null
                                        ? newSessions.create(realm, change)
                                        : drop(realm, () -> realm.labels.of(live.id()), cause);
                            }
                            if (!(result instanceof CommitResult.Kept)) {
                                return Future.succeededFuture(result);
                            }
                            return next instanceof Commit.Write
                                    ? newSessions.create(realm, change)
                                    : Future.succeededFuture(
                                            new CommitResult.Kept(
                                                    realm.clearCookie(), null, unkept));
                        });
    }

    private Future<CommitResult> end(Realm realm, SessionView.Live live, Change change) {
        return change.ending() == Change.Ending.ALL_OF_PRINCIPAL
                ? ender.endAll(realm, live)
                : ender.end(realm, live);
    }

    private CommitResult current(Realm realm, SessionView.Live live) {
        String setCookie = realm.setCookie(live.id(), live.record(), clock.getAsLong());
        return new CommitResult.Kept(setCookie, HeldSession.of(realm, live));
    }

    private static Future<CommitResult> kept() {
        return Future.succeededFuture(CommitResult.Kept.WITHOUT_COOKIE);
    }
}
