package dev.nonstick.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.routing.SessionPolicy;
import dev.nonstick.routing.SessionPolicy.Concurrency;
import dev.nonstick.routing.SessionPolicy.Logout;
import dev.nonstick.routing.SessionPolicy.OnStoreFailure;
import dev.nonstick.store.SessionView;
import dev.nonstick.store.StoreFault;
import org.junit.jupiter.api.Test;

/** What becomes of requests whose session cannot be found out; the rest needs a store. */
class AdmissionTest {
    private static final SessionView UNAVAILABLE = new SessionView.Unavailable(StoreFault.TIMEOUT);
    private static final SessionPolicy CLOSED = policy(OnStoreFailure.CLOSED);
    private static final SessionPolicy ANONYMOUS = policy(OnStoreFailure.ANONYMOUS);

    private static SessionPolicy policy(OnStoreFailure onStoreFailure) {
        return new SessionPolicy(onStoreFailure, new Logout("POST", "/bye"), Concurrency.MERGE);
    }

    @Test
    void anUnknownSessionIsRefusedOrServedAnonymously() {
        assertThat(Admission.judge(CLOSED, UNAVAILABLE, "GET", "/"))
                .isEqualTo(new Admission.Refused(Failure.STORE_UNAVAILABLE));
        assertThat(Admission.judge(ANONYMOUS, UNAVAILABLE, "POST", "/"))
                .isEqualTo(new Admission.Anonymous(StoreFault.TIMEOUT));
    }

    @Test
    void aLogoutOfAnUnknownSessionIsNeverSaidToBeDone() {
        for (SessionPolicy policy : new SessionPolicy[] {CLOSED, ANONYMOUS}) {
            assertThat(Admission.judge(policy, UNAVAILABLE, "POST", "/bye?a=b"))
                    .isEqualTo(new Admission.Refused(Failure.LOGOUT_FAILED));
        }
    }

    @Test
    void whoHasNoSessionNeedsNone() {
        assertThat(Admission.judge(CLOSED, new SessionView.None(), "POST", "/bye"))
                .isEqualTo(new Admission.Granted());
        assertThat(Admission.judge(CLOSED, new SessionView.Muted(), "POST", "/bye"))
                .isEqualTo(new Admission.Granted());
    }
}
