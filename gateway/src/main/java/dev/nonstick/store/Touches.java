package dev.nonstick.store;

import dev.nonstick.session.SessionId;
import dev.nonstick.session.SessionRecord;
import java.util.function.LongSupplier;

/**
 * Extends the idle timeout of sessions that are used, at most once an interval each.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class Touches {
    private final SessionStore store;
    private final LongSupplier clock;
    private final TouchHints hints = new TouchHints();
    private int pending;

    Touches(SessionStore store, LongSupplier clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Touches without an answer. */
    int pending() {
        return pending;
    }

    /** A write has just extended it. */
    void written(SessionId id, long now) {
        hints.touched(id, now);
    }

    void touch(Realm realm, SessionId id, String storeKey, SessionRecord record) {
        long now = clock.getAsLong();
        if (!hints.due(id, now, realm.refreshMillis(record))) {
            return;
        }
        pending++;
        // a lost touch costs nothing but the next one, which comes with the next request
        store.touch(storeKey, realm.ttlMillis(record, now))
                .onComplete(
                        done -> {
                            pending--;
                            if (!(done.result() instanceof SessionStore.Done)) {
                                hints.forget(id);
                            }
                        });
    }
}
