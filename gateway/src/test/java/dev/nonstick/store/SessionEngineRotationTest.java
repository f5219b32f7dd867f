package dev.nonstick.store;

import static dev.nonstick.store.EngineRig.cookieOf;
import static dev.nonstick.store.EngineRig.get;
import static dev.nonstick.store.EngineRig.increment;
import static dev.nonstick.store.EngineRig.rotate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.session.Change;
import dev.nonstick.session.Operation;
import dev.nonstick.session.RealmSettings;
import dev.nonstick.session.Standing;
import dev.nonstick.store.EngineRig.Gateway;
import dev.nonstick.store.ScriptedStore.Held;
import dev.nonstick.store.ScriptedStore.Op;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Invariant 8: rotation of the cookie strands nobody and forks nothing. */
class SessionEngineRotationTest {

    private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private static final CommitResult KEPT_WITHOUT_COOKIE = CommitResult.Kept.WITHOUT_COOKIE;

    private final EngineRig rig = new EngineRig(VERTX);
    private final Gateway a = rig.gateway();
    private final Gateway b = rig.gateway();
    private final String first = a.born();

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    /** Rotates, and presents the new cookie. */
    private String rotatedAndConfirmed() {
        String second = cookieOf(a.request(first, rotate()));
        a.request(second);
        return second;
    }

    @Test
    void rotationGivesAnotherCookieToTheSameRecord() {
        String second = cookieOf(a.request(first, rotate()));

        assertThat(second).isNotEqualTo(first);
        assertThat(a.live(second).storeKey()).isEqualTo(a.live(first).storeKey());
        assertThat(a.live(second).record().generation()).isEqualTo(1);
        assertThat(a.events.count("rotated")).isEqualTo(1);
    }

    @Test
    void rotationAndUpdatesAreOneWrite() {
        Change both = new Change(false, true, List.of(new Operation.Increment("n", 1)));
        String second = cookieOf(a.request(first, both));

        assertThat(a.counter(a.live(second), "n")).isEqualTo(2);
        assertThat(a.store.calls(Op.REPLACE)).hasSize(1);
    }

    @Test
    void parallelRotationsAreOne() {
        List<CompletableFuture<CommitResult>> results = new ArrayList<>();
        SessionView.Live onA = a.live(first);
        SessionView.Live onB = b.live(first);
        Held heldA = a.store.hold(Op.REPLACE);
        Held heldB = b.store.hold(Op.REPLACE);
        for (int i = 0; i < 10; i++) {
            results.add(a.commitLater(onA, rotate()));
            results.add(b.commitLater(onB, rotate()));
        }
        b.release(heldB);
        a.release(heldA);

        assertThat(results.stream().map(result -> cookieOf(get(result))).distinct()).hasSize(1);
        assertThat(a.stored(onA).generation()).isEqualTo(1);
    }

    /**
     * A request that still has the old cookie and comes when another has rotated already: asking
     * for a rotation too must not end what the browser is about to get.
     */
    @Test
    void aRotationAskedForWithTheOldCookieChangesNothing() {
        String second = cookieOf(a.request(first, rotate()));

        assertThat(cookieOf(b.request(first, rotate()))).isEqualTo(second);
        assertThat(cookieOf(a.request(first, rotate()))).isEqualTo(second);
        assertThat(a.stored(a.live(second)).generation()).isEqualTo(1);
        assertThat(a.find(first)).isInstanceOf(SessionView.Live.class);
        assertThat(a.events.count("rotated") + b.events.count("rotated")).isEqualTo(1);
    }

    /** Every gateway can make the current cookie again. */
    @Test
    void anOlderCookieIsAnsweredWithTheCurrentOne() {
        String second = cookieOf(a.request(first, rotate()));

        assertThat(cookieOf(b.request(first))).isEqualTo(second);
        assertThat(cookieOf(b.request(first, increment("n")))).isEqualTo(second);
        assertThat(a.counter(a.live(second), "n")).isEqualTo(2);
    }

    @Test
    void aLostSetCookieStrandsNobody() {
        a.request(first, rotate());
        for (int i = 0; i < 5; i++) {
            rig.pass(EngineRig.IDLE);
            assertThat(a.request(first, increment("n"))).isInstanceOf(CommitResult.Kept.class);
        }
        assertThat(a.counter(a.live(first), "n")).isEqualTo(6);
        assertThat(a.events.count("replay")).isZero();
    }

    @Test
    void presentingTheNewCookieIsWrittenOnce() {
        String second = cookieOf(a.request(first, rotate()));
        a.store.forgetCalls();

        assertThat(a.request(second)).isEqualTo(KEPT_WITHOUT_COOKIE);
        assertThat(a.store.calls(Op.REPLACE)).hasSize(1);
        assertThat(a.stored(a.live(second)).lineage().supersededMillis())
                .isEqualTo(rig.clock.get());
        rig.pass(1_000);
        assertThat(a.request(second)).isEqualTo(KEPT_WITHOUT_COOKIE);
        assertThat(b.request(second)).isEqualTo(KEPT_WITHOUT_COOKIE);
        assertThat(a.store.calls(Op.REPLACE)).hasSize(1);
        assertThat(b.store.calls(Op.REPLACE)).isEmpty();
    }

    @Test
    void parallelPresentationsAreWrittenOnce() {
        String second = cookieOf(a.request(first, rotate()));
        a.store.forgetCalls();
        SessionView view = a.find(second);
        Held held = a.store.hold(Op.REPLACE);
        List<CompletableFuture<CommitResult>> results = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            results.add(a.commitLater(view, Change.NONE));
        }
        a.release(held);

