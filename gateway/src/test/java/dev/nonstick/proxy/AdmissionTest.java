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
        assertThat(Admission.judge(CLOSED, UNAVAILABLE, "GET", "/", true))
                .isEqualTo(new Admission.Refused(Failure.STORE_UNAVAILABLE));
        assertThat(Admission.judge(ANONYMOUS, UNAVAILABLE, "POST", "/", true))
                .isEqualTo(new Admission.Anonymous(StoreFault.TIMEOUT));
    }

    @Test
    void aLogoutOfAnUnknownSessionIsNeverSaidToBeDone() {
        for (SessionPolicy policy : new SessionPolicy[] {CLOSED, ANONYMOUS}) {
            assertThat(Admission.judge(policy, UNAVAILABLE, "POST", "/bye?a=b", true))
                    .isEqualTo(new Admission.Refused(Failure.LOGOUT_FAILED));
        }
    }

    @Test
    void whoHasNoSessionNeedsNone() {
        assertThat(Admission.judge(CLOSED, new SessionView.None(), "POST", "/bye", false))
                .isEqualTo(new Admission.Granted());
        assertThat(Admission.judge(CLOSED, new SessionView.Muted(), "POST", "/bye", true))
                .isEqualTo(new Admission.Granted());
    }

    @Test
    void nobodyActsWhereASessionCouldNotBeKept() {
        SessionView none = new SessionView.None();
        for (String unsafe : new String[] {"POST", "PUT", "DELETE", "PATCH", "BREW"}) {
            assertThat(Admission.judge(CLOSED, none, unsafe, "/", true))
                    .isEqualTo(new Admission.Refused(Failure.STORE_UNAVAILABLE));
            assertThat(Admission.judge(CLOSED, none, unsafe, "/", false))
                    .isEqualTo(new Admission.Granted());
            assertThat(Admission.judge(ANONYMOUS, none, unsafe, "/", true))
                    .isEqualTo(new Admission.Granted());
        }
        for (String safe : new String[] {"GET", "HEAD", "OPTIONS", "TRACE"}) {
            assertThat(Admission.judge(CLOSED, none, safe, "/", true))
                    .isEqualTo(new Admission.Granted());
        }
    }
}
