package dev.nonstick.store;

import static dev.nonstick.store.EngineRig.get;
import static dev.nonstick.store.EngineRig.increment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.session.SessionRecord;
import dev.nonstick.store.EngineRig.Gateway;
import dev.nonstick.store.ScriptedStore.Op;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariant 5: a write whose answer was lost is counted once or reported as unknown. */
class CommitQueueLostAnswerTest {

    private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    private final EngineRig rig = new EngineRig(VERTX);
    private final Gateway a = rig.gateway();
    private final Gateway b = rig.gateway();
    private final String cookie = a.born();
    private final SessionView.Live view = a.live(cookie);

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    private void otherWrites(int count) {
        for (int i = 0; i < count; i++) {
            b.requestOnLoop(cookie, increment("other"));
        }
    }

    @Test
    void anAppliedWriteIsFoundAgain() {
        a.store.loseAnswer(Op.REPLACE);

        assertThat(a.commit(view, increment("n"))).isInstanceOf(CommitResult.Kept.class);
        assertThat(a.counter(view, "n")).isEqualTo(2);
        assertThat(a.stored(view).version()).isEqualTo(2);
        assertThat(a.store.calls(Op.REPLACE)).hasSize(2);
        assertThat(a.events.count("conflict")).isZero();
    }

    @Test
    void aWriteThatNeverArrivedIsSentAgain() {
        a.store.loseCommand(Op.REPLACE);

        assertThat(a.commit(view, increment("n"))).isInstanceOf(CommitResult.Kept.class);
        assertThat(a.counter(view, "n")).isEqualTo(2);
    }

    @Test
    void aRefusalInBetweenProvesNothing() {
        a.store.loseAnswer(Op.REPLACE);
        a.store.refuse(Op.REPLACE, StoreFault.DISCONNECTED);

        assertThat(a.commit(view, increment("n"))).isInstanceOf(CommitResult.Kept.class);
        assertThat(a.counter(view, "n")).isEqualTo(2);
        assertThat(a.store.calls(Op.REPLACE)).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15})
    void anAppliedWriteIsFoundUnderOthers(int others) {
        a.store.loseAnswer(Op.REPLACE, () -> otherWrites(others));

        assertThat(a.commit(view, increment("n"))).isInstanceOf(CommitResult.Kept.class);
        assertThat(a.counter(view, "n")).isEqualTo(2);
        assertThat(a.counter(view, "other")).isEqualTo(others);
    }

    @ParameterizedTest
    @ValueSource(ints = {SessionRecord.MAX_WRITES, 40})
    void anAppliedWriteUnderTooManyOthersIsUnknownAndNotAppliedTwice(int others) {
        a.store.loseAnswer(Op.REPLACE, () -> otherWrites(others));

        assertThat(a.commit(view, increment("n")))
                .isEqualTo(new CommitResult.Unknown(StoreFault.TIMEOUT));
        assertThat(a.counter(view, "n")).isEqualTo(2);
    }

    @Test
    void aLostWriteOvertakenByOthersIsAppliedToTheWinner() {
        a.store.loseCommand(Op.REPLACE, () -> otherWrites(SessionRecord.MAX_WRITES));

        assertThat(a.commit(view, increment("n"))).isInstanceOf(CommitResult.Kept.class);
        assertThat(a.counter(view, "n")).isEqualTo(2);
    }

    @Test
    void aLostWriteOvertakenByTooManyIsUnknown() {
        a.store.loseCommand(Op.REPLACE, () -> otherWrites(SessionRecord.MAX_WRITES + 1));

        assertThat(a.commit(view, increment("n")))
                .isEqualTo(new CommitResult.Unknown(StoreFault.CONNECTION_LOST));
        assertThat(a.counter(view, "n")).isEqualTo(1);
    }

    @Test
    void aWholeBatchIsCountedOnce() {
        ScriptedStore.Held held = a.store.hold(Op.REPLACE);
        List<CompletableFuture<CommitResult>> commits = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            commits.add(a.commitLater(view, increment("n")));
        }
        a.store.loseAnswer(Op.REPLACE, () -> otherWrites(3));
        a.release(held);

        assertThat(commits).allMatch(c -> get(c) instanceof CommitResult.Kept);
        assertThat(a.counter(view, "n")).isEqualTo(11);
        assertThat(a.store.calls(Op.REPLACE)).hasSize(3);
    }

    @Test
    void commitsThatWaitedAreAppliedAfterTheLostAnswerWasFound() {
        a.store.loseAnswer(Op.REPLACE);
        CompletableFuture<CommitResult> first = a.commitLater(view, increment("n"));
        CompletableFuture<CommitResult> second = a.commitLater(view, increment("n"));

        assertThat(get(first)).isInstanceOf(CommitResult.Kept.class);
        assertThat(get(second)).isInstanceOf(CommitResult.Kept.class);
        assertThat(a.counter(view, "n")).isEqualTo(3);
    }

    @Test
    void silenceUntilTheBudgetEndsIsUnknown() {
        for (int i = 0; i < 3; i++) {
            a.store.loseCommand(Op.REPLACE, () -> rig.pass(700));
        }
        CompletableFuture<CommitResult> first = a.commitLater(view, increment("n"));
        CompletableFuture<CommitResult> waiting = a.commitLater(view, increment("n"));

        assertThat(get(first)).isEqualTo(new CommitResult.Unknown(StoreFault.CONNECTION_LOST));
        // this one was never sent
        assertThat(get(waiting)).isEqualTo(new CommitResult.NotStored(StoreFault.CONNECTION_LOST));
        assertThat(a.store.calls(Op.REPLACE)).hasSize(3);
        assertThat(a.counter(view, "n")).isEqualTo(1);
        assertThat(a.pending()).isZero();
    }

    @Test
    void aLostAnswerOfASessionThatWasDestroyedMeanwhileStaysDead() {
        a.store.loseAnswer(Op.REPLACE, () -> b.requestOnLoop(cookie, EngineRig.destroy()));

        assertThat(a.commit(view, increment("n"))).isInstanceOf(CommitResult.Dropped.class);
        assertThat(a.isStored(view)).isFalse();
    }

    /** What a newer key hides may hold the write: nobody can say that it is not stored. */
    @Test
    void aLostAnswerUnderARecordWithAKeyThatIsAheadIsUnknown() {
        Gateway rolled = rig.gateway(EngineRig.settings("default"), 2, 1);
        a.store.loseAnswer(Op.REPLACE, () -> rolled.requestOnLoop(cookie, increment("other")));

        assertThat(a.commit(view, increment("n")))
                .isEqualTo(new CommitResult.Unknown(StoreFault.TIMEOUT));
        assertThat(rolled.counter(view, "n")).isEqualTo(2);
    }
}
