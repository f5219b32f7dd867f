package dev.nonstick.proxy;

import dev.nonstick.proxy.SessionStage.Failed;
import dev.nonstick.proxy.SessionStage.Settled;
import dev.nonstick.store.CommitResult;
import dev.nonstick.store.StoreFault;
import dev.nonstick.upstream.Backend;

/** Step 6: what a commit's end means for the response. */
final class Settlement {
    private Settlement() {}

    static SessionStage.Commit of(
            CommitResult result, Loop loop, Loop.SessionLane on, Backend backend) {
        return switch (result) {
            case CommitResult.Kept kept ->
                    kept.setCookie() == null
                            ? Settled.WITHOUT_COOKIE
                            : new Settled(kept.setCookie());
            // it worked on what another request has changed since: the client must know
            case CommitResult.Dropped(CommitResult.Cause cause)
                    when cause == CommitResult.Cause.LEASE_LOST ->
                    new Failed(Failure.COMMIT_LOST);
            case CommitResult.Dropped dropped -> Settled.WITHOUT_COOKIE;
            case CommitResult.Refused refused ->
                    refused(refused.refusal().text(), loop, on, backend);
            case CommitResult.NotStored lost -> lost(lost.fault(), loop, on);
            case CommitResult.Unknown lost -> lost(lost.fault(), loop, on);
        };
    }

    /** What a backend asks is not acceptable. */
    static Failed refused(String reason, Loop loop, Loop.SessionLane on, Backend backend) {
        loop.events().commitRefused(on.route(), backend.address(), reason);
        return new Failed(Failure.COMMIT_REFUSED);
    }

    private static Failed lost(StoreFault fault, Loop loop, Loop.SessionLane on) {
        loop.events().commitLost(on.route(), SessionLabels.of(fault));
        return new Failed(Failure.COMMIT_LOST);
    }
}
