package dev.nonstick.store;

import dev.nonstick.session.Change;
import dev.nonstick.session.Commit;
import dev.nonstick.session.CookieCodec;
import dev.nonstick.session.KeyRing;
import dev.nonstick.session.RecordCodec;
import dev.nonstick.session.SessionId;
import dev.nonstick.session.SessionRecord;
import dev.nonstick.session.Standing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The life of sessions: find at the beginning of an exchange, commit before its response leaves.
 * What is to be decided is decided in {@code dev.nonstick.session}; this class asks the store.
 *
 * <p>Thread rule: belongs to one event loop; futures complete there and never fail.
 */
public final class SessionEngine {
    private final SessionStore store;
    private final KeyRing ring;
    private final RecordCodec codec;
    private final SessionEvents events;
    private final LongSupplier clock;
    private final RandomGenerator random;
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
        this.store = store;
        this.ring = ring;
        this.codec = new RecordCodec(ring, random);
        this.events = events;
        this.clock = clock;
        this.random = random;
        this.queue = new CommitQueue(vertx, store, codec, events, clock, random);
        this.maker = new SessionMaker(vertx, store, codec, clock, random);
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
        SessionId id = null;
        boolean keyAhead = false;
        for (String value : cookies) {
            switch (realm.cookies.verify(value)) {
                case CookieCodec.Invalid invalid ->
                        events.cookieRefused(realm.name(), invalid.reason());
                case CookieCodec.KeyAhead ahead -> keyAhead = true;
                case CookieCodec.Valid valid -> {
                    if (id != null && !Arrays.equals(id.rid(), valid.id().rid())) {
                        events.cookiesContradict(realm.name());
                        return Future.succeededFuture(SessionView.None.INSTANCE);
                    }
                    if (id == null || id.generation() < valid.id().generation()) {
                        id = valid.id();
                    }
                }
            }
        }
        if (id == null) {
            return Future.succeededFuture(
                    keyAhead
                            ? new SessionView.Unavailable(StoreFault.NOT_SERVING)
                            : SessionView.None.INSTANCE);
        }
        long longest = realm.settings().absoluteTimeout().toMillis();
        if (clock.getAsLong() >= id.createdMillis() + 1000 + longest) {
            return Future.succeededFuture(SessionView.None.INSTANCE);
        }
        SessionId verified = id;
        String key = realm.keys.keyOf(verified);
        return store.find(key).map(result -> view(realm, verified, key, result));
    }

    private SessionView view(
            Realm realm, SessionId id, String key, SessionStore.FindResult result) {
        return switch (result) {
            case SessionStore.Absent absent -> SessionView.None.INSTANCE;
            case SessionStore.Unavailable unavailable ->
                    new SessionView.Unavailable(unavailable.fault());
            case SessionStore.Found found ->
                    switch (codec.open(found.record(), key, realm.name())) {
                        case RecordCodec.KeyAhead ahead ->
                                new SessionView.Unavailable(StoreFault.NOT_SERVING);
                        case RecordCodec.Unreadable unreadable -> {
                            events.recordUnreadable(realm.name(), unreadable.reason());
                            yield SessionView.None.INSTANCE;
                        }
                        case RecordCodec.Opened opened ->
                                judged(realm, id, key, opened.record(), found.token());
                    };
        };
    }

    private SessionView judged(
            Realm realm, SessionId id, String key, SessionRecord record, SessionStore.Token token) {
        long grace = realm.settings().rotateGrace().toMillis();
        return switch (Standing.judge(id, record, clock.getAsLong(), grace)) {
            case Standing.Current current ->
                    new SessionView.Live(
                            id, id.generation(), current.confirms(), key, record, token);
            case Standing.Older older ->
                    new SessionView.Live(
                            id.withGeneration(record.generation()),
                            id.generation(),
                            false,
                            key,
                            record,
                            token);
            case Standing.Stale stale -> SessionView.Muted.INSTANCE;
            case Standing.Replayed replayed -> {
                events.replaySuspected(realm.name());
                yield SessionView.None.INSTANCE;
            }
            case Standing.Ended ended -> SessionView.None.INSTANCE;
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
            case SessionView.None none -> change.creates() ? create(realm, change) : kept();
            case SessionView.Muted muted -> {
                if (change.isEmpty()) {
                    yield kept();
                }
                CommitResult.Cause cause = CommitResult.Cause.COOKIE_SUPERSEDED;
                events.dropped(realm.name(), cause);
                yield Future.succeededFuture(new CommitResult.Dropped(cause));
            }
            case SessionView.Unavailable unavailable ->
                    Future.succeededFuture(new CommitResult.NotStored(unavailable.fault()));
            case SessionView.Live live when change.destroy() -> destroy(realm, live, change);
            case SessionView.Live live when change.isEmpty() && !live.confirms() -> {
                if (refresh) {
                    touch(realm, live);
                }
                yield live.outdated() ? current(realm, live.id(), live.record()) : kept();
            }
            case SessionView.Live live -> update(realm, live, change, refresh);
        };
    }

    private Future<CommitResult> create(Realm realm, Change change) {
        byte[] rid = new byte[SessionId.RID_BYTES];
        random.nextBytes(rid);
        long now = clock.getAsLong();
        long second = now / 1000 - SessionId.ORIGIN_SECOND;
        SessionId id = new SessionId(ring.sealingId(), rid, 0, second);
        return switch (first(realm, change, now)) {
            case Commit.Refused refused -> refuse(realm, refused);
            case Commit.Write write -> {
                String key = realm.keys.keyOf(id);
                yield maker.create(realm, key, write.next())
                        .map(
                                result -> {
                                    if (result instanceof CommitResult.Kept) {
                                        hints.touched(id, now);
                                        events.created(realm.name());
                                        return cookie(realm, id, write.next());
                                    }
                                    return result;
                                });
            }
            case Commit.Nothing nothing -> kept();
            case Commit.Dropped dropped -> kept();
        };
    }

    /** What a new session would be. */
    private Commit.Decision first(Realm realm, Change change, long now) {
        return new Commit(random.nextLong(), 0, false, change, now).create(realm.settings());
    }

    private Future<CommitResult> refuse(Realm realm, Commit.Refused refused) {
        events.refused(realm.name(), refused.refusal());
        return Future.succeededFuture(new CommitResult.Refused(refused.refusal()));
    }

    private Future<CommitResult> destroy(Realm realm, SessionView.Live live, Change change) {
        if (change.creates()
                && first(realm, change, clock.getAsLong()) instanceof Commit.Refused refused) {
            return refuse(realm, refused);
        }
        return maker.delete(live.storeKey())
                .compose(
                        result -> {
                            if (!(result instanceof CommitResult.Kept)) {
                                return Future.succeededFuture(result);
                            }
                            events.destroyed(realm.name());
                            return change.creates()
                                    ? create(realm, change)
                                    : Future.succeededFuture(
                                            new CommitResult.Kept(realm.clearCookie()));
                        });
    }

    private Future<CommitResult> update(
            Realm realm, SessionView.Live live, Change change, boolean refresh) {
        long now = clock.getAsLong();
        Commit commit =
                new Commit(live.record().epoch(), live.presented(), live.confirms(), change, now);
        return queue.submit(realm, live, commit)
                .map(
                        outcome ->
                                switch (outcome) {
                                    case CommitQueue.Stored stored -> {
                                        if (stored.record().version() > live.record().version()) {
                                            hints.touched(live.id(), now);
                                        } else if (refresh) {
                                            touch(realm, live);
                                        }
                                        yield stored(realm, live, stored);
                                    }
                                    // a cookie's first use is told again by the next request
                                    case CommitQueue.Failed failed ->
                                            change.isEmpty()
                                                    ? CommitResult.Kept.WITHOUT_COOKIE
                                                    : failed.result();
                                });
    }

    private CommitResult stored(Realm realm, SessionView.Live live, CommitQueue.Stored stored) {
        int generation = stored.record().generation();
        return generation == live.presented()
                ? CommitResult.Kept.WITHOUT_COOKIE
                : cookie(realm, live.id().withGeneration(generation), stored.record());
    }

    private void touch(Realm realm, SessionView.Live live) {
        long now = clock.getAsLong();
        if (!hints.due(live.id(), now, realm.refreshMillis())) {
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

    private Future<CommitResult> current(Realm realm, SessionId id, SessionRecord record) {
        return Future.succeededFuture(cookie(realm, id, record));
    }

    private CommitResult cookie(Realm realm, SessionId id, SessionRecord record) {
        return new CommitResult.Kept(realm.setCookie(id, record, clock.getAsLong()));
    }

    private static Future<CommitResult> kept() {
        return Future.succeededFuture(CommitResult.Kept.WITHOUT_COOKIE);
    }
}
