package dev.nonstick.store;

import dev.nonstick.session.RecordCodec;
import dev.nonstick.session.SessionRecord;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes and deletes records. Both may be sent again when no answer came: nobody else knows a new
 * record's key, and to delete twice is to delete once.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class SessionMaker {
    private static final long RESEND_MILLIS = 50;

    private final Vertx vertx;
    private final SessionStore store;
    private final RecordCodec codec;
    private final LongSupplier clock;
    private final RandomGenerator ids;
    private int pending;

    SessionMaker(
            Vertx vertx,
            SessionStore store,
            RecordCodec codec,
            LongSupplier clock,
            RandomGenerator ids) {
        this.vertx = vertx;
        this.store = store;
        this.codec = codec;
        this.clock = clock;
        this.ids = ids;
    }

    int pending() {
        return pending;
    }

    /** Stores the first record of a session under a key that nobody has had before. */
    Future<CommitResult> create(Realm realm, String key, SessionRecord first) {
        SessionRecord record = first.written(ids.nextLong());
        byte[] bytes = codec.seal(record, key, realm.name());
        long ttl = realm.ttlMillis(record, clock.getAsLong());
        return settle(() -> store.create(key, bytes, ttl));
    }

    Future<CommitResult> delete(String key) {
        return settle(() -> store.delete(key));
    }

    private Future<CommitResult> settle(Supplier<Future<SessionStore.WriteResult>> command) {
        pending++;
        Promise<CommitResult> done = Promise.promise();
        send(command, clock.getAsLong() + CommitQueue.BUDGET_MILLIS, null, done);
        return done.future().onComplete(result -> pending--);
    }

    private void send(
            Supplier<Future<SessionStore.WriteResult>> command,
            long deadline,
            @Nullable StoreFault unanswered,
            Promise<CommitResult> done) {
        command.get()
                .onSuccess(
                        result -> {
                            switch (result) {
                                case SessionStore.Done d ->
                                        done.complete(CommitResult.Kept.WITHOUT_COOKIE);
                                // the key is random: only our own unanswered create can be there
                                case SessionStore.Conflict c when unanswered != null ->
                                        done.complete(CommitResult.Kept.WITHOUT_COOKIE);
                                case SessionStore.Conflict c ->
                                        done.complete(
                                                new CommitResult.NotStored(StoreFault.PROTOCOL));
                                case SessionStore.Unavailable u when unanswered == null ->
                                        done.complete(new CommitResult.NotStored(u.fault()));
                                case SessionStore.Unavailable u ->
                                        sendAgain(command, deadline, unanswered, done);
                                case SessionStore.Ambiguous a ->
                                        sendAgain(command, deadline, a.fault(), done);
                            }
                        });
    }

    private void sendAgain(
            Supplier<Future<SessionStore.WriteResult>> command,
            long deadline,
            StoreFault fault,
            Promise<CommitResult> done) {
        if (clock.getAsLong() + RESEND_MILLIS >= deadline) {
            done.complete(new CommitResult.Unknown(fault));
            return;
        }
        vertx.setTimer(RESEND_MILLIS, id -> send(command, deadline, fault, done));
    }
}
