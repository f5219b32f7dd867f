package dev.nonstick.vault;

import static dev.nonstick.vault.Cookies.NOW;
import static dev.nonstick.vault.Cookies.SCOPE;
import static dev.nonstick.vault.Cookies.adopted;
import static dev.nonstick.vault.Cookies.put;
import static dev.nonstick.vault.Cookies.rules;
import static dev.nonstick.vault.Cookies.vault;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultRequestTest {
    private static final VaultRules DEFAULT = rules("", "", "", "");

    private static VaultRequest request(VaultRules rules, Vault vault, String... lines) {
        return VaultRequest.of(rules, vault, SCOPE, List.of(lines), NOW);
    }

    @Test
    void withoutAVaultTheLinesAreTheSameList() {
        List<String> lines = List.of("a=1;b=2", "c=3");
        VaultRequest request = VaultRequest.of(DEFAULT, Vault.EMPTY, SCOPE, lines, NOW);
        assertThat(request.cookies()).isSameAs(lines);
        assertThat(request.sendsVault()).isFalse();
        assertThat(request(DEFAULT, Vault.EMPTY).cookies()).isEmpty();
    }

    @Test
    void linesWithNothingToDropAreTheSameListTooWhereTheVaultSendsNothing() {
        List<String> lines = List.of("a=1;b=2", "c=3");
        Vault elsewhere = vault("x=1; Path=/elsewhere");
        assertThat(VaultRequest.of(DEFAULT, elsewhere, SCOPE, lines, NOW).cookies())
                .isSameAs(lines);
        assertThat(
                        VaultRequest.of(rules("x", "", "y", ""), Vault.EMPTY, SCOPE, lines, NOW)
                                .cookies())
                .isSameAs(lines);
    }

    @Test
    void theVaultsCookiesComeFirstInOneField() {
        VaultRequest request = request(DEFAULT, vault("s=1", "t=2"), "a=1;b=2", "c=\"3");
        assertThat(request.cookies()).containsExactly("s=1; t=2; a=1; b=2; c=\"3");
        assertThat(request.sendsVault()).isTrue();
        assertThat(request(DEFAULT, vault("s=1")).cookies()).containsExactly("s=1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "session=evil",
                " session = evil",
                "session",
                "session=",
                "SESSION=evil",
                "%73ession=evil",
                "session[a]=evil",
                "b=2,session=evil",
                "b=\"2\" session=evil",
                "session=1; session=2;;session=3",
            })
    void aClientCannotSendWhatIsInTheVault(String evil) {
        VaultRequest request = request(DEFAULT, vault("session=good"), "a=1; " + evil, evil);
        assertThat(request.cookies()).containsExactly("session=good; a=1");
    }

    @Test
    void aNameIsGuardedWhereverItsCookieGoes() {
        Vault vault = vault("session=good; Path=/elsewhere", "old=1; Path=/elsewhere; Max-Age=1");
        assertThat(request(DEFAULT, vault, "session=evil; a=1").cookies()).containsExactly("a=1");
        assertThat(VaultRequest.of(DEFAULT, vault, SCOPE, List.of("old=2"), NOW + 5000).cookies())
                .isEmpty();
    }

    @Test
    void anotherPoolsNamesAreFree() {
        VaultScope other = new VaultScope("other", SCOPE.host(), SCOPE.path(), true);
        List<String> lines = List.of("session=mine");
        assertThat(VaultRequest.of(DEFAULT, vault("session=1"), other, lines, NOW).cookies())
                .isSameAs(lines);
    }

    @Test
    void namesLiteralInKeepAreDroppedEvenWithoutASession() {
        VaultRules rules = rules("session app_* theme", "theme", "", "");
        assertThat(request(rules, Vault.EMPTY, "session=evil; app_x=1; theme=2").cookies())
                .containsExactly("app_x=1; theme=2");
        assertThat(request(rules, Vault.EMPTY, "Session=evil").cookies()).isEmpty();
    }

    @Test
    void anAdoptedCookieIsTakenOverOnceAndReachesTheBackend() {
        VaultRules rules = rules("session", "", "session", "");
        VaultRequest first = request(rules, Vault.EMPTY, "a=1; session=old; session=older");
        assertThat(first.cookies()).containsExactly("session=old; a=1");
        assertThat(first.sendsVault()).isTrue();
        assertThat(first.adoptions())
                .containsExactly(put(adopted("session=old; HttpOnly; Secure")));
        Vault vault = Vault.EMPTY.apply(List.copyOf(first.adoptions()), NOW).vault();
        VaultRequest second = request(rules, vault, "session=evil; a=1");
        assertThat(second.cookies()).containsExactly("session=old; a=1");
        assertThat(second.adoptions()).isEmpty();
    }

    @Test
    void onlyTheExactNameIsAdopted() {
        VaultRules rules = rules("", "", "session", "");
        VaultRequest request = request(rules, Vault.EMPTY, "Session=1; session; =session=2");
        assertThat(request.adoptions()).isEmpty();
        assertThat(request.cookies()).containsExactly("Session=1; session; =session=2");
    }

    @Test
    void anAdoptedCookieCannotSmuggleAnother() {
        VaultRules rules = rules("session", "", "theme Session", "");
        VaultRequest request =
                request(rules, vault("session=good"), "theme=1,session=evil; Session=evil");
        assertThat(request.adoptions()).isEmpty();
        assertThat(request.cookies()).containsExactly("session=good");
    }

    @Test
    void whatTheVaultHasNoRoomForStaysTheClients() {
        Vault full = Vault.EMPTY;
        for (int i = 0; i < Vault.MAX_COOKIES; i++) {
            full = full.apply(List.of(put("c" + i + "=1; Path=/elsewhere")), NOW).vault();
        }
        VaultRules rules = rules("session", "", "session", "");
        VaultRequest request = request(rules, full, "session=old");
        assertThat(request.adoptions()).isEmpty();
        assertThat(request.cookies()).containsExactly("session=old");
        String large = "session=" + "v".repeat(4096);
        assertThat(request(rules, Vault.EMPTY, large).cookies()).containsExactly(large);
    }

    @Test
    void thousandsOfAdoptableCookiesAreBounded() {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < 4_000; i++) {
            line.append("c").append(i).append("=1; ");
        }
        VaultRequest request = request(rules("", "", "*", ""), Vault.EMPTY, line.toString());
        assertThat(request.adoptions()).hasSize(Vault.MAX_COOKIES);
    }

    @Test
    void noGuardedNameComesThroughWhateverAClientSends() {
        SplittableRandom random = new SplittableRandom(31);
        List<String> words =
                List.of(
                        "session", "SESSION", "=", "=", ";", "; ", ",", " ", "\"", "a", "%73", "[",
                        "b=1", "\t", "x");
        Vault vault = vault("session=good");
        for (int i = 0; i < 50_000; i++) {
            StringBuilder line = new StringBuilder();
            for (int n = random.nextInt(1, 9); n > 0; n--) {
                line.append(words.get(random.nextInt(words.size())));
            }
            String field = request(DEFAULT, vault, line.toString()).cookies().getFirst();
            assertThat(field).startsWith("session=good");
            String rest = field.substring("session=good".length());
            for (String part : rest.split("[;,\" \t]+", -1)) {
                assertThat(part).as(line.toString()).doesNotStartWith("session=");
            }
        }
    }

    @Test
    void whereTheVaultIsNotKnownNothingIsAdoptedAndNothingItMayHoldPasses() {
        VaultRules rules = rules("session :http-only", "", "old*", "");
        VaultRequest blind =
                VaultRequest.blind(
                        rules,
                        Cookies.SCOPE,
                        List.of("session=1; old_id=2; theme=3", "SESSION=4"),
                        Cookies.NOW);
        assertThat(blind.cookies()).containsExactly("theme=3");
        assertThat(blind.adoptions()).isEmpty();
        assertThat(blind.sendsVault()).isFalse();
        assertThat(blind.dropped()).isEqualTo(3);
    }

    @Test
    void whatIsDroppedIsCountedAndWhatIsAdoptedIsNot() {
        VaultRequest request =
                request(rules("", "", "old", ""), vault("session=good"), "session=1; old=2; x=3");
        assertThat(request.dropped()).isEqualTo(1);
        assertThat(request.adoptions()).hasSize(1);
    }

    @Test
    void nothingIsShown() {
        assertThat(request(rules("", "", "*", ""), Vault.EMPTY, "a=secret").toString())
                .doesNotContain("secret");
    }
}
