package dev.nonstick.store;

import static dev.nonstick.store.EngineRig.cookieOf;
import static dev.nonstick.store.EngineRig.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.session.Change;
import dev.nonstick.vault.Vault;
import dev.nonstick.vault.VaultChange;
import dev.nonstick.vault.VaultRequest;
import dev.nonstick.vault.VaultResponse;
import dev.nonstick.vault.VaultRules;
import dev.nonstick.vault.VaultScope;
import dev.nonstick.vault.VaultSettings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The vault in the life of sessions: two gateways over one store. */
class VaultCommitTest {
    private static final VaultScope SCOPE = VaultScope.of("app", "shop", "/", true);
    private static final VaultRules RULES = new VaultRules(VaultSettings.DEFAULT, Set.of("sid"));

    private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    private final EngineRig rig = new EngineRig(VERTX);
    private final EngineRig.Gateway a = rig.gateway();
    private final EngineRig.Gateway b = rig.gateway();

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    private Change answer(String method, Vault vault, String... pairs) {
        long now = rig.clock.get();
        List<String> lines = new ArrayList<>();
        for (String pair : pairs) {
            lines.add(pair + "; HttpOnly; Path=/");
        }
        VaultResponse response =
                VaultRequest.of(RULES, vault, SCOPE, List.of(), now).answer(method, lines, now);
        return Change.NONE.with(response.changes(), response.rotates());
    }

    private Change setting(String... pairs) {
        return answer("GET", Vault.EMPTY, pairs);
    }

    private @Nullable String sent(SessionView.Live view) {
        return a.stored(view).vault().cookieField(SCOPE, rig.clock.get());
    }

    private static List<VaultChange.Put> refused(CommitResult result) {
        return result instanceof CommitResult.Kept kept ? kept.refused() : List.of();
    }

    @Test
    void aCookieMakesASession() {
        String cookie = cookieOf(a.commit(new SessionView.None(), setting("s=1")));
        assertThat(sent(b.live(cookie))).isEqualTo("s=1");
    }

    @Test
    void aDeletionMakesNone() {
        assertThat(a.commit(new SessionView.None(), setting("s=; Max-Age=0")))
                .isEqualTo(CommitResult.Kept.WITHOUT_COOKIE);
    }

    @Test
    void cookiesThatDoNotFitGoBack() {
        Change large =
                setting("s=" + "x".repeat(4000), "t=" + "x".repeat(4000), "u=" + "x".repeat(4000));
        CommitResult result = a.commit(new SessionView.None(), large);
        // 8 KiB are two of them
        assertThat(refused(result)).containsExactly((VaultChange.Put) large.cookies().get(2));
        cookieOf(result);
    }

    @Test
    void parallelResponsesOnTwoGatewaysKeepBothCookies() {
        String cookie = a.born();
        SessionView.Live atA = a.live(cookie);
        SessionView.Live atB = b.live(cookie);
        a.commit(atA, setting("s=1"));
        b.commit(atB, setting("t=2"));
        assertThat(b.events.all()).contains("conflict");
        assertThat(sent(atA)).isEqualTo("s=1; t=2");
    }

