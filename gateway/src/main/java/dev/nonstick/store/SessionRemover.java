package dev.nonstick.store;

import dev.nonstick.session.RecordCodec;
import dev.nonstick.session.SessionRecord;
import io.vertx.core.Future;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Removes records, but none that its caller has not judged: each removal names the write that it is
 * for. It may be sent again, and may arrive late: it finds that very record, or does nothing.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class SessionRemover {
    private final SessionStore store;
    private final RecordCodec codec;
    private final Resend resend;
    private final SessionEvents events;
    private final LongSupplier clock;

    SessionRemover(
            SessionStore store,
            RecordCodec codec,
            Resend resend,
            SessionEvents events,
            LongSupplier clock) {
        this.store = store;
        this.codec = codec;
        this.resend = resend;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Removes a session's record as long as it is of the epoch that the exchange has seen. Kept:
     * there is none any more, whoever removed it. Dropped: the epoch has passed.
     */
    Future<CommitResult> removeInEpoch(Realm realm, SessionView.Live seen, long deadline) {
        return removeInEpoch(realm, seen, seen.token(), deadline);
    }

    private Future<CommitResult> removeInEpoch(
            Realm realm, SessionView.Live seen, SessionStore.Token token, long deadline) {
        String key = seen.storeKey();
        return resend.settle(() -> store.remove(key, token), deadline)
                .compose(
                        result ->
                                switch (result) {
                                    case SessionStore.Done done -> gone();
                                    case SessionStore.Conflict(SessionStore.Found current)
                                            when current != null ->
                                            overtaken(realm, seen, current, deadline);
                                    case SessionStore.Conflict absent -> gone();
                                    case SessionStore.Unavailable unavailable ->
                                            notStored(unavailable.fault());
                                    case SessionStore.Ambiguous ambiguous ->
                                            Future.succeededFuture(
                                                    new CommitResult.Unknown(ambiguous.fault()));
                                });
    }

    /** Another write came first: so surely nothing has been removed. */
    private Future<CommitResult> overtaken(
            Realm realm, SessionView.Live seen, SessionStore.Found current, long deadline) {
        return switch (codec.open(current.record(), seen.storeKey(), realm.name())) {
            case RecordCodec.Opened(SessionRecord record)
                    when record.epoch() != seen.record().epoch() ->
                    Future.succeededFuture(
                            new CommitResult.Dropped(CommitResult.Cause.EPOCH_PASSED));
            case RecordCodec.Opened same -> {
                events.conflict(realm.name());
                yield clock.getAsLong() < deadline
                        ? removeInEpoch(realm, seen, current.token(), deadline)
                        : notStored(StoreFault.TIMEOUT);
            }
            case RecordCodec.KeyAhead ahead -> notStored(StoreFault.NOT_SERVING);
            // to everybody the session is absent
            case RecordCodec.Unreadable unreadable -> {
                events.recordUnreadable(
                        realm.name(), () -> realm.labels.of(seen.id()), unreadable.reason());
                yield gone();
            }
        };
    }

    /** Removes a record if it is this one's whom the caller means; looks first, tries once. */
    Future<?> removeIf(Realm realm, String key, Predicate<SessionRecord> meant) {
        return store.find(key)
                .compose(
                        result ->
                                result instanceof SessionStore.Found found
                                                && codec.open(found.record(), key, realm.name())
                                                        instanceof
                                                        RecordCodec.Opened(SessionRecord record)
                                                && meant.test(record)
                                        ? store.remove(key, found.token())
                                        : Future.succeededFuture());
    }

    private static Future<CommitResult> gone() {
        return Future.succeededFuture(CommitResult.Kept.WITHOUT_COOKIE);
    }

    private static Future<CommitResult> notStored(StoreFault fault) {
        return Future.succeededFuture(new CommitResult.NotStored(fault));
    }
}
