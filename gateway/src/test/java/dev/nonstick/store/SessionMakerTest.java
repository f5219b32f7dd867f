package dev.nonstick.store;

import static dev.nonstick.store.EngineRig.cookieOf;
import static dev.nonstick.store.EngineRig.get;
import static dev.nonstick.store.EngineRig.increment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.session.StoreKeys;
import dev.nonstick.store.EngineRig.Gateway;
import dev.nonstick.store.ScriptedStore.Held;
import dev.nonstick.store.ScriptedStore.Op;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Making and deleting records on a store that does not always answer. */
class SessionMakerTest {

    private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    private final EngineRig rig = new EngineRig(VERTX);
    private final Gateway a = rig.gateway();

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    private CommitResult create() {
        return a.commit(new SessionView.None(), increment("n"));
    }

    @Test
    void aLostAnswerOfACreateMakesOneSession() {
        a.store.loseAnswer(Op.CREATE);

        assertThat(a.counter(a.live(cookieOf(create())), "n")).isEqualTo(1);
        // the other one is nobody's, and expires
        assertThat(rig.memory.size()).isEqualTo(2);
        assertThat(a.events.all()).containsExactly("created");
    }

    @Test
    void aLostCreateIsFollowedByAnotherUnderAnotherKey() {
        a.store.loseCommand(Op.CREATE);
        a.store.refuse(Op.CREATE, StoreFault.DISCONNECTED);

        assertThat(a.counter(a.live(cookieOf(create())), "n")).isEqualTo(1);
        assertThat(a.store.calls(Op.CREATE))
                .extracting(ScriptedStore.Call::key)
                .hasSize(3)
                .doesNotHaveDuplicates();
    }

    /** What is still on its way on a broken connection may arrive after everything else. */
    @Test
    void aCreateThatArrivesAfterTheEndOfTheSessionBringsNothingBack() {
        Held late = a.store.holdCommand(Op.CREATE);
        String cookie = cookieOf(create());
        SessionView.Live view = a.live(cookie);
        a.commit(view, EngineRig.destroy());
        a.release(late);

        assertThat(rig.memory.size()).isEqualTo(1);
        assertThat(a.isStored(view)).isFalse();
        assertThat(rig.gateway().find(cookie)).isInstanceOf(SessionView.None.class);
    }

    @Test
    void everyTryOfALoginIsEnlistedUnderItsOwnKey() {
        a.store.loseCommand(Op.CREATE);
        String cookie = cookieOf(a.commit(new SessionView.None(), EngineRig.login("alice")));

        SessionView.Live view = a.live(cookie);
        assertThat(view.record().login().principal()).isEqualTo("alice");
        assertThat(a.log.calls())
                .hasSize(2)
                .doesNotHaveDuplicates()
                .last()
                .isEqualTo("enlist " + StoreKeys.nameOf(view.storeKey()));
        assertThat(a.events.count("authenticated")).isEqualTo(1);
    }

    @Test
    void aRefusedCreateIsNotStoredAndGivesNoCookie() {
        a.store.refuse(Op.CREATE, StoreFault.DISCONNECTED);

        assertThat(create()).isEqualTo(new CommitResult.NotStored(StoreFault.DISCONNECTED));
        assertThat(a.store.calls(Op.CREATE)).hasSize(1);
        assertThat(a.events.all()).isEmpty();
    }

    @Test
    void silenceUntilTheBudgetEndsIsUnknown() {
        for (int i = 0; i < 3; i++) {
            a.store.loseCommand(Op.CREATE, () -> rig.pass(700));
        }

        assertThat(create()).isEqualTo(new CommitResult.Unknown(StoreFault.CONNECTION_LOST));
        assertThat(a.store.calls(Op.CREATE)).hasSize(3);
        assertThat(a.pending()).isZero();
    }

    @Test
    void aWriteUnderWayIsPending() {
        Held held = a.store.hold(Op.CREATE);
        CompletableFuture<CommitResult> result =
                a.commitLater(new SessionView.None(), increment("n"));

        assertThat(a.pending()).isEqualTo(1);
        assertThat(result).isNotDone();
        a.release(held);
        assertThat(get(result)).isInstanceOf(CommitResult.Kept.class);
        assertThat(a.pending()).isZero();
    }

    @Test
    void aLostAnswerOfADestroyIsADestroy() {
        SessionView.Live view = a.live(a.born());
        a.store.loseAnswer(Op.REMOVE);

        assertThat(a.commit(view, EngineRig.destroy())).isInstanceOf(CommitResult.Kept.class);
        assertThat(a.isStored(view)).isFalse();
    }

    @Test
    void aRefusedDestroyDestroysNothingAndLeavesTheCookie() {
        SessionView.Live view = a.live(a.born());
        a.store.refuse(Op.REMOVE, StoreFault.NOT_SERVING);

        assertThat(a.commit(view, EngineRig.destroy()))
                .isEqualTo(new CommitResult.NotStored(StoreFault.NOT_SERVING));
        assertThat(a.isStored(view)).isTrue();
        assertThat(a.events.all()).containsExactly("created");
    }

    @Test
    void anUnansweredDestroyIsUnknown() {
        SessionView.Live view = a.live(a.born());
        for (int i = 0; i < 3; i++) {
            a.store.loseCommand(Op.REMOVE, () -> rig.pass(700));
        }

        assertThat(a.commit(view, EngineRig.destroy()))
                .isEqualTo(new CommitResult.Unknown(StoreFault.CONNECTION_LOST));
    }
}
