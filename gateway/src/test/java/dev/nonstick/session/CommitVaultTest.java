package dev.nonstick.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.session.Change.Rotation;
import dev.nonstick.session.Commit.Nothing;
import dev.nonstick.session.Commit.Write;
import dev.nonstick.vault.Vault;
import dev.nonstick.vault.VaultChange;
import dev.nonstick.vault.VaultRequest;
import dev.nonstick.vault.VaultResponse;
import dev.nonstick.vault.VaultRules;
import dev.nonstick.vault.VaultScope;
import dev.nonstick.vault.VaultSettings;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommitVaultTest {
    private static final long NOW = 1_767_225_700_000L;
    private static final RealmSettings REALM = Samples.realm(64 * 1024, 16 * 1024);
    private static final VaultScope SCOPE = VaultScope.of("app", "shop", "/", true);
    private static final VaultRules RULES = new VaultRules(VaultSettings.DEFAULT, Set.of("sid"));
    private static final Login ANONYMOUS = new Login(99, "", 0);

    private final SessionRecord base = Samples.record(Samples.state("cart", Samples.blob("milk")));

    /** What a backend's Set-Cookie lines come to. */
    private static List<VaultChange> changes(String... lines) {
        VaultRequest request = VaultRequest.of(RULES, Vault.EMPTY, SCOPE, List.of(), NOW);
        VaultResponse response = request.answer("GET", List.of(lines), NOW);
        return response.changes();
    }

    private static List<VaultChange> setting(String... pairs) {
        String[] lines = pairs.clone();
        for (int i = 0; i < lines.length; i++) {
            lines[i] += "; HttpOnly; Path=/";
        }
        return changes(lines);
    }

    private static Commit commit(Change change, @Nullable Login login) {
        return new Commit(99, 3, false, change, login, NOW);
    }

    private static Commit commit(List<VaultChange> cookies) {
        return commit(Change.NONE.with(cookies, false), null);
    }

    private static Write written(Commit.Decision decision) {
        assertThat(decision).isInstanceOf(Write.class);
        return (Write) decision;
    }

    private static @Nullable String sent(Write write) {
        return write.next().vault().cookieField(SCOPE, NOW);
    }

    private SessionRecord after(List<VaultChange> cookies) {
        return written(commit(cookies).applyTo(base, REALM)).next();
    }

    @Test
    void cookiesAndAttributesAreWrittenTogether() {
        Change both =
                new Change(false, false, List.of(new Operation.Increment("n", 1)))
                        .with(setting("a=1"), false);
        Write write = written(commit(both, null).applyTo(base, REALM));
        assertThat(write.next().attributes()).containsOnlyKeys("cart", "n");
        assertThat(sent(write)).isEqualTo("a=1");
        assertThat(write.refused()).isEmpty();
    }

    @Test
    void cookiesOfParallelResponsesAreBothKept() {
        Write second = written(commit(setting("b=2")).applyTo(after(setting("a=1")), REALM));
        assertThat(sent(second)).isEqualTo("a=1; b=2");
    }

    @Test
    void theSameCookieAgainIsNothingToWrite() {
        assertThat(commit(setting("a=1")).applyTo(after(setting("a=1")), REALM))
                .isEqualTo(new Nothing(List.of()));
    }

    @Test
    void aDeletedCookieIsGone() {
        Write write =
                written(
                        commit(changes("a=; Path=/; HttpOnly; Max-Age=0"))
                                .applyTo(after(setting("a=1")), REALM));
        assertThat(write.next().vault().isEmpty()).isTrue();
    }

    @Test
    void aWriteOfAttributesLeavesTheVaultAsItIs() {
        Change put = new Change(false, false, List.of(new Operation.Increment("n", 1)));
        SessionRecord before = after(setting("a=1"));
        assertThat(written(commit(put, null).applyTo(before, REALM)).next().vault())
                .isSameAs(before.vault());
    }

    @Test
    void aCookieBeyondMaxSizeIsHandedBackAndNothingElseIsRefused() {
        RealmSettings small = Samples.realm(200, 1000);
        List<VaultChange> cookies = setting("small=1", "large=" + "x".repeat(200));
        Write write = written(commit(cookies).applyTo(base, small));
        assertThat(sent(write)).isEqualTo("small=1");
        assertThat(write.refused()).containsExactly((VaultChange.Put) cookies.get(1));
    }

    @Test
    void aCookieWithoutRoomInARecordThatStaysAsItIsIsHandedBackToo() {
        List<VaultChange> cookies = setting("large=" + "x".repeat(200));
        assertThat(commit(cookies).applyTo(base, Samples.realm(100, 1000)))
                .isEqualTo(new Nothing(List.of((VaultChange.Put) cookies.getFirst())));
    }

    @Test
    void whatTheVaultTakesAttributesCannotHave() {
        SessionRecord full = after(setting("a=" + "x".repeat(1000)));
        Change put =
                new Change(
                        false,
                        false,
                        List.of(new Operation.Put("b", Samples.blob("y".repeat(500)))));
        assertThat(commit(put, null).applyTo(full, Samples.realm(1400, 1000)))
                .isEqualTo(new Commit.Refused(Commit.Refusal.RECORD_TOO_LARGE));
        assertThat(commit(put, null).applyTo(full, Samples.realm(2000, 1000)))
                .isInstanceOf(Write.class);
    }

    @Test
    void anotherPrincipalBeginsWithAnEmptyVault() {
        Login alice = new Login(100, "alice", 0);
        Change login =
                new Change(
                        Change.Ending.NONE,
                        Rotation.NONE,
                        "alice",
                        Timeouts.KEPT,
                        List.of(),
                        setting("hers=1"));
        SessionRecord anonymous = after(setting("cart=1"));
        Write first = written(commit(login, alice).applyTo(anonymous, REALM));
        assertThat(sent(first)).isEqualTo("cart=1; hers=1");
        Login bob = new Login(101, "bob", 0);
        Commit next =
                new Commit(100, 4, false, Change.NONE.with(setting("his=1"), false), bob, NOW);
        assertThat(sent(written(next.applyTo(first.next(), REALM)))).isEqualTo("his=1");
    }

    @Test
    void cookiesThatLookLikeALoginRotateStrictly() {
        Commit login = commit(Change.NONE.with(setting("a=1"), true), ANONYMOUS.anew(100));
        Lineage lineage = written(login.applyTo(base, REALM)).next().lineage();
        assertThat(lineage.generation()).isEqualTo(4);
        assertThat(lineage.strict()).isTrue();
    }

    @Test
    void aStrictRotationIsNotWeakenedByAGracefulOne() {
        Change asked = new Change(false, true, List.of());
        assertThat(asked.with(setting("a=1"), true).rotation()).isEqualTo(Rotation.STRICT);
        assertThat(asked.with(setting("a=1"), false).rotation()).isEqualTo(Rotation.GRACEFUL);
        assertThat(Change.NONE.with(setting("a=1"), true).rotating().rotation())
                .isEqualTo(Rotation.STRICT);
    }

    @Test
    void whatASessionIsMadeFor() {
        assertThat(Change.NONE.with(setting("a=1"), false).creates()).isTrue();
        assertThat(Change.NONE.with(changes("a=; Max-Age=0; HttpOnly"), false).creates()).isFalse();
        assertThat(Change.NONE.with(setting("a=1"), false).isEmpty()).isFalse();
        assertThat(Change.NONE.with(List.of(), false).isEmpty()).isTrue();
    }

    @Test
    void whoHasLoggedIn() {
        assertThat(Change.NONE.with(setting("a=1"), true).logsIn()).isTrue();
        assertThat(Change.NONE.with(setting("a=1"), false).logsIn()).isFalse();
        assertThat(new Change(false, true, List.of()).logsIn()).isFalse();
    }

    @Test
    void aSessionIsNotMadeForCookiesThatAreNotKept() {
        List<VaultChange> large = setting("large=" + "x".repeat(200));
        assertThat(commit(large).create(ANONYMOUS, Samples.realm(100, 1000)))
                .isEqualTo(new Nothing(List.of((VaultChange.Put) large.getFirst())));
        assertThat(
                        commit(changes("a=1; HttpOnly", "a=; HttpOnly; Max-Age=0"))
                                .create(ANONYMOUS, REALM))
                .isEqualTo(new Nothing(List.of()));
        assertThat(sent(written(commit(setting("a=1")).create(ANONYMOUS, REALM)))).isEqualTo("a=1");
    }

    @Test
    void theVaultIsInTheBody() throws MalformedRecordException {
        SessionRecord record = after(setting("a=1", "b=2"));
        SessionRecord read = RecordBody.decode(RecordBody.encode(record), 17);
        assertThat(read.vault().encode()).isEqualTo(record.vault().encode());
        assertThat(read.vault().cookieField(SCOPE, NOW)).isEqualTo("a=1; b=2");
        assertThat(record.toString()).doesNotContain("1; ").doesNotContain("a=");
    }

    @Test
    void noByteOfTheVaultCanBeBentIntoADefect() {
        byte[] good = RecordBody.encode(after(setting("a=1", "b=2")));
        int refused = 0;
        for (int i = 0; i < good.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] bent = good.clone();
                bent[i] ^= (byte) (1 << bit);
                try {
                    RecordBody.decode(bent, 1);
                } catch (MalformedRecordException e) {
                    refused++;
                }
            }
        }
        assertThat(refused).isPositive();
    }
}
