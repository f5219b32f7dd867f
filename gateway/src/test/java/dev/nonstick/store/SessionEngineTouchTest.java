package dev.nonstick.store;

import static dev.nonstick.store.EngineRig.cookieOf;
import static dev.nonstick.store.EngineRig.get;
import static dev.nonstick.store.EngineRig.increment;
import static dev.nonstick.store.EngineRig.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.session.Change;
import dev.nonstick.store.EngineRig.Gateway;
import dev.nonstick.store.ScriptedStore.Held;
import dev.nonstick.store.ScriptedStore.Op;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Use keeps a session alive, at the cost of one touch an interval. */
class SessionEngineTouchTest {

    private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private static final long LIFE = EngineRig.IDLE + EngineRig.INTERVAL;

    private final EngineRig rig = new EngineRig(VERTX);
    private final Gateway a = rig.gateway();
    private final Gateway b = rig.gateway();
    private final String cookie = cookieOf(a.commit(new SessionView.None(), put("k", "v")));

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    private int touches() {
        return a.store.calls(Op.TOUCH).size();
    }

    @Test
    void oneTouchAnInterval() {
        rig.pass(EngineRig.INTERVAL);
        for (int i = 0; i < 10; i++) {
            a.request(cookie);
        }
        assertThat(touches()).isEqualTo(1);

        rig.pass(EngineRig.INTERVAL - 1);
        a.request(cookie);
        assertThat(touches()).isEqualTo(1);

        rig.pass(1);
        a.request(cookie);
        assertThat(touches()).isEqualTo(2);
        assertThat(a.store.calls(Op.REPLACE)).isEmpty();
    }

    @Test
    void aWriteIsATouch() {
        rig.pass(EngineRig.INTERVAL);
        a.request(cookie, increment("n"));
        a.request(cookie);

        assertThat(touches()).isZero();
    }

    @Test
    void makingASessionIsATouch() {
        a.request(cookie);

        assertThat(touches()).isZero();
    }

    /** Invariant 21: steady use keeps it. */
    @Test
    void steadyUseKeepsASessionUntilItsAbsoluteTimeout() {
        for (long used = 0; used + EngineRig.IDLE < EngineRig.ABSOLUTE; used += EngineRig.IDLE) {
            rig.pass(EngineRig.IDLE);
            assertThat(a.request(cookie)).isInstanceOf(CommitResult.Kept.class);
            assertThat(a.find(cookie)).isInstanceOf(SessionView.Live.class);
        }
    }

    /** Invariant 21: without use it is gone within idle timeout and interval. */
    @Test
    void withoutUseASessionEnds() {
        rig.pass(LIFE - 1);
        assertThat(a.find(cookie)).isInstanceOf(SessionView.Live.class);
        rig.pass(1);
        assertThat(a.find(cookie)).isInstanceOf(SessionView.None.class);
    }

    /** Each request of an application that says the same thing again and again is use. */
    @Test
    void writesThatChangeNothingKeepASessionAlive() {
        for (int i = 0; i < 4; i++) {
            rig.pass(EngineRig.IDLE);
            assertThat(a.request(cookie, put("k", "v"))).isInstanceOf(CommitResult.Kept.class);
            assertThat(a.find(cookie)).isInstanceOf(SessionView.Live.class);
        }
        assertThat(a.store.calls(Op.REPLACE)).isEmpty();
    }

    @Test
    void aWriteThatFailedIsNoTouch() {
        rig.pass(EngineRig.INTERVAL);
        a.store.refuse(Op.REPLACE, StoreFault.NOT_SERVING);
        a.request(cookie, increment("n"));
        a.request(cookie);

        assertThat(touches()).isEqualTo(1);
    }

    @Test
    void aRefusedTouchIsTriedAgainByTheNextRequest() {
        rig.pass(EngineRig.INTERVAL);
        a.store.refuse(Op.TOUCH, StoreFault.TIMEOUT);

        assertThat(a.request(cookie)).isEqualTo(CommitResult.Kept.WITHOUT_COOKIE);
        assertThat(a.request(cookie)).isEqualTo(CommitResult.Kept.WITHOUT_COOKIE);
        a.request(cookie);
        assertThat(touches()).isEqualTo(2);
    }

    @Test
    void noResponseWaitsForATouch() {
        rig.pass(EngineRig.INTERVAL);
        Held held = a.store.hold(Op.TOUCH);
        CompletableFuture<CommitResult> result = a.commitLater(a.find(cookie), Change.NONE);

        assertThat(get(result)).isEqualTo(CommitResult.Kept.WITHOUT_COOKIE);
        assertThat(a.pending()).isEqualTo(1);
        a.release(held);
        assertThat(a.pending()).isZero();
    }

    @Test
    void aRouteThatDoesNotRefreshNeverTouches() {
        rig.pass(EngineRig.INTERVAL);
        SessionView view = a.find(cookie);
        a.commitWithoutRefresh(view, Change.NONE);
        a.commitWithoutRefresh(view, put("k", "v"));

        assertThat(touches()).isZero();
        assertThat(a.store.calls(Op.REPLACE)).isEmpty();
    }

    /** Invariant 2. */
    @Test
    void aTouchAfterADestroyCreatesNothing() {
        rig.pass(EngineRig.INTERVAL);
        SessionView.Live slow = a.live(cookie);
        b.request(cookie, EngineRig.destroy());

        a.commit(slow, Change.NONE);

        assertThat(touches()).isEqualTo(1);
        assertThat(a.isStored(slow)).isFalse();
    }
}
