package dev.nonstick.store;

import dev.nonstick.session.Change;
import dev.nonstick.session.Commit;
import dev.nonstick.session.KeyRing;
import dev.nonstick.session.Login;
import dev.nonstick.session.RecordCodec;
import dev.nonstick.session.SessionId;
import dev.nonstick.session.SessionRecord;
import dev.nonstick.vault.VaultChange;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The life of sessions: find at the beginning of an exchange, commit before its response leaves.
 * What is to be decided is decided in {@code dev.nonstick.session}; this class asks the store.
 *
 * <p>Thread rule: belongs to one event loop; futures complete there and never fail.
 */
public final class SessionEngine {
    private final Vertx vertx;
    private final SessionStore store;
    private final KeyRing ring;
    private final SessionEvents events;
    private final LongSupplier clock;
    private final RandomGenerator random;
    private final SessionFinder finder;
    private final CommitQueue queue;
    private final SessionMaker maker;
    private final TouchHints hints = new TouchHints();
    private int pendingTouches;

    /**
     * @param clock Unix milliseconds
     * @param random cryptographically strong
     */
    public SessionEngine(
            Vertx vertx,
            SessionStore store,
            KeyRing ring,
            SessionEvents events,
            LongSupplier clock,
            RandomGenerator random) {
        this.vertx = vertx;
        this.store = store;
        this.ring = ring;
        RecordCodec codec = new RecordCodec(ring, random);
        this.events = events;
        this.clock = clock;
        this.random = random;
        this.finder = new SessionFinder(store, codec, events, clock);
        this.queue = new CommitQueue(vertx, store, codec, events, clock, random);
        this.maker = new SessionMaker(vertx, store, codec, clock, random);
    }

