package dev.nonstick.store;

import dev.nonstick.session.SessionId;
import dev.nonstick.session.SessionRecord;
import dev.nonstick.session.StoreKeys;

/**
 * The session that a wire holds on to beyond its request.
 *
 * @param record as it was when it was last looked at
 */
public record HeldSession(Realm realm, SessionId id, String storeKey, SessionRecord record) {

    /** The session of this view. */
    public static HeldSession of(Realm realm, SessionView.Live live) {
        return new HeldSession(realm, live.id(), live.storeKey(), live.record());
    }

    /** What became of it. */
    public sealed interface Look {}

    /** It goes on, as this. */
    public record GoesOn(HeldSession session) implements Look {}

    /** It is over for who holds it. */
    public record Over(Cause cause) implements Look {}

    /** The store does not say. */
    public record NotKnown() implements Look {
        static final NotKnown INSTANCE = new NotKnown();
    }

    /** Why a session is over; a metric label. */
    public enum Cause {
        SESSION_ENDED,
        PRINCIPAL_ENDED,
        LOGIN_CHANGED,
        /** Not used for too long; or ended, and the revocation log has not been read yet. */
        GONE,
        EXPIRED
    }

    /** The record's name in the revocation log. */
    public String name() {
        return StoreKeys.nameOf(storeKey);
    }

    /** The principal's name in the revocation log; empty: nobody is logged in. */
    public String principalName() {
        return record.login().isAnonymous()
                ? ""
                : realm.principals.nameOf(id.keyId(), record.login().principal());
    }

    /** What the revocation log calls its epoch. */
    public String epochLabel() {
        return realm.labels.ofEpoch(id, record.epoch());
    }

    /** How exactly an idle timeout is kept. */
    public long refreshMillis() {
        return realm.refreshMillis(record);
    }
}
