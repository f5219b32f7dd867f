package dev.nonstick.store;

import static dev.nonstick.store.EngineRig.change;
import static dev.nonstick.store.EngineRig.cookieOf;
import static dev.nonstick.store.EngineRig.get;
import static dev.nonstick.store.EngineRig.increment;
import static dev.nonstick.store.EngineRig.login;
import static dev.nonstick.store.EngineRig.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.session.Attribute;
import dev.nonstick.session.Change;
import dev.nonstick.session.Operation;
import dev.nonstick.session.Standing;
import dev.nonstick.store.EngineRig.Gateway;
import dev.nonstick.store.PrincipalIndex.TermResult;
import dev.nonstick.store.ScriptedStore.Held;
import dev.nonstick.store.ScriptedStore.Op;
import dev.nonstick.store.SessionStore.WriteResult;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Logins: who gets the session, and what happens where an answer is lost on the way. */
class SessionLoginTest {

    private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    private final EngineRig rig = new EngineRig(VERTX);
    private final Gateway a = rig.gateway();
    private final Gateway b = rig.gateway();

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    private static String principalOf(SessionView.Live view) {
        return view.record().login().principal();
    }

    @Test
    void aLoginWithoutASessionMakesOne() {
        CommitResult result = a.commit(a.find(), login("alice"));

        assertThat(principalOf(b.live(cookieOf(result)))).isEqualTo("alice");
        assertThat(a.events.all()).containsExactly("created", "authenticated");
        assertThat(((CommitResult.Kept) result).session()).isNotNull();
    }

    @Test
    void aLoginKeepsWhatTheVisitorHadAndGivesAnotherCookieAndEpoch() {
        String before = a.born();
        SessionView.Live anonymous = a.live(before);
        String after = cookieOf(a.request(before, login("alice")));

        SessionView.Live live = b.live(after);
        assertThat(principalOf(live)).isEqualTo("alice");
        assertThat(live.storeKey()).isEqualTo(anonymous.storeKey());
        assertThat(live.record().epoch()).isNotEqualTo(anonymous.record().epoch());
        assertThat(b.counter(live, "n")).isEqualTo(1);
        assertThat(a.events.labels()).doesNotContain("").hasSizeGreaterThan(2);
        assertThat(a.events.labels().stream().distinct()).hasSize(1);
    }

    /** Fixation: whoever gave the visitor the cookie does not get what the visitor logs in to. */
    @Test
    void theCookieFromBeforeTheLoginNeverGetsTheSession() {
        String fixed = a.born();
        String after = cookieOf(a.request(fixed, login("alice", secret())));

        for (Gateway gateway : new Gateway[] {a, b}) {
            assertThat(gateway.find(fixed)).isInstanceOf(SessionView.Muted.class);
            assertThat(gateway.request(fixed)).isEqualTo(CommitResult.Kept.WITHOUT_COOKIE);
            assertThat(gateway.request(fixed, EngineRig.rotate()))
                    .isInstanceOf(CommitResult.Dropped.class);
        }
        rig.pass(Standing.LATE_MILLIS);
        assertThat(a.find(fixed)).isInstanceOf(SessionView.None.class);
        assertThat(a.live(after).record().attributes()).containsKey("secret");
    }

    private static Operation secret() {
        return put("secret", "of alice").operations().getFirst();
    }

    /** Invariant 9: what began before the login neither reads nor writes what came after. */
    @Test
    void whatBeganBeforeTheLoginIsDropped() {
        String before = a.born();
        SessionView slow = b.find(before);
        String after = cookieOf(a.request(before, login("alice", secret())));

        assertThat(((SessionView.Live) slow).record().attributes()).containsOnlyKeys("n");
        for (Change late :
                new Change[] {increment("n"), EngineRig.rotate(), EngineRig.delete("n")}) {
            assertThat(b.commit(slow, late))
                    .isEqualTo(new CommitResult.Dropped(CommitResult.Cause.EPOCH_PASSED));
        }
        assertThat(b.commit(slow, Change.NONE)).isEqualTo(CommitResult.Kept.WITHOUT_COOKIE);
        assertThat(a.counter(a.live(after), "n")).isEqualTo(1);
        assertThat(a.live(after).record().attributes()).containsKey("secret");
    }

    /** Invariant 9: nothing of one principal is another's. */
    @Test
    void anotherPrincipalBeginsWithNothing() {
        String alice = cookieOf(a.commit(a.find(), login("alice", secret())));
        String bob = cookieOf(a.request(alice, login("bob")));

        assertThat(a.live(bob).record().attributes()).isEmpty();
        assertThat(principalOf(a.live(bob))).isEqualTo("bob");
    }

