package dev.nonstick.store;

import static dev.nonstick.store.EngineRig.cookieOf;
import static dev.nonstick.store.EngineRig.destroy;
import static dev.nonstick.store.EngineRig.destroyAll;
import static dev.nonstick.store.EngineRig.increment;
import static dev.nonstick.store.EngineRig.login;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.session.Change;
import dev.nonstick.session.RealmSettings;
import dev.nonstick.session.Standing;
import dev.nonstick.session.StoreKeys;
import dev.nonstick.store.EngineRig.Gateway;
import dev.nonstick.store.HeldSession.Cause;
import dev.nonstick.store.PrincipalIndex.EndResult;
import dev.nonstick.store.ScriptedStore.Op;
import dev.nonstick.store.SessionStore.WriteResult;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Ending one session or all of a principal, and what happens where an answer is lost. */
class SessionEnderTest {

    private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    private final EngineRig rig = new EngineRig(VERTX);
    private final Gateway a = rig.gateway();
    private final Gateway b = rig.gateway();

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    private static String nameOf(SessionView.Live view) {
        return StoreKeys.nameOf(view.storeKey());
    }

    private String loggedIn(Gateway gateway, String principal) {
        return cookieOf(gateway.commit(gateway.find(), login(principal)));
    }

    // one

    @Test
    void theLogSaysItWhenTheRecordIsRemoved() {
        SessionView.Live view = a.live(a.born());
        a.log.onRevoke(ScriptedLog.after(() -> assertThat(a.isStored(view)).isFalse()));
        a.commit(view, destroy());

        assertThat(a.log.calls()).containsExactly("revoke k:" + nameOf(view));
        assertThat(a.isStored(view)).isFalse();
    }

    /** The record is gone, but wires on other gateways may not have heard. */
    @Test
    void anEndThatTheLogDoesNotTakeIsUnknown() {
        SessionView.Live view = a.live(a.born());
        a.log.onRevoke(ScriptedLog.refusing(WriteResult.class));

        assertThat(a.commit(view, destroy()))
                .isEqualTo(new CommitResult.Unknown(StoreFault.DISCONNECTED));
        assertThat(a.isStored(view)).isFalse();
        assertThat(a.events.count("destroyed")).isZero();
    }

    /** Invariant 9: a slow logout from before a login ends nothing of what came after it. */
    @Test
    void aLogoutFromBeforeALoginIsDropped() {
        String before = a.born();
        SessionView.Live slow = a.live(before);
        String alice = cookieOf(b.request(before, login("alice")));
        int told = b.log.calls().size();

        for (Change late :
                new Change[] {
                    destroy(), destroyAll(), destroy(increment("n").operations().getFirst())
                }) {
            assertThat(a.commit(slow, late))
                    .isEqualTo(new CommitResult.Dropped(CommitResult.Cause.EPOCH_PASSED));
        }
        assertThat(b.find(alice)).isInstanceOf(SessionView.Live.class);
        assertThat(a.log.calls()).isEmpty();
        assertThat(b.log.calls()).hasSize(told);
        assertThat(a.events.count("destroyed")).isZero();
        assertThat(a.events.count("dropped EPOCH_PASSED")).isEqualTo(3);
    }

    @Test
    void aLogoutAndLoginFromBeforeALoginIsOnlyALogin() {
        String before = a.born();
        SessionView.Live slow = a.live(before);
        String alice = cookieOf(b.request(before, login("alice")));
        Change bob = login("bob");
        String fresh =
                cookieOf(
                        a.commit(
                                slow,
                                new Change(
                                        Change.Ending.SESSION,
                                        bob.rotation(),
                                        bob.principal(),
                                        bob.timeouts(),
                                        bob.operations())));

        assertThat(b.live(alice).record().login().principal()).isEqualTo("alice");
        assertThat(b.live(fresh).record().login().principal()).isEqualTo("bob");
    }

    @Test
    void aLogoutEndsTheSessionWhateverElseWasWrittenInItsEpoch() {
        String cookie = a.born();
        SessionView.Live view = a.live(cookie);
        a.store.before(Op.REMOVE, () -> b.requestOnLoop(cookie, increment("n")));
        b.request(cookie, increment("n"));

        assertThat(cookieOf(a.commit(view, destroy()))).isEmpty();
        assertThat(a.isStored(view)).isFalse();
        assertThat(a.store.calls(Op.REMOVE)).hasSize(2);
    }

    @Test
    void aLogoutOfWhatHasEndedTakesTheCookieToo() {
        String cookie = a.born();
        SessionView.Live view = a.live(cookie);
        b.request(cookie, destroy());

        assertThat(cookieOf(a.commit(view, destroy()))).isEmpty();
    }

    /** Sent, lost, and a login meanwhile: what arrives late finds another record. */
    @Test
    void aLogoutThatIsSentAgainAfterALoginIsDropped() {
        String before = a.born();
        SessionView.Live view = a.live(before);
        a.store.loseCommand(Op.REMOVE, () -> b.requestOnLoop(before, login("alice")));

        assertThat(a.commit(view, destroy()))
                .isEqualTo(new CommitResult.Dropped(CommitResult.Cause.EPOCH_PASSED));
        assertThat(a.isStored(view)).isTrue();
    }

