package dev.nonstick.store;

import dev.nonstick.session.SessionRecord;
import dev.nonstick.session.SideCall;
import dev.nonstick.session.Step;
import dev.nonstick.vault.VaultChange;
import io.vertx.core.Promise;
import java.util.List;

/**
 * A step that waits for its write, or for the answer to it.
 *
 * @param ifVersion only to this version of the record; {@link SideCall#ANY_VERSION}: to any
 * @param deadline Unix milliseconds
 * @param done told how it ended
 * @param refused what the latest record that it was applied to had no room for
 */
record WaitingStep(
        Step step,
        long ifVersion,
        long deadline,
        Promise<CommitQueue.Outcome> done,
        List<VaultChange.Put> refused) {
    /**
     * Whether it may be applied.
     *
     * @param touched whether another's change is applied already
     */
    boolean suits(SessionRecord base, boolean touched) {
        return ifVersion == SideCall.ANY_VERSION || (ifVersion == base.version() && !touched);
    }

    WaitingStep but(List<VaultChange.Put> nowRefused) {
        return new WaitingStep(step, ifVersion, deadline, done, nowRefused);
    }

    void stored(SessionRecord record, SessionStore.Token token) {
        done.complete(new CommitQueue.Stored(record, refused, token));
    }

    void finish(CommitResult result) {
        done.complete(new CommitQueue.Failed(result));
    }
}