        assertThat(results).allMatch(result -> get(result).equals(KEPT_WITHOUT_COOKIE));
        assertThat(a.store.calls(Op.REPLACE)).hasSize(1);
    }

    /** A response that asked for nothing needs nothing stored: the next request tells it again. */
    @Test
    void aPresentationThatCannotBeWrittenFailsNoResponse() {
        String second = cookieOf(a.request(first, rotate()));
        a.store.refuse(Op.REPLACE, StoreFault.NOT_SERVING);

        assertThat(a.request(second)).isEqualTo(KEPT_WITHOUT_COOKIE);
        assertThat(a.request(second)).isEqualTo(KEPT_WITHOUT_COOKIE);
        assertThat(a.stored(a.live(second)).lineage().supersededMillis()).isPositive();
    }

    @Test
    void withinTheGraceTheOldCookieIsGood() {
        String second = rotatedAndConfirmed();
        rig.pass(EngineRig.GRACE);

        assertThat(cookieOf(a.request(first, increment("n")))).isEqualTo(second);
        assertThat(a.counter(a.live(second), "n")).isEqualTo(2);
    }

    @Test
    void afterTheGraceTheOldCookieIsMuteForAWhile() {
        String second = rotatedAndConfirmed();
        rig.pass(EngineRig.GRACE + 1);
        SessionView muted = a.find(first);

        assertThat(muted).isInstanceOf(SessionView.Muted.class);
        assertThat(a.commit(muted, Change.NONE)).isEqualTo(KEPT_WITHOUT_COOKIE);
        for (Change change : List.of(increment("n"), rotate(), EngineRig.destroy())) {
            assertThat(a.commit(muted, change))
                    .isEqualTo(new CommitResult.Dropped(CommitResult.Cause.COOKIE_SUPERSEDED));
        }
        assertThat(a.counter(a.live(second), "n")).isEqualTo(1);
        assertThat(a.events.count("dropped COOKIE_SUPERSEDED")).isEqualTo(3);
    }

    @Test
    void laterTheOldCookieIsAbsentAndSuspicious() {
        rotatedAndConfirmed();
        rig.pass(Standing.LATE_MILLIS - 1);
        assertThat(a.find(first)).isInstanceOf(SessionView.Muted.class);
        assertThat(a.events.count("replay")).isZero();
        rig.pass(1);

        assertThat(a.find(first)).isInstanceOf(SessionView.None.class);
        assertThat(a.events.count("replay")).isEqualTo(1);
    }

    @Test
    void aCookieTwoRotationsOldHasNoSessionAndDisturbsNone() {
        String second = rotatedAndConfirmed();
        String third = cookieOf(a.request(second, rotate()));

        assertThat(a.find(first)).isInstanceOf(SessionView.Muted.class);
        assertThat(a.find(second)).isInstanceOf(SessionView.Live.class);
        assertThat(a.find(third)).isInstanceOf(SessionView.Live.class);
    }

    @Test
    void aLostAnswerOfARotationRotatesOnce() {
        a.store.loseAnswer(Op.REPLACE);
        String second = cookieOf(a.request(first, rotate()));

        assertThat(a.stored(a.live(second)).generation()).isEqualTo(1);
    }

    @Test
    void aSessionThatEndedMeanwhileIsNotRotatedIntoLife() {
        SessionView.Live view = a.live(first);
        b.request(first, EngineRig.destroy());

        assertThat(a.commit(view, rotate())).isInstanceOf(CommitResult.Dropped.class);
        assertThat(a.isStored(view)).isFalse();
    }

    // age

    private static RealmSettings rotatingAfter(long millis) {
        RealmSettings of = EngineRig.settings("default");
        return new RealmSettings(
                of.name(),
                of.cookie(),
                of.idleTimeout(),
                of.absoluteTimeout(),
                Duration.ofMillis(millis),
                of.rotateGrace(),
                of.onReplay(),
                of.touchInterval(),
                of.maxSize(),
                of.inlineLimit());
    }

    @Test
    void aCookieThatHasGrownOldIsRotatedByARequestThatChangesNothing() {
        Gateway aging = rig.gateway(rotatingAfter(600_000), 1);
        rig.pass(599_999);
        assertThat(aging.request(first)).isEqualTo(CommitResult.Kept.WITHOUT_COOKIE);
        rig.pass(1);
        String second = cookieOf(aging.request(first));

        assertThat(aging.live(second).record().generation()).isEqualTo(1);
        rig.pass(599_999);
        assertThat(aging.request(second)).isEqualTo(CommitResult.Kept.WITHOUT_COOKIE);
    }

    @Test
    void aRotationForAgeGoesWithTheChange() {
        Gateway aging = rig.gateway(rotatingAfter(600_000), 1);
        rig.pass(600_000);
        String second = cookieOf(aging.request(first, increment("n")));

        assertThat(aging.counter(aging.live(second), "n")).isEqualTo(2);
        assertThat(aging.store.calls(Op.REPLACE)).hasSize(1);
    }

    /** What the gateway does of its own accord may not cost the visitor the answer. */
    @Test
    void aRotationForAgeThatFailsIsLeftToTheNextRequest() {
        Gateway aging = rig.gateway(rotatingAfter(600_000), 1);
        rig.pass(600_000);
        aging.store.refuse(Op.REPLACE, StoreFault.NOT_SERVING);

        assertThat(aging.request(first)).isEqualTo(CommitResult.Kept.WITHOUT_COOKIE);
        assertThat(cookieOf(aging.request(first))).isNotEqualTo(first);
    }
}