    @Test
    void parallelResponsesOnOneGatewayKeepAllCookiesInTwoWrites() {
        String cookie = a.born();
        SessionView.Live view = a.live(cookie);
        long before = a.stored(view).version();
        ScriptedStore.Held first = a.store.hold(ScriptedStore.Op.REPLACE);
        List<CompletableFuture<CommitResult>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(a.commitLater(view, setting("c" + i + "=" + i)));
        }
        a.release(first);
        all.forEach(EngineRig::get);
        assertThat(a.stored(view).vault().cookies()).hasSize(20);
        assertThat(a.stored(view).version()).isEqualTo(before + 2);
    }

    @Test
    void whoComesTooLateForTheRoomGetsTheCookieBackAfterTheConflict() {
        String cookie = a.born();
        SessionView.Live atA = a.live(cookie);
        SessionView.Live atB = b.live(cookie);
        a.commit(atA, setting("s=" + "x".repeat(4000), "t=" + "x".repeat(3000)));
        Change late = setting("u=" + "x".repeat(2000), "v=1");
        CommitResult result = b.commit(atB, late);
        assertThat(b.events.all()).contains("conflict");
        assertThat(refused(result)).containsExactly((VaultChange.Put) late.cookies().getFirst());
        assertThat(sent(atA)).endsWith("v=1").doesNotContain("u=");
    }

    @Test
    void roomThatWasMadeMeanwhileIsUsed() {
        String cookie = a.born();
        a.request(cookie, setting("s=" + "x".repeat(4000), "t=" + "x".repeat(3000)));
        SessionView.Live atB = b.live(cookie);
        a.request(cookie, setting("s=; Max-Age=0"));
        assertThat(refused(b.commit(atB, setting("v=1", "u=" + "x".repeat(3000))))).isEmpty();
        assertThat(sent(atB)).contains("u=").doesNotContain("s=");
    }

    @Test
    void eachOfAMergedWriteHearsOfItsOwnCookies() {
        String cookie = a.born();
        SessionView.Live view = a.live(cookie);
        ScriptedStore.Held first = a.store.hold(ScriptedStore.Op.REPLACE);
        CompletableFuture<CommitResult> begun =
                a.commitLater(view, setting("s=" + "x".repeat(4000)));
        CompletableFuture<CommitResult> fits =
                a.commitLater(view, setting("t=" + "x".repeat(3000)));
        Change large = setting("u=" + "x".repeat(2000));
        CompletableFuture<CommitResult> not = a.commitLater(view, large);
        a.release(first);
        assertThat(refused(get(begun))).isEmpty();
        assertThat(refused(get(fits))).isEmpty();
        assertThat(refused(get(not))).containsExactly((VaultChange.Put) large.cookies().getFirst());
    }

    @Test
    void aLoginLeavesTheOldCookieNothing() {
        String before = a.born();
        SessionView.Live view = a.live(before);
        String after = cookieOf(a.commit(view, answer("POST", Vault.EMPTY, "s=alice")));
        assertThat(b.find(before)).isEqualTo(new SessionView.Muted());
        assertThat(sent(b.live(after))).isEqualTo("s=alice");
    }

    /** Whoever knows the cookie from before must not get the one that its owner logs in to. */
    @Test
    void ofTwoLoginsInTheSameMomentTheSecondIsDropped() {
        SessionView.Live view = a.live(a.born());
        ScriptedStore.Held first = a.store.hold(ScriptedStore.Op.REPLACE);
        var begun = a.commitLater(view, EngineRig.increment("n"));
        var alices = a.commitLater(view, answer("POST", Vault.EMPTY, "s=alice"));
        var bobs = a.commitLater(view, answer("POST", Vault.EMPTY, "s=bob"));
        a.release(first);

        get(begun);
        SessionView.Live alice = b.live(cookieOf(get(alices)));
        assertThat(get(bobs)).isEqualTo(new CommitResult.Dropped(CommitResult.Cause.EPOCH_PASSED));
        assertThat(sent(alice)).isEqualTo("s=alice");
        assertThat(alice.record().attributes()).containsKey("n");
    }

    /** A cookie that looks like a login's must not log in again whoever has just logged out. */
    @Test
    void aLateLoginByCookieMakesNoSessionAfterALogout() {
        String cookie = a.born();
        SessionView.Live slow = a.live(cookie);
        b.request(cookie, EngineRig.destroy());

        assertThat(a.commit(slow, answer("POST", Vault.EMPTY, "s=alice")))
                .isEqualTo(new CommitResult.Dropped(CommitResult.Cause.SESSION_ENDED));
        assertThat(a.isStored(slow)).isFalse();
    }

    @Test
    void whatBeganBeforeALoginIsDroppedAndItsWiresEnd() {
        String before = a.born();
        SessionView.Live slow = b.live(before);
        HeldSession wire = HeldSession.of(b.realm, slow);
        String after = cookieOf(a.request(before, answer("POST", Vault.EMPTY, "s=alice")));

        assertThat(b.commit(slow, setting("t=1")))
                .isEqualTo(new CommitResult.Dropped(CommitResult.Cause.EPOCH_PASSED));
        assertThat(b.look(wire)).isEqualTo(new HeldSession.Over(HeldSession.Cause.LOGIN_CHANGED));
        assertThat(a.log.calls()).anyMatch(call -> call.startsWith("revoke e:"));
        SessionView.Live live = b.live(after);
        assertThat(live.record().deadlineMillis()).isEqualTo(slow.record().deadlineMillis());
        assertThat(live.record().attributes()).containsKey("n");
        assertThat(a.events.count("authenticated")).isZero();
    }

    @Test
    void aSupersededCookieLosesItsWritesAndItsLogins() {
        String before = a.born();
        cookieOf(a.request(before, answer("POST", Vault.EMPTY, "s=alice")));
        SessionView muted = b.find(before);
        assertThat(b.commit(muted, setting("t=1")))
                .isEqualTo(new CommitResult.Dropped(CommitResult.Cause.COOKIE_SUPERSEDED));
        assertThat(b.commit(muted, answer("POST", Vault.EMPTY, "s=bob")))
                .isEqualTo(new CommitResult.Dropped(CommitResult.Cause.COOKIE_SUPERSEDED));
    }

    @Test
    void cookiesForASessionThatEndedAreDropped() {
        String cookie = a.born();
        SessionView.Live slow = a.live(cookie);
        b.request(cookie, EngineRig.destroy());
        assertThat(a.commit(slow, setting("s=1")))
                .isEqualTo(new CommitResult.Dropped(CommitResult.Cause.SESSION_ENDED));
        assertThat(a.isStored(slow)).isFalse();
    }

    @Test
    void anEndingWithCookiesMakesANewSession() {
        String cookie = a.born();
        SessionView.Live old = a.live(cookie);
        Change anew = EngineRig.destroy().with(setting("s=1").cookies(), false);
        String next = cookieOf(a.commit(old, anew));
        assertThat(a.isStored(old)).isFalse();
        assertThat(sent(a.live(next))).isEqualTo("s=1");
    }

    @Test
    void anEndingWithCookiesThatAreNotKeptTakesTheCookie() {
        SessionView.Live old = a.live(a.born());
        Change nothingLeft =
                EngineRig.destroy().with(setting("s=1", "s=; Max-Age=0").cookies(), false);
        assertThat(cookieOf(a.commit(old, nothingLeft))).isEmpty();
        assertThat(a.isStored(old)).isFalse();
    }

    @Test
    void aWriteWhoseAnswerWasLostHandsBackWhatItRefused() {
        String cookie = a.born();
        SessionView.Live view = a.live(cookie);
        a.store.loseAnswer(ScriptedStore.Op.REPLACE);
        Change large =
                setting("s=" + "x".repeat(4000), "t=" + "x".repeat(3000), "u=" + "x".repeat(2000));
        CommitResult result = a.commit(view, large);
        assertThat(refused(result)).containsExactly((VaultChange.Put) large.cookies().get(2));
        assertThat(List.of(String.valueOf(sent(view)).split("; "))).hasSize(2);
    }
}
