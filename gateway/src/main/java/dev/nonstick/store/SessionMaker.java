package dev.nonstick.store;

import dev.nonstick.session.Change;
import dev.nonstick.session.KeyRing;
import dev.nonstick.session.Login;
import dev.nonstick.session.RecordCodec;
import dev.nonstick.session.SessionId;
import dev.nonstick.session.SessionRecord;
import io.vertx.core.Future;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Writes the first record of a session under a key that nobody has had before.
 *
 * <p>A try without an answer is followed by one under another key: what is still on its way of the
 * first may arrive at any later time, also when the session has ended, and would bring it back. So
 * nobody ever gets the cookie of a key whose write was not acknowledged, and such a record expires.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class SessionMaker {
    private final KeyRing ring;
    private final SessionStore store;
    private final RecordCodec codec;
    private final Logins logins;
    private final Resend resend;
    private final LongSupplier clock;
    private final RandomGenerator random;

    SessionMaker(
            KeyRing ring,
            SessionStore store,
            RecordCodec codec,
            Logins logins,
            Resend resend,
            LongSupplier clock,
            RandomGenerator random) {
        this.ring = ring;
        this.store = store;
        this.codec = codec;
        this.logins = logins;
        this.resend = resend;
        this.clock = clock;
        this.random = random;
    }

    /** What making a session comes to. */
    sealed interface Making {}

    /** It is there. */
    record Made(SessionId id, String key, SessionRecord record) implements Making {}

    /** Nobody has it. */
    record NotMade(CommitResult result) implements Making {}

    /** Makes a session of this record; for this principal, if there is one. */
    Future<Making> make(Realm realm, Change change, SessionRecord first) {
        long deadline = resend.deadline();
        Birth birth = new Birth(realm, change.principal(), first, deadline);
        return resend.settle(birth::attempt, deadline).map(birth::outcome);
    }

    /** One session, under the key of the latest try. */
    private final class Birth {
        private final Realm realm;
        private final @Nullable String principal;
        private final SessionRecord first;
        private final long deadline;
        private @Nullable Made latest;

        Birth(Realm realm, @Nullable String principal, SessionRecord first, long deadline) {
            this.realm = realm;
            this.principal = principal;
            this.first = first;
            this.deadline = deadline;
        }

        Future<SessionStore.WriteResult> attempt() {
            byte[] rid = new byte[SessionId.RID_BYTES];
            random.nextBytes(rid);
            SessionId id = new SessionId(ring.sealingId(), rid, 0, 0).currentOf(first);
            String key = realm.keys.keyOf(id);
            if (principal == null) {
                return write(id, key, new Login(random.nextLong(), "", 0));
            }
            return logins.enlist(realm, id, key, principal, deadline)
                    .compose(
                            enlisting ->
                                    switch (enlisting) {
                                        case Logins.Enlisted enlisted ->
                                                write(id, key, enlisted.login());
                                        case Logins.NotEnlisted failed ->
                                                Future.succeededFuture(
                                                        new SessionStore.Unavailable(
                                                                failed.fault()));
                                    });
        }

        private Future<SessionStore.WriteResult> write(SessionId id, String key, Login login) {
            SessionRecord record = first.of(login).written(random.nextLong());
            latest = new Made(id, key, record);
            byte[] bytes = codec.seal(record, key, realm.name());
            return store.create(key, bytes, realm.ttlMillis(record, clock.getAsLong()));
        }

        Making outcome(SessionStore.WriteResult result) {
            return switch (result) {
                case SessionStore.Done done when latest != null -> latest;
                case SessionStore.Done done -> throw new IllegalStateException("nothing written");
                // the key is random: nobody can have it
                case SessionStore.Conflict conflict ->
                        new NotMade(new CommitResult.NotStored(StoreFault.PROTOCOL));
                case SessionStore.Unavailable unavailable ->
                        new NotMade(new CommitResult.NotStored(unavailable.fault()));
                case SessionStore.Ambiguous ambiguous ->
                        new NotMade(new CommitResult.Unknown(ambiguous.fault()));
            };
        }
    }
}
