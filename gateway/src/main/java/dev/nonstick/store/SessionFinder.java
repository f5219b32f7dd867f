package dev.nonstick.store;

import dev.nonstick.session.CookieCodec;
import dev.nonstick.session.RecordCodec;
import dev.nonstick.session.SessionId;
import dev.nonstick.session.SessionRecord;
import dev.nonstick.session.Standing;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * From a request's cookies to its session: at most one read command, none for a cookie that is not
 * ours.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class SessionFinder {
    private final SessionStore store;
    private final RecordCodec codec;
    private final SessionEvents events;
    private final LongSupplier clock;
    private final Revocations revocations;
    private final SessionEnder ender;

    SessionFinder(
            SessionStore store,
            RecordCodec codec,
            Revocations revocations,
            SessionEnder ender,
            SessionEvents events,
            LongSupplier clock) {
        this.store = store;
        this.revocations = revocations;
        this.ender = ender;
        this.codec = codec;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Finds the session of a request.
     *
     * @param cookies the values of the realm's cookie, as they came
     */
    Future<SessionView> find(Realm realm, List<String> cookies) {
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
        if (revocations.isEnded(key)) {
            return Future.succeededFuture(revoked(realm, verified));
        }
        return store.find(key)
                .map(
                        result ->
                                view(
                                        realm,
                                        verified,
                                        key,
                                        result,
                                        (record, token) ->
                                                judged(realm, verified, key, record, token)));
    }

    /** Looks again for a session that an exchange has found or made before. */
    Future<SessionView> find(Realm realm, KnownSession known) {
        SessionId id = known.id();
        String key = realm.keys.keyOf(id);
        if (revocations.isEnded(key)) {
            return Future.succeededFuture(revoked(realm, id));
        }
        return store.find(key)
                .map(
                        result ->
                                view(
                                        realm,
                                        id,
                                        key,
                                        result,
                                        (record, token) ->
                                                judged(realm, known, key, record, token)));
    }

    private SessionView judged(
            Realm realm,
            KnownSession known,
            String key,
            SessionRecord record,
            SessionStore.Token token) {
        if (revocations.endsLogin(realm, known.id(), record)) {
            return revoked(realm, known.id());
        }
        return clock.getAsLong() < record.deadlineMillis()
                ? known.at(key, record, token)
                : SessionView.None.INSTANCE;
    }

    /** What a record that opened is to the one who looks. */
    private interface Judge {
        SessionView judge(SessionRecord record, SessionStore.Token token);
    }

    private SessionView view(
            Realm realm, SessionId id, String key, SessionStore.FindResult result, Judge judge) {
        return switch (result) {
            case SessionStore.Absent absent -> SessionView.None.INSTANCE;
            case SessionStore.Unavailable unavailable ->
                    new SessionView.Unavailable(unavailable.fault());
            case SessionStore.Found found ->
                    switch (codec.open(found.record(), key, realm.name())) {
                        case RecordCodec.KeyAhead ahead ->
                                new SessionView.Unavailable(StoreFault.NOT_SERVING);
                        case RecordCodec.Unreadable unreadable -> {
                            events.recordUnreadable(
                                    realm.name(), () -> realm.labels.of(id), unreadable.reason());
                            yield SessionView.None.INSTANCE;
                        }
                        case RecordCodec.Opened opened ->
                                judge.judge(opened.record(), found.token());
                    };
        };
    }

    private SessionView revoked(Realm realm, SessionId id) {
        events.revokedFound(realm.name(), () -> realm.labels.of(id));
        return SessionView.None.INSTANCE;
    }

    private SessionView replayed(
            Realm realm, SessionId id, String key, SessionRecord record, SessionStore.Token token) {
        events.replaySuspected(realm.name(), () -> realm.labels.of(id));
        return switch (realm.settings().onReplay()) {
            case IGNORE -> SessionView.None.INSTANCE;
            case END -> {
                // the request does not wait: to it the session is absent in any case
                ender.end(
                                realm,
                                new SessionView.Live(
                                        id, id.generation(), false, key, record, token))
                        .onComplete(done -> {});
                yield SessionView.None.INSTANCE;
            }
        };
    }

    private SessionView judged(
            Realm realm, SessionId id, String key, SessionRecord record, SessionStore.Token token) {
        if (revocations.endsLogin(realm, id, record)) {
            return revoked(realm, id);
        }
        long grace = realm.settings().rotateGrace().toMillis();
        return switch (Standing.judge(id, record, clock.getAsLong(), grace)) {
            case Standing.Current current ->
                    new SessionView.Live(
                            id, id.generation(), current.confirms(), key, record, token);
            case Standing.Older older ->
                    new SessionView.Live(
                            id.currentOf(record), id.generation(), false, key, record, token);
            case Standing.Stale stale -> SessionView.Muted.INSTANCE;
            case Standing.Replayed replayed -> replayed(realm, id, key, record, token);
            case Standing.Ended ended -> SessionView.None.INSTANCE;
        };
    }
}