    /** Changes of one key are written together, but a login alone: its cookie is its own. */
    @Test
    void whoWritesInTheSameMomentAsALoginDoesNotGetItsCookie() {
        String fixed = a.born();
        Held first = a.store.hold(Op.REPLACE);
        CompletableFuture<CommitResult> before = a.commitLater(a.find(fixed), increment("n"));
        CompletableFuture<CommitResult> attacker = a.commitLater(a.find(fixed), increment("n"));
        CompletableFuture<CommitResult> rotates = a.commitLater(a.find(fixed), EngineRig.rotate());
        CompletableFuture<CommitResult> victim = a.commitLater(a.find(fixed), login("alice"));
        a.release(first);

        assertThat(get(before)).isEqualTo(CommitResult.Kept.WITHOUT_COOKIE);
        assertThat(principalOf(a.live(cookieOf(get(victim))))).isEqualTo("alice");
        // a rotation's cookie, which the login has superseded
        assertThat(a.find(cookieOf(get(attacker)))).isInstanceOf(SessionView.Muted.class);
        assertThat(a.find(cookieOf(get(rotates)))).isInstanceOf(SessionView.Muted.class);
        assertThat(a.store.calls(Op.REPLACE)).hasSize(3);
    }

    @Test
    void whatWaitsBehindALoginIsDroppedOnlyWhenTheLoginIsStored() {
        SessionView view = a.find(a.born());
        Held first = a.store.hold(Op.REPLACE);
        Held second = a.store.hold(Op.REPLACE);
        CompletableFuture<CommitResult> begun = a.commitLater(view, increment("n"));
        CompletableFuture<CommitResult> login = a.commitLater(view, login("alice"));
        CompletableFuture<CommitResult> behind = a.commitLater(view, increment("n"));
        a.release(first);
        assertThat(get(begun)).isEqualTo(CommitResult.Kept.WITHOUT_COOKIE);
        assertThat(behind).isNotDone();
        a.release(second);

        assertThat(get(behind))
                .isEqualTo(new CommitResult.Dropped(CommitResult.Cause.EPOCH_PASSED));
        assertThat(get(login)).isInstanceOf(CommitResult.Kept.class);
    }

    @Test
    void whatWaitsBehindALoginThatIsNotStoredIsNotStoredEither() {
        String cookie = a.born();
        SessionView view = a.find(cookie);
        Held login = a.store.hold(Op.REPLACE);
        CompletableFuture<CommitResult> alice = a.commitLater(view, login("alice"));
        CompletableFuture<CommitResult> behind = a.commitLater(view, increment("n"));
        CommitResult refused = new CommitResult.NotStored(StoreFault.DISCONNECTED);
        rig.run(() -> login.answer(new SessionStore.Unavailable(StoreFault.DISCONNECTED)));

        assertThat(get(alice)).isEqualTo(refused);
        assertThat(get(behind)).isEqualTo(refused);
        assertThat(a.request(cookie, increment("n"))).isInstanceOf(CommitResult.Kept.class);
        assertThat(a.pending()).isZero();
    }

    /** Nobody waits for ever where there is nothing to write before a login or behind it. */
    @Test
    void whatChangesNothingBesideALoginIsAnswered() {
        String cookie = a.born();
        SessionView view = a.find(cookie);
        Held first = a.store.hold(Op.REPLACE);
        CompletableFuture<CommitResult> begun = a.commitLater(view, increment("n"));
        CompletableFuture<CommitResult> nothing = a.commitLater(view, EngineRig.delete("absent"));
        CompletableFuture<CommitResult> login = a.commitLater(view, login("alice"));
        CompletableFuture<CommitResult> late = a.commitLater(view, EngineRig.delete("absent"));
        a.release(first);

        assertThat(get(begun)).isEqualTo(CommitResult.Kept.WITHOUT_COOKIE);
        assertThat(get(nothing)).isEqualTo(CommitResult.Kept.WITHOUT_COOKIE);
        SessionView.Live live = a.live(cookieOf(get(login)));
        assertThat(get(late)).isEqualTo(new CommitResult.Dropped(CommitResult.Cause.EPOCH_PASSED));
        assertThat(a.counter(live, "n")).isEqualTo(2);
        assertThat(a.pending()).isZero();
    }

    // never dropped

    @Test
    void aLoginAfterTheSessionEndedIsAnotherSession() {
        String cookie = a.born();
        SessionView.Live slow = a.live(cookie);
        b.request(cookie, EngineRig.destroy());

        String after = cookieOf(a.commit(slow, login("alice")));
        assertThat(a.live(after).storeKey()).isNotEqualTo(slow.storeKey());
        assertThat(principalOf(a.live(after))).isEqualTo("alice");
        assertThat(a.isStored(slow)).isFalse();
        assertThat(a.events.count("dropped SESSION_ENDED")).isZero();
    }

    @Test
    void aLoginThatComesBehindAnotherIsAnotherSession() {
        String cookie = a.born();
        SessionView.Live slow = a.live(cookie);
        String bob = cookieOf(b.request(cookie, login("bob", secret())));

        String alice = cookieOf(a.commit(slow, login("alice")));
        assertThat(a.live(alice).storeKey()).isNotEqualTo(slow.storeKey());
        assertThat(a.live(alice).record().attributes()).isEmpty();
        assertThat(principalOf(a.live(bob))).isEqualTo("bob");
    }

