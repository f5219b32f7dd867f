package dev.nonstick.proxy;

import dev.nonstick.http.RequestHead;
import dev.nonstick.http.RequestTarget;
import dev.nonstick.routing.SessionPolicy;
import dev.nonstick.routing.SessionPolicy.Logout;
import dev.nonstick.routing.SessionPolicy.OnStoreFailure;
import dev.nonstick.store.SessionView;
import dev.nonstick.store.StoreFault;

/** Step 3: what becomes of a request, once it is known what is known of its session. */
sealed interface Admission {

    /** It goes on. */
    record Granted() implements Admission {
        private static final Granted INSTANCE = new Granted();
    }

    /** It goes on without its session, and its backend is told so. */
    record Anonymous(StoreFault fault) implements Admission {}

    /** Its session ends first. */
    record Ending(SessionView.Live session) implements Admission {}

    /** It is not for a backend. */
    record Refused(Failure failure) implements Admission {}

    /**
     * Decides.
     *
     * @param target in origin form
     * @param storeDown whether nothing could be stored right now
     */
    static Admission judge(
            SessionPolicy policy,
            SessionView view,
            String method,
            String target,
            boolean storeDown) {
        return switch (view) {
            // whoever logs out and is told nothing believes to be logged out
            case SessionView.Unavailable unknown when logsOut(policy, method, target) ->
                    new Refused(Failure.LOGOUT_FAILED);
            case SessionView.Unavailable unknown ->
                    isAnonymous(policy)
                            ? new Anonymous(unknown.fault())
                            : new Refused(Failure.STORE_UNAVAILABLE);
            case SessionView.Live live when logsOut(policy, method, target) -> new Ending(live);
            case SessionView.Live live -> Granted.INSTANCE;
            // the backend would act, and the session that it makes could not be kept
            case SessionView.None none when storeDown && !isSafe(method) && !isAnonymous(policy) ->
                    new Refused(Failure.STORE_UNAVAILABLE);
            case SessionView.None none -> Granted.INSTANCE;
            case SessionView.Muted muted -> Granted.INSTANCE;
        };
    }

    /** Whether a request waits for its turn at the session it was admitted to. */
    static boolean takesTurns(SessionPolicy policy, RequestHead head) {
        return switch (policy.concurrency()) {
            case MERGE -> false;
            case SERIAL -> !isSafe(head.method()) && !head.acceptsEventStream();
            case SERIAL_ALL -> true;
        };
    }

    /** RFC 9110, section 9.2.1. */
    static boolean isSafe(String method) {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "TRACE" -> true;
            default -> false;
        };
    }

    private static boolean isAnonymous(SessionPolicy policy) {
        return policy.onStoreFailure() == OnStoreFailure.ANONYMOUS;
    }

    private static boolean logsOut(SessionPolicy policy, String method, String target) {
        Logout logout = policy.logout();
        return logout != null && logout.is(method, RequestTarget.path(target));
    }
}
