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
     * @param refused cookies for which the vault has no room; they go to the client
     */
    record Kept(@Nullable String setCookie, List<VaultChange.Put> refused) implements CommitResult {
        Kept(@Nullable String setCookie) {
            this(setCookie, List.of());
        }

        static Kept but(List<VaultChange.Put> refused) {
            return refused.isEmpty() ? WITHOUT_COOKIE : new Kept(null, refused);
        }

        static final Kept WITHOUT_COOKIE = new Kept(null);
    }

    /** The session ended or the login changed meanwhile; the response goes out without it. */
    record Dropped(Cause cause) implements CommitResult {}

    /** Why a change was dropped; a metric label. */
    enum Cause {
        SESSION_ENDED,
        EPOCH_PASSED,
        COOKIE_SUPERSEDED,
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
