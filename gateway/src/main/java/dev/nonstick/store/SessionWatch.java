package dev.nonstick.store;

import dev.nonstick.session.RecordCodec;
import dev.nonstick.session.SessionRecord;
import dev.nonstick.store.HeldSession.Cause;
import dev.nonstick.store.HeldSession.Look;
import io.vertx.core.Future;
import java.util.function.LongSupplier;

/**
 * Looks whether a session that outlives its request is still the same: one read.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class SessionWatch {
    private final SessionStore store;
    private final RecordCodec codec;
    private final Revocations revocations;
    private final LongSupplier clock;

    SessionWatch(
            SessionStore store, RecordCodec codec, Revocations revocations, LongSupplier clock) {
        this.store = store;
        this.codec = codec;
        this.revocations = revocations;
        this.clock = clock;
    }

    Future<Look> look(HeldSession held) {
        if (revocations.isEnded(held.storeKey())) {
            return Future.succeededFuture(new HeldSession.Over(Cause.SESSION_ENDED));
        }
        return store.find(held.storeKey()).map(result -> judge(held, result));
    }

    private Look judge(HeldSession held, SessionStore.FindResult result) {
        return switch (result) {
            case SessionStore.Absent absent -> new HeldSession.Over(absence(held));
            case SessionStore.Unavailable unavailable -> HeldSession.NotKnown.INSTANCE;
            case SessionStore.Found found ->
                    switch (codec.open(found.record(), held.storeKey(), held.realm().name())) {
                        case RecordCodec.KeyAhead ahead -> HeldSession.NotKnown.INSTANCE;
                        case RecordCodec.Unreadable unreadable ->
                                new HeldSession.Over(Cause.SESSION_ENDED);
                        case RecordCodec.Opened opened -> judge(held, opened.record());
                    };
        };
    }

    private Cause absence(HeldSession held) {
        if (revocations.isEnded(held.storeKey())) {
            return Cause.SESSION_ENDED;
        }
        return clock.getAsLong() >= held.record().deadlineMillis() ? Cause.EXPIRED : Cause.GONE;
    }

    private Look judge(HeldSession held, SessionRecord record) {
        if (record.epoch() != held.record().epoch()) {
            return new HeldSession.Over(Cause.LOGIN_CHANGED);
        }
        if (revocations.endsLogin(held.realm(), held.id(), record)) {
            return new HeldSession.Over(Cause.PRINCIPAL_ENDED);
        }
        if (clock.getAsLong() >= record.deadlineMillis()) {
            return new HeldSession.Over(Cause.EXPIRED);
        }
        return new HeldSession.GoesOn(
                new HeldSession(held.realm(), held.id(), held.storeKey(), record));
    }
}