    /** The end of all is the principal's, in whatever epoch this session is by now. */
    @Test
    void theEndOfAllSparesWhoeverUsesTheSessionNow() {
        String cookie = loggedIn(a, "alice");
        String other = loggedIn(b, "alice");
        SessionView.Live slow = a.live(cookie);
        String bob = cookieOf(b.request(cookie, login("bob")));
        rig.pass(1);

        assertThat(a.commit(slow, destroyAll()))
                .isEqualTo(new CommitResult.Dropped(CommitResult.Cause.EPOCH_PASSED));
        a.readLog();
        b.readLog();
        assertThat(a.find(other)).isInstanceOf(SessionView.None.class);
        assertThat(b.live(bob).record().login().principal()).isEqualTo("bob");
    }

    @Test
    void lostAnswersAreAskedForAgain() {
        SessionView.Live view = a.live(a.born());
        a.log.onRevoke(ScriptedLog.losingAnswer(WriteResult.class));
        a.store.loseAnswer(Op.REMOVE);

        assertThat(a.commit(view, destroy())).isInstanceOf(CommitResult.Kept.class);
        assertThat(a.log.calls()).hasSize(2);
        assertThat(a.store.calls(Op.REMOVE)).hasSize(2);
        assertThat(a.events.count("destroyed")).isEqualTo(1);
    }

    /** A delete that a failover loses: the record is there again, and the session is not. */
    @Test
    void aRecordThatComesBackIsStillEnded() {
        String cookie = a.born();
        SessionView.Live view = a.live(cookie);
        a.commit(view, destroy());
        a.restore(view);
        b.readLog();

        for (Gateway gateway : new Gateway[] {a, b}) {
            gateway.store.forgetCalls();
            assertThat(gateway.find(cookie)).isInstanceOf(SessionView.None.class);
            assertThat(gateway.store.calls()).isEmpty();
            assertThat(gateway.events.count("revoked")).isEqualTo(1);
        }
        String fresh = cookieOf(b.request(cookie, increment("n")));
        assertThat(b.live(fresh).storeKey()).isNotEqualTo(view.storeKey());
    }

    // all

    @Test
    void allOfAPrincipalEndAndNoOthers() {
        String[] alices = {loggedIn(a, "alice"), loggedIn(b, "alice"), loggedIn(b, "alice")};
        String bob = loggedIn(a, "bob");
        String nobody = a.born();
        rig.pass(1);

        assertThat(a.request(alices[0], destroyAll()))
                .isEqualTo(
                        new CommitResult.Kept(
                                "sid=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0", null));
        for (String cookie : alices) {
            assertThat(a.find(cookie)).isInstanceOf(SessionView.None.class);
            // deleted: who has not read the log yet finds nothing either
            assertThat(b.find(cookie)).isInstanceOf(SessionView.None.class);
        }
        assertThat(b.events.count("revoked")).isZero();
        assertThat(a.find(bob)).isInstanceOf(SessionView.Live.class);
        assertThat(a.find(nobody)).isInstanceOf(SessionView.Live.class);
        assertThat(a.events.all()).contains("destroyed all, left 0");
    }

    @Test
    void whoIsNobodyEndsOnlyTheOwnSession() {
        String one = a.born();
        String other = a.born();
        a.request(one, destroyAll());

        assertThat(a.find(one)).isInstanceOf(SessionView.None.class);
        assertThat(a.find(other)).isInstanceOf(SessionView.Live.class);
        assertThat(a.log.calls()).noneMatch(call -> call.startsWith("endTerm"));
    }

    /** The index names a record that is somebody else's by now: the record is the truth. */
    @Test
    void aSessionThatChangedHandsIsNotEndedWithItsFormerUser() {
        String alice = loggedIn(a, "alice");
        String bob = cookieOf(a.request(loggedIn(a, "alice"), login("bob")));
        rig.pass(1);
        a.request(alice, destroyAll());

        assertThat(a.find(alice)).isInstanceOf(SessionView.None.class);
        assertThat(b.find(bob)).isInstanceOf(SessionView.Live.class);
    }

    @Test
    void sessionsOfEveryKeyOfTheRingEnd() {
        String old = loggedIn(a, "alice");
        Gateway rolled = rig.gateway(EngineRig.settings("default"), 2, 1);
        String young = loggedIn(rolled, "alice");
        rig.pass(1);
        rolled.request(young, destroyAll());

        assertThat(rolled.find(old)).isInstanceOf(SessionView.None.class);
        assertThat(a.find(old)).isInstanceOf(SessionView.None.class);
        assertThat(rolled.find(young)).isInstanceOf(SessionView.None.class);
    }