    /** Whether nothing could be found or stored right now; asks nothing. */
    public boolean isStoreDown() {
        return store.isDown();
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
        return queue.pending() + maker.pending() + pendingTouches;
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
            case SessionView.None none -> change.creates() ? create(realm, change) : kept();
            case SessionView.Muted muted -> {
                if (change.isEmpty()) {
                    yield kept();
                }
                // a login whose answer was lost is simply made again
                yield change.logsIn()
                        ? create(realm, change)
                        : drop(realm, CommitResult.Cause.COOKIE_SUPERSEDED);
            }
            case SessionView.Unavailable unavailable ->
                    Future.succeededFuture(new CommitResult.NotStored(unavailable.fault()));
            case SessionView.Live live when change.ends() -> destroy(realm, live, change);
            case SessionView.Live live when rotates(realm, live) ->
                    update(realm, live, change, change.rotating(), refresh);
            case SessionView.Live live when change.isEmpty() && !live.confirms() -> {
                if (refresh) {
                    touch(realm, live);
                }
                yield live.outdated()
                        ? Future.succeededFuture(cookie(realm, live.id(), live.record(), List.of()))
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

    private Future<CommitResult> drop(Realm realm, CommitResult.Cause cause) {
        events.dropped(realm.name(), cause);
        return Future.succeededFuture(new CommitResult.Dropped(cause));
    }

    private Future<CommitResult> create(Realm realm, Change change) {
        byte[] rid = new byte[SessionId.RID_BYTES];
        random.nextBytes(rid);
        long now = clock.getAsLong();
        return switch (first(realm, change, now)) {
            case Commit.Refused refused -> refuse(realm, refused);
            case Commit.Write write -> {
                SessionId id = new SessionId(ring.sealingId(), rid, 0, 0).currentOf(write.next());
                yield maker.create(realm, realm.keys.keyOf(id), write.next())
                        .map(
                                result -> {
                                    if (result instanceof CommitResult.Kept) {
                                        hints.touched(id, now);
                                        events.created(realm.name());
                                        return cookie(realm, id, write.next(), write.refused());
                                    }
                                    return result;
                                });
            }
            case Commit.Nothing nothing ->
                    Future.succeededFuture(CommitResult.Kept.but(nothing.refused()));
            case Commit.Dropped dropped -> kept();
            case Commit.NotHeld lost -> kept();
        };
    }

    /** What a new session would be. */
    private Commit.Decision first(Realm realm, Change change, long now) {
        Login login = login(change);
        Login first = login == null ? new Login(random.nextLong(), "", 0) : login;
        return new Commit(0, 0, false, change, login, now).create(first, realm.settings());
    }

    /** Null where nobody logs in. */
    private @Nullable Login login(Change change) {
        String principal = change.principal();
        return principal == null ? null : new Login(random.nextLong(), principal, 0);
    }

    private Future<CommitResult> refuse(Realm realm, Commit.Refused refused) {
        events.refused(realm.name(), refused.refusal());
        return Future.succeededFuture(new CommitResult.Refused(refused.refusal()));
    }

    private Future<CommitResult> destroy(Realm realm, SessionView.Live live, Change change) {
        Commit.Decision next = change.creates() ? first(realm, change, clock.getAsLong()) : null;
        if (next instanceof Commit.Refused none) {
            return refuse(realm, none);
        }
        List<VaultChange.Put> refused =
                next instanceof Commit.Nothing nothing ? nothing.refused() : List.of();
        return maker.delete(live.storeKey())
                .compose(
                        result -> {
                            if (!(result instanceof CommitResult.Kept)) {
                                return Future.succeededFuture(result);
                            }
                            events.destroyed(realm.name());
                            return next instanceof Commit.Write
                                    ? create(realm, change)
                                    : Future.succeededFuture(
                                            new CommitResult.Kept(realm.clearCookie(), refused));
                        });
    }

    /**
     * @param asked what the backend asked for
     * @param change likewise, and what the gateway adds
     */
    private Future<CommitResult> update(
            Realm realm, SessionView.Live live, Change asked, Change change, boolean refresh) {
        long now = clock.getAsLong();
        Commit commit =
                new Commit(
                        live.record().epoch(),
                        live.presented(),
                        live.confirms(),
                        change,
                        login(change),
                        now);
        Turn turn = live.turn();
        return queue.submit(realm, live, turn == null ? commit : turn.fenced(commit))
                .map(
                        outcome ->
                                switch (outcome) {
                                    case CommitQueue.Stored stored -> {
                                        if (turn != null) {
                                            turn.released();
                                        }
                                        if (stored.record().version() > live.record().version()) {
                                            hints.touched(live.id(), now);
                                        } else if (refresh) {
                                            touch(realm, live);
                                        }
                                        yield stored(realm, live, stored);
                                    }
                                    // what the gateway adds, the next request adds again
                                    case CommitQueue.Failed failed ->
                                            asked.isEmpty()
                                                    ? CommitResult.Kept.WITHOUT_COOKIE
                                                    : failed.result();
                                });
    }

    private CommitResult stored(Realm realm, SessionView.Live live, CommitQueue.Stored stored) {
        return stored.record().generation() == live.presented()
                ? CommitResult.Kept.but(stored.refused())
                : cookie(
                        realm,
                        live.id().currentOf(stored.record()),
                        stored.record(),
                        stored.refused());
    }

    private void touch(Realm realm, SessionView.Live live) {
        long now = clock.getAsLong();
        if (!hints.due(live.id(), now, realm.refreshMillis(live.record()))) {
            return;
        }
        pendingTouches++;
        // a lost touch costs nothing but the next one, which comes with the next request
        store.touch(live.storeKey(), realm.ttlMillis(live.record(), now))
                .onComplete(
                        done -> {
                            pendingTouches--;
                            if (!(done.result() instanceof SessionStore.Done)) {
                                hints.forget(live.id());
                            }
                        });
    }

    private CommitResult cookie(
            Realm realm, SessionId id, SessionRecord record, List<VaultChange.Put> refused) {
        return new CommitResult.Kept(realm.setCookie(id, record, clock.getAsLong()), refused);
    }

    private static Future<CommitResult> kept() {
        return Future.succeededFuture(CommitResult.Kept.WITHOUT_COOKIE);
    }
}
