package dev.nonstick.store;

import static dev.nonstick.store.EngineRig.cookieOf;
import static dev.nonstick.store.EngineRig.increment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.session.Change;
import dev.nonstick.store.EngineRig.Gateway;
import dev.nonstick.store.ScriptedStore.Op;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Which cookies name a session, and what is asked of the store for them. */
class SessionEngineFindTest {

    private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    private final EngineRig rig = new EngineRig(VERTX);
    private final Gateway a = rig.gateway();
    private final String cookie = a.born();

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    private void assertAbsentWithoutTheStore(Gateway gateway, String... cookies) {
        gateway.store.forgetCalls();
        assertThat(gateway.find(cookies)).isInstanceOf(SessionView.None.class);
        assertThat(gateway.store.calls()).isEmpty();
    }

    @Test
    void noCookieIsNoSessionAndNoCommand() {
        assertAbsentWithoutTheStore(a);
    }

    @Test
    void aGoodCookieIsOneReadAndNoWrite() {
        a.store.forgetCalls();

        assertThat(a.find(cookie)).isInstanceOf(SessionView.Live.class);
        assertThat(a.store.calls()).hasSize(1);
        assertThat(a.store.calls(Op.FIND)).hasSize(1);
    }

    /** Invariant 13, the engine's half. */
    @Test
    void aCookieChangedInAnyCharacterIsAbsentAndNoCommand() {
        for (int i = 0; i < cookie.length(); i++) {
            if (i == 1 || i == 2) {
                continue; // the key's id: one above ours is of a key that is not here yet
            }
            char other = cookie.charAt(i) == 'x' ? 'y' : 'x';
            String forged = cookie.substring(0, i) + other + cookie.substring(i + 1);
            assertAbsentWithoutTheStore(a, forged);
        }
        assertThat(a.events.all().stream().filter(event -> event.startsWith("cookie ")))
                .hasSize(cookie.length() - 2);
    }

    /** Invariant 19, the engine's half. */
    @Test
    void aCookieOfAnotherRealmIsAbsentAndNoCommand() {
        assertAbsentWithoutTheStore(rig.gateway(EngineRig.settings("admin"), 1), cookie);
    }

    @Test
    void aCookieOfARetiredKeyIsAbsentAndNoCommand() {
        assertAbsentWithoutTheStore(rig.gateway(EngineRig.settings("default"), 2), cookie);
    }

    @Test
    void aCookieOfAKeyThatIsAheadIsUnavailable() {
        Gateway rolled = rig.gateway(EngineRig.settings("default"), 2, 1);
        String ahead = rolled.born();
        a.store.forgetCalls();

        assertThat(a.find(ahead)).isEqualTo(new SessionView.Unavailable(StoreFault.NOT_SERVING));
        assertThat(a.commit(a.find(ahead), increment("n")))
                .isEqualTo(new CommitResult.NotStored(StoreFault.NOT_SERVING));
        assertThat(a.store.calls()).isEmpty();
        assertThat(a.find(ahead, cookie)).isInstanceOf(SessionView.Live.class);
    }

    @Test
    void aRecordSealedWithAKeyThatIsAheadIsUnavailable() {
        rig.gateway(EngineRig.settings("default"), 2, 1).request(cookie, increment("n"));

        assertThat(a.find(cookie)).isEqualTo(new SessionView.Unavailable(StoreFault.NOT_SERVING));
    }

    @Test
    void twoSessionsAtOnceAreNone() {
        String other = a.born();

        assertAbsentWithoutTheStore(a, cookie, other);
        assertThat(a.events.count("contradict")).isEqualTo(1);
    }

    @Test
    void theNewestOfTwoCookiesOfOneSessionCounts() {
        String newer = cookieOf(a.request(cookie, EngineRig.rotate()));

        assertThat(a.live(cookie, newer).presented()).isEqualTo(1);
        assertThat(a.live(newer, cookie).presented()).isEqualTo(1);
        assertThat(a.live("forged", cookie, "").presented()).isZero();
    }

    @Test
    void anAbsoluteTimeoutThatTheCookieProvesNeedsNoCommand() {
        rig.pass(EngineRig.ABSOLUTE + 1_000);

        assertAbsentWithoutTheStore(a, cookie);
    }

    @Test
    void theRecordsDeadlineEndsTheSession() {
        SessionView.Live view = a.live(cookie);
        rig.pass(EngineRig.ABSOLUTE - 1);
        a.restore(view);
        assertThat(a.find(cookie)).isInstanceOf(SessionView.Live.class);
        rig.pass(1);

        assertThat(a.find(cookie)).isInstanceOf(SessionView.None.class);
        assertThat(a.isStored(view)).isTrue();
    }

    /** Invariant 15: no 500 loop; the next write begins another session. */
    @Test
    void anUnreadableRecordIsNoSession() {
        SessionView.Live view = a.live(cookie);
        if (rig.memory.find(view.storeKey()).result() instanceof SessionStore.Found found) {
            byte[] flipped = found.record().clone();
            flipped[flipped.length - 1] ^= 1;
            rig.memory.replace(view.storeKey(), found.token(), flipped, EngineRig.IDLE);
        }

        SessionView unreadable = a.find(cookie);

        assertThat(unreadable).isInstanceOf(SessionView.None.class);
        assertThat(a.events.count("unreadable")).isEqualTo(1);
        String fresh = cookieOf(a.commit(unreadable, increment("n")));
        assertThat(a.live(fresh).storeKey()).isNotEqualTo(view.storeKey());
    }

    /** No fixation: a correct cookie whose record is gone is never adopted. */
    @Test
    void aCorrectCookieWithoutARecordIsNotAdopted() {
        SessionView.Live view = a.live(cookie);
        rig.memory.remove(view.storeKey(), view.token());

        SessionView absent = a.find(cookie);
        String fresh = cookieOf(a.commit(absent, increment("n")));

        assertThat(absent).isInstanceOf(SessionView.None.class);
        assertThat(a.live(fresh).storeKey()).isNotEqualTo(view.storeKey());
        assertThat(a.isStored(view)).isFalse();
    }

    /** Invariant 7, the engine's half: absent and unavailable are different. */
    @Test
    void aStoreThatDoesNotAnswerIsUnavailableAndNothingIsWritten() {
        a.store.refuseFind(StoreFault.TIMEOUT);
        SessionView view = a.find(cookie);
        a.store.forgetCalls();

        assertThat(view).isEqualTo(new SessionView.Unavailable(StoreFault.TIMEOUT));
        assertThat(a.commit(view, Change.NONE))
                .isEqualTo(new CommitResult.NotStored(StoreFault.TIMEOUT));
        assertThat(a.store.calls()).isEmpty();
        assertThat(a.find(cookie)).isInstanceOf(SessionView.Live.class);
    }
}
