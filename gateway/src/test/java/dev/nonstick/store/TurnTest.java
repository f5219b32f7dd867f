package dev.nonstick.store;

import static dev.nonstick.store.EngineRig.destroy;
import static dev.nonstick.store.EngineRig.get;
import static dev.nonstick.store.EngineRig.increment;
import static dev.nonstick.store.EngineRig.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.session.Change;
import dev.nonstick.store.EngineRig.Gateway;
import dev.nonstick.store.ScriptedStore.Op;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Turns at one session, of one gateway and of two. */
class TurnTest {

    private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    private final EngineRig rig = new EngineRig(VERTX);
    private final Gateway a = rig.gateway();
    private final Gateway b = rig.gateway();
    private final SerialOrder orderOfA = new SerialOrder();
    private final SerialOrder orderOfB = new SerialOrder();
    private final String cookie = a.born();

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    /** A request that waits for its turn. */
    private final class Waiting {
        final Turn turn;
        final CompletableFuture<Turn.Outcome> outcome = new CompletableFuture<>();

        Waiting(Gateway gateway, SerialOrder order) {
            SessionView.Live found = gateway.live(cookie);
            turn =
                    rig.on(
                            () -> {
                                Turn next =
                                        gateway.engine
                                                .leases(order)
                                                .turn(gateway.realm, List.of(cookie), found);
                                next.begin(outcome::complete);
                                return next;
                            });
        }

        SessionView view() {
            if (get(outcome) instanceof Turn.Reached reached) {
                return reached.view();
            }
            throw new AssertionError("timed out");
        }

        SessionView.Live live() {
            if (view() instanceof SessionView.Live live) {
                return live;
            }
            throw new AssertionError("no session: " + view());
        }

        boolean isUnderWay() {
            return !outcome.isDone();
        }

        void end() {
            rig.run(turn::end);
        }
    }

    private Waiting onA() {
        return new Waiting(a, orderOfA);
    }

    private Waiting onB() {
        return new Waiting(b, orderOfB);
    }

    @Test
    void theNextOneSeesWhatTheOneBeforeHasWritten() {
        Waiting first = onA();
        SessionView.Live view = first.live();
        Waiting second = onA();
        Waiting elsewhere = onB();
        assertThat(second.isUnderWay()).isTrue();
        assertThat(elsewhere.isUnderWay()).isTrue();

        a.commit(view, put("s", "one"));
        first.end();
        assertThat(second.live().record().attributes()).containsKey("s");
        second.end();
        assertThat(elsewhere.live().record().attributes()).containsKey("s");
        elsewhere.end();
        assertThat(a.stored(view).lease()).isNull();
    }

    @Test
    void aCommitGivesTheTurnBackWithItsOwnWrite() {
        Waiting first = onA();
        SessionView.Live view = first.live();
        a.store.forgetCalls();
        a.commit(view, increment("n"));
        assertThat(a.stored(view).lease()).isNull();
        first.end();
        assertThat(a.store.calls()).hasSize(1);
    }

    @Test
    void whoCommitsNothingGivesItBackAllTheSame() {
        Waiting first = onA();
        SessionView.Live view = first.live();
        a.commit(view, Change.NONE);
        assertThat(a.stored(view).lease()).isNotNull();
        first.end();
        first.end();
        assertThat(a.stored(view).lease()).isNull();
        assertThat(a.events.all()).noneMatch(event -> event.startsWith("dropped"));
    }

    /** Invariant 11. */
    @Test
    void aHolderWhoseDeadlinePassedIsFenced() {
        Waiting stalled = onA();
        SessionView.Live old = stalled.live();
        rig.pass(Leases.LEASE_MILLIS);
        Waiting next = onB();
        b.commit(next.live(), increment("n"));
        next.end();

        assertThat(a.commit(old, put("s", "late")))
                .isEqualTo(new CommitResult.Dropped(CommitResult.Cause.LEASE_LOST));
        assertThat(a.events.count("dropped LEASE_LOST")).isEqualTo(1);
        stalled.end();
        assertThat(a.attribute(old, "s")).isNull();
        assertThat(a.counter(old, "n")).isEqualTo(2);
    }

    @Test
    void anOverdueHolderWhomNobodyHasFollowedMayCommit() {
        Waiting slow = onA();
        rig.pass(Leases.LEASE_MILLIS * 2);
        assertThat(a.commit(slow.live(), increment("n"))).isInstanceOf(CommitResult.Kept.class);
        slow.end();
    }

    @Test
    void commitsOfOthersLeaveTheTurnWhereItIs() {
        Waiting holder = onA();
        SessionView.Live view = holder.live();
        assertThat(b.request(cookie, increment("n"))).isInstanceOf(CommitResult.Kept.class);
        assertThat(a.commit(view, increment("n"))).isInstanceOf(CommitResult.Kept.class);
        holder.end();
        assertThat(a.counter(view, "n")).isEqualTo(3);
    }

    @Test
    void whoLeavesWhileWaitingIsPassedOver() {
        Waiting first = onA();
        first.live();
        Waiting second = onA();
        Waiting third = onA();
        second.end();
        first.end();
        third.live();
        third.end();
        assertThat(second.isUnderWay()).isTrue();
        assertThat(orderOfA.waiting()).isZero();
    }

    @Test
    void whoLeavesWhileTheLeaseIsTakenGivesItBack() {
        ScriptedStore.Held taking = a.store.hold(Op.REPLACE);
        Waiting first = onA();
        first.end();
        a.release(taking);
        assertThat(a.stored(a.live(cookie)).lease()).isNull();
        onA().live();
    }

    @Test
    void aSessionThatEndsMeanwhileHasNoTurns() {
        Waiting first = onA();
        Waiting second = onA();
        a.commit(first.live(), destroy());
        first.end();
        assertThat(second.view()).isInstanceOf(SessionView.None.class);
        assertThat(a.events.all()).noneMatch(event -> event.startsWith("dropped"));
    }

    @Test
    void aStoreThatIsAwayIsToldAsSuch() {
        a.store.refuse(Op.REPLACE, StoreFault.DISCONNECTED);
        assertThat(onA().view()).isEqualTo(new SessionView.Unavailable(StoreFault.DISCONNECTED));
        onA().live();
    }

    @Test
    void anAnswerThatWasLostIsFoundAgain() {
        a.store.loseAnswer(Op.REPLACE);
        Waiting first = onA();
        SessionView.Live view = first.live();
        assertThat(a.commit(view, increment("n"))).isInstanceOf(CommitResult.Kept.class);
        first.end();
    }
}
