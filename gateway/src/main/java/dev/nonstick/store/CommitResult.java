package dev.nonstick.store;

import dev.nonstick.session.Commit;
import dev.nonstick.vault.VaultChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of an exchange's change. */
public sealed interface CommitResult {

    /**
     * In the store, or nothing to store.
     *
     * @param setCookie the gateway's Set-Cookie for the response; null: none
     * @param session as it is now; null: it ended, or is as the exchange found it
     * @param refused cookies for which the vault has no room; they go to the client
     */
    record Kept(
            @Nullable String setCookie,
            @Nullable HeldSession session,
            List<VaultChange.Put> refused)
            implements CommitResult {
        static final Kept WITHOUT_COOKIE = new Kept(null, null);

        public Kept(@Nullable String setCookie, @Nullable HeldSession session) {
            this(setCookie, session, List.of());
        }

        static Kept but(List<VaultChange.Put> refused) {
            return refused.isEmpty() ? WITHOUT_COOKIE : new Kept(null, null, refused);
        }
    }

    /** The session ended or the login changed meanwhile; the response goes out without it. */
    record Dropped(Cause cause) implements CommitResult {}

    /** Why a change was dropped; a metric label. */
    enum Cause {
        SESSION_ENDED,
        EPOCH_PASSED,
        COOKIE_SUPERSEDED,
        /** It was to be stored for one version of the record only. */
        VERSION_PASSED,
        /** The turn at the session was lost to another request. */
        LEASE_LOST
    }

    /** Not acceptable as a whole. */
    record Refused(Commit.Refusal refusal) implements CommitResult {}

    /** Surely not stored. */
    record NotStored(StoreFault fault) implements CommitResult {}

    /** Sent, and no answer within the budget: stored or not. */
    record Unknown(StoreFault fault) implements CommitResult {}
}
