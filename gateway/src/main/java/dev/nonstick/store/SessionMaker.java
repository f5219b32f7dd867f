package dev.nonstick.store;

import dev.nonstick.session.RecordCodec;
import dev.nonstick.session.SessionRecord;
import io.vertx.core.Future;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Makes and deletes records. Both may be sent again when no answer came: nobody else knows a new
 * record's key, and to delete twice is to delete once.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class SessionMaker {
    private final SessionStore store;
    private final RecordCodec codec;
    private final Resend resend;
    private final LongSupplier clock;
    private final RandomGenerator ids;

    SessionMaker(
            SessionStore store,
            RecordCodec codec,
            Resend resend,
            LongSupplier clock,
            RandomGenerator ids) {
        this.store = store;
        this.codec = codec;
        this.resend = resend;
        this.clock = clock;
        this.ids = ids;
    }

    /** Stores the first record of a session under a key that nobody has had before. */
    Future<CommitResult> create(Realm realm, String key, SessionRecord first) {
        SessionRecord record = first.written(ids.nextLong());
        byte[] bytes = codec.seal(record, key, realm.name());
        long ttl = realm.ttlMillis(record, clock.getAsLong());
        return settle(() -> store.create(key, bytes, ttl), resend.deadline());
    }

    Future<CommitResult> delete(String key, long deadline) {
        return settle(() -> store.delete(key), deadline);
    }

    private Future<CommitResult> settle(
            Supplier<Future<SessionStore.WriteResult>> command, long deadline) {
        return resend.settle(command, deadline).map(SessionMaker::result);
    }

    private static CommitResult result(Resend.Settled<SessionStore.WriteResult> settled) {
        return switch (settled.result()) {
            case SessionStore.Done done -> CommitResult.Kept.WITHOUT_COOKIE;
            // the key is random: only our own unanswered create can be there
            case SessionStore.Conflict conflict when settled.again() ->
                    CommitResult.Kept.WITHOUT_COOKIE;
            case SessionStore.Conflict conflict -> new CommitResult.NotStored(StoreFault.PROTOCOL);
            case SessionStore.Unavailable unavailable ->
                    new CommitResult.NotStored(unavailable.fault());
            case SessionStore.Ambiguous ambiguous -> new CommitResult.Unknown(ambiguous.fault());
        };
    }
}
