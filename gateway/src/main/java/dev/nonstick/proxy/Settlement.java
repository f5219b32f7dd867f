package dev.nonstick.proxy;

import dev.nonstick.store.CommitResult;
import dev.nonstick.store.StoreFault;
import dev.nonstick.upstream.Backend;
import dev.nonstick.vault.VaultResponse;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Step 6: what a commit's end means for the response. */
sealed interface Settlement {

    /**
     * Its head may leave.
     *
     * @param setCookie the gateway's own, or null
     * @param cookies in place of the backend's; null: they pass as they came
     */
    record Settled(@Nullable String setCookie, @Nullable SetCookieLines cookies)
            implements Settlement {
        private static final Settled AS_IT_CAME = new Settled(null, null);

        static Settled with(@Nullable String setCookie, @Nullable SetCookieLines cookies) {
            return setCookie == null && cookies == null
                    ? AS_IT_CAME
                    : new Settled(setCookie, cookies);
        }
    }

    /** It must not leave. */
    record Failed(Failure failure) implements Settlement {}

    static Settlement of(
            CommitResult result,
            VaultResponse cookies,
            Loop loop,
            Loop.SessionLane on,
            Backend backend) {
        return switch (result) {
            case CommitResult.Kept kept ->
                    Settled.with(
                            kept.setCookie(),
                            SettledCookies.stored(
                                    loop, on.route(), backend, cookies, kept.refused()));
            // it worked on what another request has changed since: the client must know
            case CommitResult.Dropped(CommitResult.Cause cause)
                    when cause == CommitResult.Cause.LEASE_LOST ->
                    new Failed(Failure.COMMIT_LOST);
            case CommitResult.Dropped dropped ->
                    Settled.with(
                            null,
                            SettledCookies.lost(
                                    loop,
                                    on.route(),
                                    backend,
                                    cookies,
                                    dropped.cause().name().toLowerCase(Locale.ROOT)));
            case CommitResult.Refused refused ->
                    refused(refused.refusal().text(), loop, on, backend);
            case CommitResult.NotStored lost -> lost(lost.fault(), loop, on);
            case CommitResult.Unknown lost -> lost(lost.fault(), loop, on);
        };
    }

    /** There is no session on this route. */
    static Settled sessionless(VaultResponse cookies, Loop loop, Backend backend) {
        return Settled.with(null, SettledCookies.stored(loop, "", backend, cookies, List.of()));
    }

    /**
     * There is no session any more, or nobody knows of it.
     *
     * @param farewell what takes the cookie of one that has just ended, or null
     * @param cause why
     */
    static Settled lost(
            @Nullable String farewell,
            VaultResponse cookies,
            Unwritten cause,
            Loop loop,
            Loop.SessionLane on,
            Backend backend) {
        return Settled.with(
                farewell, SettledCookies.lost(loop, on.route(), backend, cookies, cause.label()));
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
