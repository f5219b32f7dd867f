package dev.nonstick.store;

import static dev.nonstick.store.EngineRig.cookieOf;
import static dev.nonstick.store.EngineRig.get;
import static dev.nonstick.store.EngineRig.increment;
import static dev.nonstick.store.EngineRig.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.session.Attribute;
import dev.nonstick.session.Commit;
import dev.nonstick.session.Login;
import dev.nonstick.session.SessionRecord;
import dev.nonstick.store.EngineRig.Gateway;
import dev.nonstick.store.ScriptedStore.Held;
import dev.nonstick.store.ScriptedStore.Op;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Commits of one key: one write under way, merging, conflicts, and what is dropped. */
class CommitQueueTest {

    private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    private final EngineRig rig = new EngineRig(VERTX);
    private final Gateway a = rig.gateway();
    private final Gateway b = rig.gateway();

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    @Test
    void commitsThatComeDuringAWriteGoTogetherIntoTheNext() {
        SessionView.Live view = a.live(a.born());
        Held first = a.store.hold(Op.REPLACE);
        List<CompletableFuture<CommitResult>> commits = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            commits.add(a.commitLater(view, increment("n")));
        }

        assertThat(a.store.calls(Op.REPLACE)).hasSize(1);
        assertThat(commits).noneMatch(CompletableFuture::isDone);
        assertThat(a.pending()).isEqualTo(1);
        a.release(first);

