package dev.nonstick.store;

import dev.nonstick.session.SessionId;
import dev.nonstick.session.SessionRecord;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange must remember of its session to find it again, without the record.
 *
 * @param presented the generation that the browser has; {@link #NO_COOKIE}: it has none yet
 * @param confirms whether the cookie's generation was presented for the first time
 * @param epoch the exchange belongs to; after another login the session is none of its
 * @param turn the exchange's at it; null: requests need not take turns
 */
public record KnownSession(
        SessionId id, int presented, boolean confirms, long epoch, @Nullable Turn turn) {

    /** Below every generation: whatever cookie there is, the browser needs it. */
    public static final int NO_COOKIE = -1;

    /** The session of a view. */
    public static KnownSession of(SessionView.Live live) {
        return new KnownSession(
                live.id(), live.presented(), live.confirms(), live.record().epoch(), live.turn());
    }

    /** As a commit of the exchange's own has left it. */
    public static KnownSession of(HeldSession now, int presented, @Nullable KnownSession before) {
        Turn turn = before == null ? null : before.turn;
        return new KnownSession(now.id(), presented, false, now.record().epoch(), turn);
    }

    /**
     * Whether the exchange may take it as it is now: not after a login or a strict rotation by
     * somebody else, which begin an epoch: that cookie is none of its browser's.
     */
    public boolean is(SessionView.Live now) {
        return now.record().epoch() == epoch;
    }

    SessionView.Live at(String storeKey, SessionRecord record, SessionStore.Token token) {
        return new SessionView.Live(
                id.currentOf(record), presented, confirms, storeKey, record, token, turn);
    }
}