    @Test
    void aLoginWithASupersededCookieIsAnotherSession() {
        String cookie = a.born();
        String bob = cookieOf(a.request(cookie, login("bob")));

        String alice = cookieOf(a.request(cookie, login("alice")));
        assertThat(principalOf(a.live(alice))).isEqualTo("alice");
        assertThat(principalOf(a.live(bob))).isEqualTo("bob");
        assertThat(a.live(alice).storeKey()).isNotEqualTo(a.live(bob).storeKey());
    }

    @Test
    void aLoginConflictingWithAnotherWriteIsAppliedToWhatThatLeft() {
        String cookie = a.born();
        a.store.before(Op.REPLACE, () -> b.requestOnLoop(cookie, increment("n")));
        String after = cookieOf(a.request(cookie, login("alice")));

        assertThat(a.counter(a.live(after), "n")).isEqualTo(2);
        assertThat(principalOf(a.live(after))).isEqualTo("alice");
    }

    // lost on the way

    @Test
    void aLostAnswerOfEnlistingIsAskedForAgain() {
        String cookie = a.born();
        a.log.onEnlist(ScriptedLog.losingAnswer(TermResult.class));
        String after = cookieOf(a.request(cookie, login("alice")));

        assertThat(principalOf(a.live(after))).isEqualTo("alice");
        assertThat(a.log.calls().stream().filter(call -> call.startsWith("enlist"))).hasSize(2);
    }

    @Test
    void whoCannotBeEnlistedIsNotLoggedIn() {
        String cookie = a.born();
        a.log.onEnlist(ScriptedLog.refusing(TermResult.class));
        a.log.onEnlist(ScriptedLog.refusing(TermResult.class));

        assertThat(a.request(cookie, login("alice")))
                .isEqualTo(new CommitResult.NotStored(StoreFault.DISCONNECTED));
        assertThat(a.live(cookie).record().login().isAnonymous()).isTrue();
        assertThat(a.commit(a.find(), login("alice")))
                .isEqualTo(new CommitResult.NotStored(StoreFault.DISCONNECTED));
        assertThat(rig.memory.size()).isEqualTo(1);
    }

    @Test
    void aLostAnswerOfTheWriteLogsInOnce() {
        String cookie = a.born();
        a.store.loseAnswer(Op.REPLACE);
        String after = cookieOf(a.request(cookie, login("alice")));

        assertThat(a.stored(a.live(after)).generation()).isEqualTo(1);
        assertThat(a.events.count("authenticated")).isEqualTo(1);
    }

    @Test
    void aLostAnswerOfTheLogIsAskedForAgain() {
        String cookie = a.born();
        a.log.onRevoke(ScriptedLog.losingAnswer(WriteResult.class));

        assertThat(principalOf(a.live(cookieOf(a.request(cookie, login("alice"))))))
                .isEqualTo("alice");
    }

    /** The record says it, but older wires may not have heard: the visitor logs in again. */
    @Test
    void aLoginThatTheLogDoesNotTakeIsUnknown() {
        String cookie = a.born();
        a.log.onRevoke(ScriptedLog.refusing(WriteResult.class));

        assertThat(a.request(cookie, login("alice")))
                .isEqualTo(new CommitResult.Unknown(StoreFault.DISCONNECTED));
        // the cookie that the browser still has is worth nothing, and logging in again works
        assertThat(a.find(cookie)).isInstanceOf(SessionView.Muted.class);
        assertThat(principalOf(a.live(cookieOf(a.request(cookie, login("alice"))))))
                .isEqualTo("alice");
    }

    /** Enlisted first: what ends all sessions between the two steps ends this one as well. */
    @Test
    void aLoginThatIsOvertakenByTheEndOfAllIsEnded() {
        String other = cookieOf(b.commit(b.find(), login("alice")));
        String cookie = a.born();
        rig.pass(1);
        Held write = a.store.hold(Op.REPLACE);
        CompletableFuture<CommitResult> slow = a.commitLater(a.find(cookie), login("alice"));
        assertThat(b.request(other, EngineRig.destroyAll())).isInstanceOf(CommitResult.Kept.class);
        a.release(write);
        String late = cookieOf(get(slow));

        assertThat(b.find(late)).isInstanceOf(SessionView.None.class);
        a.readLog();
        assertThat(a.find(late)).isInstanceOf(SessionView.None.class);
        assertThat(a.events.count("revoked")).isEqualTo(1);
        // and the next login is one of the new term
        assertThat(a.find(cookieOf(a.commit(a.find(), login("alice")))))
                .isInstanceOf(SessionView.Live.class);
    }

    @Test
    void aLoginWithAnUnacceptableChangeIsNone() {
        String cookie = a.born();

        assertThat(
                        a.request(
                                cookie,
                                login(
                                        "alice",
                                        new Operation.Append(
                                                "n", new Attribute.Blob(new byte[1], "")))))
                .isInstanceOf(CommitResult.Refused.class);
        assertThat(a.live(cookie).record().login().isAnonymous()).isTrue();
        assertThat(change().isEmpty()).isTrue();
    }
}