        assertThat(commits).allMatch(c -> get(c) instanceof CommitResult.Kept);
        assertThat(a.counter(view, "n")).isEqualTo(101);
        assertThat(a.store.calls(Op.REPLACE)).hasSize(2);
        assertThat(a.store.mostUnderWay()).isEqualTo(1);
        assertThat(a.pending()).isZero();
    }

    /** Invariant 4, the merging half: two gateways in each other's way, nothing lost. */
    @Test
    void aHundredParallelIncrementsOfTwoGatewaysAreExactlyAHundred() {
        String cookie = a.born();
        SessionView.Live onA = a.live(cookie);
        SessionView.Live onB = b.live(cookie);
        List<CompletableFuture<CommitResult>> commits = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            Held heldA = a.store.hold(Op.REPLACE);
            Held heldB = b.store.hold(Op.REPLACE);
            for (int i = 0; i < 5; i++) {
                commits.add(a.commitLater(onA, increment("n")));
                commits.add(b.commitLater(onB, increment("n")));
            }
            a.release(heldA);
            b.release(heldB);
        }

        assertThat(commits).hasSize(100).allMatch(c -> get(c) instanceof CommitResult.Kept);
        assertThat(a.counter(onA, "n")).isEqualTo(101);
        assertThat(a.store.calls(Op.REPLACE).size() + b.store.calls(Op.REPLACE).size())
                .isLessThan(80);
        assertThat(b.events.count("conflict")).isPositive();
    }

    @Test
    void commitsOfDifferentSessionsDoNotWaitForEachOther() {
        SessionView.Live one = a.live(a.born());
        SessionView.Live two = a.live(a.born());
        Held held = a.store.hold(Op.REPLACE);
        CompletableFuture<CommitResult> waits = a.commitLater(one, increment("n"));

        assertThat(a.commit(two, increment("n"))).isInstanceOf(CommitResult.Kept.class);
        assertThat(waits).isNotDone();
        a.release(held);
        assertThat(get(waits)).isInstanceOf(CommitResult.Kept.class);
    }

    /** Invariant 3: the same operations are applied to the record that won. */
    @Test
    void parallelPutsOfDifferentAttributesAreBothKept() {
        String cookie = a.born();
        SessionView.Live onA = a.live(cookie);
        SessionView.Live onB = b.live(cookie);

        assertThat(a.commit(onA, put("one", "1"))).isInstanceOf(CommitResult.Kept.class);
        assertThat(b.commit(onB, put("two", "2"))).isInstanceOf(CommitResult.Kept.class);

        assertThat(a.stored(onA).attributes()).containsOnlyKeys("n", "one", "two");
        assertThat(b.events.all()).containsExactly("conflict");
    }

    /** A store may answer a find sooner than the write before it. */
    @Test
    void whoJoinsWithANewerRecordIsNotJudgedByAnOlderOne() {
        String cookie = a.born();
        SessionView.Live view = a.live(cookie);
        Held late = a.store.holdAnswer(Op.REPLACE);
        CompletableFuture<CommitResult> begun = a.commitLater(view, increment("n"));
        String alice = cookieOf(b.request(cookie, EngineRig.login("alice")));
        CompletableFuture<CommitResult> joins = a.commitLater(a.find(alice), increment("n"));
        a.release(late);

        assertThat(get(begun)).isInstanceOf(CommitResult.Kept.class);
        assertThat(get(joins)).isInstanceOf(CommitResult.Kept.class);
        assertThat(a.counter(view, "n")).isEqualTo(3);
        assertThat(a.store.calls(Op.REPLACE)).hasSize(2);
    }

    /** What is sent again goes over the record that it was made for, whatever is known since. */
    @Test
    void aWriteSentAgainNeverGoesOverANewerRecord() {
        String cookie = a.born();
        SessionView.Live view = a.live(cookie);
        Held lost = a.store.hold(Op.REPLACE);
        CompletableFuture<CommitResult> begun = a.commitLater(view, increment("n"));
        b.request(cookie, put("by", "b"));
        CompletableFuture<CommitResult> joins = a.commitLater(a.find(cookie), increment("n"));
        rig.run(() -> lost.answer(new SessionStore.Ambiguous(StoreFault.TIMEOUT)));

        assertThat(get(begun)).isInstanceOf(CommitResult.Kept.class);
        assertThat(get(joins)).isInstanceOf(CommitResult.Kept.class);
        assertThat(a.counter(view, "n")).isEqualTo(3);
        assertThat(a.attribute(view, "by")).isNotNull();
    }

    @Test
    void everyWriteIsOneVersionAndListsItsIdFirst() {
        String cookie = a.born();
        for (int i = 0; i < 20; i++) {
            a.request(cookie, increment("n"));
        }

        SessionRecord record = a.stored(a.live(cookie));
        assertThat(record.version()).isEqualTo(21);
        assertThat(record.writes()).hasSize(SessionRecord.MAX_WRITES).doesNotHaveDuplicates();
    }

    /** Invariant 1. */
    @Test
    void aLateCommitAfterADestroyStaysDead() {
        String cookie = a.born();
        SessionView.Live slow = b.live(cookie);
        a.request(cookie, EngineRig.destroy());

        CommitResult late = b.commit(slow, put("cart", "resurrected"));

        assertThat(late).isEqualTo(new CommitResult.Dropped(CommitResult.Cause.SESSION_ENDED));
        assertThat(b.isStored(slow)).isFalse();
        assertThat(b.store.calls(Op.CREATE)).isEmpty();
        assertThat(b.events.all()).containsExactly("dropped SESSION_ENDED");
    }

    @Test
    void commitsThatWaitForADestroyedSessionAreDroppedToo() {
        String cookie = a.born();
        SessionView.Live view = a.live(cookie);
        Held held = a.store.hold(Op.REPLACE);
        List<CompletableFuture<CommitResult>> commits = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            commits.add(a.commitLater(view, increment("n")));
        }
        b.request(cookie, EngineRig.destroy());
        a.release(held);

        assertThat(commits).allMatch(c -> get(c) instanceof CommitResult.Dropped);
        assertThat(a.isStored(view)).isFalse();
        assertThat(a.store.calls(Op.REPLACE)).hasSize(1);
        assertThat(a.pending()).isZero();
    }

    /** Invariant 9, the store's half: what was begun before a login is not for after it. */
    @Test
    void aCommitOfAnotherEpochIsDropped() {
        String cookie = a.born();
        SessionView.Live before = a.live(cookie);
        SessionRecord old = a.stored(before);
        a.overwrite(
                before,
                new SessionRecord(
                        old.version() + 1,
                        old.span(),
                        old.lineage(),
                        new Login(old.epoch() + 1, "alice", 0),
                        null,
                        old.writes(),
                        old.attributes(),
                        old.vault()));

        assertThat(a.commit(before, put("cart", "eve's")))
                .isEqualTo(new CommitResult.Dropped(CommitResult.Cause.EPOCH_PASSED));
        assertThat(a.stored(before).attributes()).containsOnlyKeys("n");
        assertThat(a.events.all()).contains("dropped EPOCH_PASSED");
    }

    /** What is refused takes nobody else's change with it. */
    @Test
    void aRefusedCommitLeavesTheOthersOfItsBatch() {
        SessionView.Live view = a.live(a.born());
        a.commit(view, put("text", "blob"));
        Held held = a.store.hold(Op.REPLACE);
        CompletableFuture<CommitResult> first = a.commitLater(view, increment("n"));
        CompletableFuture<CommitResult> bad = a.commitLater(view, increment("text"));
        CompletableFuture<CommitResult> good = a.commitLater(view, increment("n"));
        a.release(held);

        assertThat(get(first)).isInstanceOf(CommitResult.Kept.class);
        assertThat(get(good)).isInstanceOf(CommitResult.Kept.class);
        assertThat(get(bad)).isEqualTo(new CommitResult.Refused(Commit.Refusal.NOT_A_COUNTER));
        assertThat(a.counter(view, "n")).isEqualTo(3);
        assertThat(a.attribute(view, "text")).isInstanceOf(Attribute.Blob.class);
    }

    @Test
    void aRefusedWriteIsSurelyNotStored() {
        SessionView.Live view = a.live(a.born());
        a.store.refuse(Op.REPLACE, StoreFault.NOT_SERVING);

        assertThat(a.commit(view, increment("n")))
                .isEqualTo(new CommitResult.NotStored(StoreFault.NOT_SERVING));
        assertThat(a.counter(view, "n")).isEqualTo(1);
        assertThat(a.store.calls(Op.REPLACE)).hasSize(1);
        assertThat(a.commit(view, increment("n"))).isInstanceOf(CommitResult.Kept.class);
        assertThat(a.counter(view, "n")).isEqualTo(2);
    }

    @Test
    void aWaitingCommitDoesNotOutliveItsBudget() {
        SessionView.Live view = a.live(a.born());
        Held held = a.store.hold(Op.REPLACE);
        CompletableFuture<CommitResult> first = a.commitLater(view, increment("n"));
        CompletableFuture<CommitResult> second = a.commitLater(view, increment("n"));
        rig.pass(CommitQueue.BUDGET_MILLIS);
        a.release(held);

        assertThat(get(first)).isInstanceOf(CommitResult.Kept.class);
        assertThat(get(second)).isEqualTo(new CommitResult.NotStored(StoreFault.TIMEOUT));
        assertThat(a.counter(view, "n")).isEqualTo(2);
        assertThat(a.pending()).isZero();
    }

    @Test
    void losingEveryRaceEndsWithTheBudget() {
        String cookie = a.born();
        SessionView.Live view = a.live(cookie);
        for (int i = 0; i < 5; i++) {
            a.store.before(
                    Op.REPLACE,
                    () -> {
                        b.requestOnLoop(cookie, increment("n"));
                        rig.pass(500);
                    });
        }

        assertThat(a.commit(view, increment("mine")))
                .isEqualTo(new CommitResult.NotStored(StoreFault.TIMEOUT));
        assertThat(a.store.calls(Op.REPLACE)).hasSize(4);
        assertThat(a.stored(view).attributes()).containsOnlyKeys("n");
    }

    @Test
    void onlySoManyWaitForOneKey() {
        SessionView.Live view = a.live(a.born());
        Held held = a.store.hold(Op.REPLACE);
        List<CompletableFuture<CommitResult>> waiting = new ArrayList<>();
        for (int i = 0; i < 1 + 1_024; i++) {
            waiting.add(a.commitLater(view, increment("n")));
        }

        assertThat(a.commit(view, increment("n")))
                .isEqualTo(new CommitResult.NotStored(StoreFault.OVERLOADED));
        a.release(held);
        assertThat(waiting).allMatch(c -> get(c) instanceof CommitResult.Kept);
        assertThat(a.counter(view, "n")).isEqualTo(1 + 1 + 1_024);
    }

    @Test
    void anUnreadableWinnerEndsTheSessionForThisCommit() {
        SessionView.Live view = a.live(a.born());
        a.store.before(Op.REPLACE, () -> spoil(view));

        assertThat(a.commit(view, increment("n")))
                .isEqualTo(new CommitResult.Dropped(CommitResult.Cause.SESSION_ENDED));
        assertThat(a.events.all()).contains("unreadable");
    }

    /** A rolled key that came here later than a record sealed with it: unavailable, not absent. */
    @Test
    void aWinnerSealedWithAKeyThatIsAheadMeansNotStored() {
        String cookie = a.born();
        SessionView.Live view = a.live(cookie);
        Gateway rolled = rig.gateway(EngineRig.settings("default"), 2, 1);
        rolled.request(cookie, increment("n"));

        assertThat(a.commit(view, increment("n")))
                .isEqualTo(new CommitResult.NotStored(StoreFault.NOT_SERVING));
        assertThat(rolled.counter(view, "n")).isEqualTo(2);
    }

    /** Invariant 18, the store's half. */
    @Test
    void aSessionKeepsTheKeyItWasBornWithWhileItsRecordIsSealedWithTheNewOne() {
        String cookie = a.born();
        Gateway knowsBoth = rig.gateway(EngineRig.settings("default"), 1, 2);
        Gateway rolled = rig.gateway(EngineRig.settings("default"), 2, 1);

        rolled.request(cookie, increment("n"));
        knowsBoth.request(cookie, increment("n"));
        String rotated = cookieOf(rolled.request(cookie, EngineRig.rotate()));

        assertThat(knowsBoth.live(rotated).storeKey()).isEqualTo(knowsBoth.live(cookie).storeKey());
        assertThat(knowsBoth.counter(knowsBoth.live(rotated), "n")).isEqualTo(3);
    }

    private void spoil(SessionView.Live view) {
        if (rig.memory.find(view.storeKey()).result() instanceof SessionStore.Found found) {
            byte[] record = found.record().clone();
            record[record.length - 1] ^= 1;
            record[10] ^= 1; // another write: another nonce
            rig.memory.replace(view.storeKey(), found.token(), record, EngineRig.IDLE);
        }
    }
}
