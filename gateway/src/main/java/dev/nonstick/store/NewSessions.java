package dev.nonstick.store;

import dev.nonstick.session.Change;
import dev.nonstick.session.Commit;
import dev.nonstick.session.KeyRing;
import dev.nonstick.session.Login;
import dev.nonstick.session.SessionId;
import dev.nonstick.session.SessionRecord;
import io.vertx.core.Future;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes sessions, each with an id that nobody has had before.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class NewSessions {
    private final KeyRing ring;
    private final SessionMaker maker;
    private final Logins logins;
    private final Touches touches;
    private final SessionEvents events;
    private final LongSupplier clock;
    private final RandomGenerator random;

    NewSessions(
            KeyRing ring,
            SessionMaker maker,
            Logins logins,
            Touches touches,
            SessionEvents events,
            LongSupplier clock,
            RandomGenerator random) {
        this.ring = ring;
        this.maker = maker;
        this.logins = logins;
        this.touches = touches;
        this.events = events;
        this.clock = clock;
        this.random = random;
    }

    /** Makes a session with what a change says; for its principal, if it has one. */
    Future<CommitResult> create(Realm realm, Change change) {
        if (first(realm, change) instanceof Commit.Refused refused) {
            return refuse(realm, refused);
        }
        byte[] rid = new byte[SessionId.RID_BYTES];
        random.nextBytes(rid);
        SessionId id = new SessionId(ring.sealingId(), rid, 0, 0);
        String principal = change.principal();
        if (principal == null) {
            return create(realm, id, change, null);
        }
        return logins.enlist(realm, id, realm.keys.keyOf(id), principal)
                .compose(
                        enlisting ->
                                switch (enlisting) {
                                    case Logins.Enlisted enlisted ->
                                            create(realm, id, change, enlisted.login());
                                    case Logins.NotEnlisted failed ->
                                            Future.succeededFuture(failed.result());
                                });
    }

    /** What a new session with this change would be, but for who logs in. */
    Commit.Decision first(Realm realm, Change change) {
        return first(realm, change, null);
    }

    Future<CommitResult> refuse(Realm realm, Commit.Refused refused) {
        events.refused(realm.name(), refused.refusal());
        return Future.succeededFuture(new CommitResult.Refused(refused.refusal()));
    }

    private Future<CommitResult> create(
            Realm realm, SessionId born, Change change, @Nullable Login login) {
        return switch (first(realm, change, login)) {
            case Commit.Refused refused -> refuse(realm, refused);
            case Commit.Write write -> {
                SessionId id = born.currentOf(write.next());
                String key = realm.keys.keyOf(id);
                yield maker.create(realm, key, write.next())
                        .map(result -> created(realm, id, key, write, result));
            }
            case Commit.Nothing nothing ->
                    Future.succeededFuture(CommitResult.Kept.but(nothing.refused()));
            case Commit.Dropped dropped -> Future.succeededFuture(CommitResult.Kept.WITHOUT_COOKIE);
            case Commit.NotHeld lost -> Future.succeededFuture(CommitResult.Kept.WITHOUT_COOKIE);
        };
    }

    /** What a new session would be. */
    private Commit.Decision first(Realm realm, Change change, @Nullable Login login) {
        Login user = login == null ? new Login(random.nextLong(), "", 0) : login;
        return new Commit(0, 0, false, change, login, clock.getAsLong())
                .create(user, realm.settings());
    }

    private CommitResult created(
            Realm realm, SessionId id, String key, Commit.Write write, CommitResult result) {
        if (!(result instanceof CommitResult.Kept)) {
            return result;
        }
        SessionRecord record = write.next();
        long now = clock.getAsLong();
        touches.written(id, now);
        events.created(realm.name(), () -> realm.labels.of(id));
        if (!record.login().isAnonymous()) {
            events.authenticated(realm.name(), () -> realm.labels.of(id));
        }
        return new CommitResult.Kept(
                realm.setCookie(id, record, now),
                // which write it was is of no interest from here on
                new HeldSession(realm, id, key, record.written(0)),
                write.refused());
    }
}
