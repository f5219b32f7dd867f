package dev.nonstick.store;

import static dev.nonstick.store.EngineRig.change;
import static dev.nonstick.store.EngineRig.cookieOf;
import static dev.nonstick.store.EngineRig.increment;
import static dev.nonstick.store.EngineRig.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.session.Attribute;
import dev.nonstick.session.Change;
import dev.nonstick.session.Commit;
import dev.nonstick.session.Operation;
import dev.nonstick.store.EngineRig.Gateway;
import dev.nonstick.store.ScriptedStore.Op;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What a response's change does to the session, its cookie and its time to live. */
class SessionEngineChangeTest {

    private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private static final CommitResult KEPT_WITHOUT_COOKIE = CommitResult.Kept.WITHOUT_COOKIE;

    private final EngineRig rig = new EngineRig(VERTX);
    private final Gateway a = rig.gateway();

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    @Test
    void aVisitorWithoutStateHasNoRecordAndNoCookie() {
        SessionView none = a.find();

        assertThat(a.commit(none, Change.NONE)).isEqualTo(KEPT_WITHOUT_COOKIE);
        assertThat(a.commit(none, EngineRig.delete("x"))).isEqualTo(KEPT_WITHOUT_COOKIE);
        assertThat(a.commit(none, EngineRig.rotate())).isEqualTo(KEPT_WITHOUT_COOKIE);
        assertThat(a.commit(none, EngineRig.destroy())).isEqualTo(KEPT_WITHOUT_COOKIE);
        assertThat(a.store.calls()).isEmpty();
    }

    @Test
    void theFirstWriteMakesASessionAndItsCookie() {
        CommitResult result = a.commit(a.find(), increment("n"));

        assertThat(result).isInstanceOf(CommitResult.Kept.class);
        assertThat(cookieOf(result)).hasSize(56);
        assertThat(a.counter(a.live(cookieOf(result)), "n")).isEqualTo(1);
        assertThat(a.events.all()).containsExactly("created");
    }

    @Test
    void everyCreateHasAnIdOfItsOwn() {
        assertThat(a.live(a.born()).storeKey()).isNotEqualTo(a.live(a.born()).storeKey());
    }

    @Test
    void laterWritesAndReadsSendNoCookie() {
        String cookie = a.born();

        assertThat(a.request(cookie, increment("n"))).isEqualTo(KEPT_WITHOUT_COOKIE);
        assertThat(a.request(cookie)).isEqualTo(KEPT_WITHOUT_COOKIE);
    }

    @Test
    void aWriteThatChangesNothingIsNoWrite() {
        String cookie = cookieOf(a.commit(a.find(), put("theme", "dark")));
        a.request(cookie);
        a.store.forgetCalls();

        assertThat(a.request(cookie, put("theme", "dark"))).isEqualTo(KEPT_WITHOUT_COOKIE);
        assertThat(a.request(cookie, EngineRig.delete("nothing"))).isEqualTo(KEPT_WITHOUT_COOKIE);
        assertThat(a.store.calls(Op.REPLACE)).isEmpty();
        assertThat(a.stored(a.live(cookie)).version()).isEqualTo(1);
    }

    @Test
    void destroyDeletesAndClearsTheCookie() {
        String cookie = a.born();
        SessionView.Live view = a.live(cookie);

        CommitResult result = a.commit(view, EngineRig.destroy());

        assertThat(result)
                .isEqualTo(
                        new CommitResult.Kept(
                                "sid=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0", null));
        assertThat(a.isStored(view)).isFalse();
        assertThat(a.find(cookie)).isInstanceOf(SessionView.None.class);
        assertThat(a.events.all()).containsExactly("created", "destroyed", "revoked");
    }

    @Test
    void destroyTogetherWithUpdatesBeginsAnotherSessionWithJustThese() {
        SessionView.Live old = a.live(a.born());

        String cookie =
                cookieOf(
                        a.commit(
                                old,
                                EngineRig.destroy(
                                        new Operation.Put("user", new Attribute.Counter(7)))));

        assertThat(a.isStored(old)).isFalse();
        SessionView.Live fresh = a.live(cookie);
        assertThat(fresh.storeKey()).isNotEqualTo(old.storeKey());
        assertThat(a.stored(fresh).attributes()).containsOnlyKeys("user");
    }

    /** What is refused is refused as a whole: the session it would have ended is still there. */
    @Test
    void destroyTogetherWithUnacceptableUpdatesDestroysNothing() {
        SessionView.Live view = a.live(a.born());
        byte[] large = new byte[EngineRig.INLINE_LIMIT];

        assertThat(
                        a.commit(
                                view,
                                EngineRig.destroy(
                                        new Operation.Put("large", new Attribute.Blob(large, "")))))
                .isEqualTo(new CommitResult.Refused(Commit.Refusal.STATE_TOO_LARGE));
        assertThat(a.counter(view, "n")).isEqualTo(1);
        assertThat(a.events.all()).containsExactly("created", "refused STATE_TOO_LARGE");
    }

    @Test
    void aLateResponseAfterALogoutNeitherSetsNorClearsACookie() {
        String cookie = a.born();
        SessionView slowWriter = a.find(cookie);
        SessionView slowReader = a.find(cookie);
        a.request(cookie, EngineRig.destroy());

        assertThat(a.commit(slowReader, Change.NONE)).isEqualTo(KEPT_WITHOUT_COOKIE);
        assertThat(a.commit(slowWriter, increment("n"))).isInstanceOf(CommitResult.Dropped.class);
        assertThat(rig.memory.size()).isZero();
    }

    @Test
    void whatIsRefusedAtTheStartMakesNoSession() {
        byte[] large = new byte[EngineRig.MAX_SIZE];

        assertThat(
                        a.commit(
                                a.find(),
                                change(new Operation.Put("large", new Attribute.Blob(large, "")))))
                .isEqualTo(new CommitResult.Refused(Commit.Refusal.RECORD_TOO_LARGE));
        assertThat(a.store.calls()).isEmpty();
        assertThat(a.events.all()).containsExactly("refused RECORD_TOO_LARGE");
    }

    @Test
    void everyWriteSetsTheIdleTimeoutAndTheIntervalAsTimeToLive() {
        String cookie = a.born();
        rig.pass(EngineRig.INTERVAL);
        a.request(cookie, increment("n"));
        rig.pass(EngineRig.INTERVAL);
        a.request(cookie);

        long ttl = EngineRig.IDLE + EngineRig.INTERVAL;
        assertThat(a.store.calls(Op.CREATE).getFirst().ttlMillis()).isEqualTo(ttl);
        assertThat(a.store.calls(Op.REPLACE).getFirst().ttlMillis()).isEqualTo(ttl);
        assertThat(a.store.calls(Op.TOUCH).getFirst().ttlMillis()).isEqualTo(ttl);
    }

    @Test
    void noTimeToLiveGoesBeyondTheAbsoluteTimeout() {
        String cookie = a.born();
        SessionView.Live view = a.live(cookie);
        rig.pass(EngineRig.ABSOLUTE - 5_000);
        a.restore(view);

        a.request(cookie, increment("n"));
        rig.pass(2_000);
        a.request(cookie, increment("n"));

        assertThat(a.store.calls(Op.REPLACE))
                .extracting(ScriptedStore.Call::ttlMillis)
                .containsExactly(5_000L, 3_000L);
    }
}