    /** What the index does not name any more, or what there was no time for. */
    @Test
    void whatIsNotDeletedIsEndedByTheLog() {
        String own = loggedIn(a, "alice");
        String other = loggedIn(b, "alice");
        SessionView.Live view = b.live(other);
        rig.pass(1);
        a.request(own, destroyAll());
        b.restore(view);

        assertThat(b.find(other)).isInstanceOf(SessionView.Live.class);
        b.readLog();
        assertThat(b.find(other)).isInstanceOf(SessionView.None.class);
        assertThat(b.events.count("revoked")).isEqualTo(1);
        assertThat(b.find(loggedIn(b, "alice"))).isInstanceOf(SessionView.Live.class);
    }

    @Test
    void lostAnswersOfEveryStepAreAskedForAgain() {
        String own = loggedIn(a, "alice");
        String other = loggedIn(b, "alice");
        rig.pass(1);
        a.log.onEndTerm(ScriptedLog.losingAnswer(EndResult.class));
        a.log.onRevoke(ScriptedLog.losingAnswer(WriteResult.class));
        a.store.loseAnswer(Op.REMOVE);

        assertThat(a.request(own, destroyAll())).isInstanceOf(CommitResult.Kept.class);
        assertThat(b.find(own)).isInstanceOf(SessionView.None.class);
        assertThat(b.find(other)).isInstanceOf(SessionView.None.class);
    }

    @Test
    void whatCannotBeWrittenDownEndsNothing() {
        String own = loggedIn(a, "alice");
        String other = loggedIn(b, "alice");
        a.log.onEndTerm(ScriptedLog.refusing(EndResult.class));

        assertThat(a.request(own, destroyAll()))
                .isEqualTo(new CommitResult.NotStored(StoreFault.DISCONNECTED));
        a.log.onRevoke(ScriptedLog.refusing(WriteResult.class));
        assertThat(a.request(own, destroyAll()))
                .isEqualTo(new CommitResult.NotStored(StoreFault.DISCONNECTED));
        assertThat(a.find(own)).isInstanceOf(SessionView.Live.class);
        assertThat(a.find(other)).isInstanceOf(SessionView.Live.class);
    }

    @Test
    void aLoginTogetherWithTheEndOfAllIsTheOnlySessionLeft() {
        String own = loggedIn(a, "alice");
        String other = loggedIn(b, "alice");
        rig.pass(1);
        Change change = login("alice");
        String fresh =
                cookieOf(
                        a.request(
                                own,
                                new Change(
                                        Change.Ending.ALL_OF_PRINCIPAL,
                                        change.rotation(),
                                        change.principal(),
                                        change.timeouts(),
                                        change.operations())));

        b.readLog();
        assertThat(b.find(other)).isInstanceOf(SessionView.None.class);
        assertThat(b.find(own)).isInstanceOf(SessionView.None.class);
        assertThat(b.live(fresh).record().login().principal()).isEqualTo("alice");
    }

    // looks of wires

    @Test
    void aLookSaysWhyASessionIsOver() {
        String cookie = loggedIn(a, "alice");
        HeldSession held = HeldSession.of(a.realm, a.live(cookie));
        assertThat(a.look(held)).isInstanceOf(HeldSession.GoesOn.class);
        a.store.refuseFind(StoreFault.DISCONNECTED);
        assertThat(a.look(held)).isInstanceOf(HeldSession.NotKnown.class);

        String again = cookieOf(b.request(cookie, login("alice")));
        assertThat(a.look(held)).isEqualTo(new HeldSession.Over(Cause.LOGIN_CHANGED));
        HeldSession second = HeldSession.of(b.realm, b.live(again));
        b.request(again, destroy());
        assertThat(b.look(second)).isEqualTo(new HeldSession.Over(Cause.SESSION_ENDED));
        // who has not read the log cannot tell whether it ended or was not used
        assertThat(a.look(second)).isEqualTo(new HeldSession.Over(Cause.GONE));
        rig.pass(EngineRig.ABSOLUTE);
        assertThat(a.look(second)).isEqualTo(new HeldSession.Over(Cause.EXPIRED));
    }

    // replays

    @Test
    void aReplayedCookieEndsTheSessionWhereThatIsThePolicy() {
        Gateway strict = rig.gateway(ending(EngineRig.settings("default")), 1);
        String first = strict.born();
        String second = cookieOf(strict.request(first, EngineRig.rotate()));
        strict.request(second);
        SessionView.Live view = strict.live(second);
        rig.pass(Standing.LATE_MILLIS);
        assertThat(a.find(first)).isInstanceOf(SessionView.None.class);
        assertThat(a.find(second)).isInstanceOf(SessionView.Live.class);

        assertThat(strict.find(first)).isInstanceOf(SessionView.None.class);
        assertThat(strict.find(second)).isInstanceOf(SessionView.None.class);
        assertThat(strict.isStored(view)).isFalse();
        assertThat(strict.events.all()).contains("replay", "destroyed");
    }

    private static RealmSettings ending(RealmSettings of) {
        return new RealmSettings(
                of.name(),
                of.cookie(),
                of.idleTimeout(),
                of.absoluteTimeout(),
                Duration.ZERO,
                of.rotateGrace(),
                RealmSettings.OnReplay.END,
                of.touchInterval(),
                of.maxSize(),
                of.inlineLimit());
    }
}
