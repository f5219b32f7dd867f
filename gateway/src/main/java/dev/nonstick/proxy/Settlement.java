package dev.nonstick.proxy;

import dev.nonstick.http.ResponseHead;
import dev.nonstick.store.CommitResult;
import dev.nonstick.store.StoreFault;
import dev.nonstick.upstream.Backend;
import org.jspecify.annotations.Nullable;

/** Step 6: what a commit's end means for the response. */
sealed interface Settlement {

    /**
     * Its head may leave.
     *
     * @param setCookie the gateway's own, or null
     */
    record Settled(@Nullable String setCookie) implements Settlement {
        static final Settled WITHOUT_COOKIE = new Settled(null);
    }

    /** It must not leave. */
    record Failed(Failure failure) implements Settlement {}

    static Settlement of(CommitResult result, Loop loop, Loop.SessionLane on, Backend backend) {
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

    /** Nothing can be written to a session that has ended, or that nobody knows of. */
    static void drop(ResponseHead asking, boolean ended, Loop loop, Loop.SessionLane on) {
        // that it ends is what an application asks for when it logs somebody out
        if (asking.update() != null || (!ended && asking.control() != null)) {
            String cause = ended ? "logout" : "anonymous";
            loop.metrics().commit("dropped_" + cause);
            loop.events().writeDropped(on.route(), cause);
        }
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
