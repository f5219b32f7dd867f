package dev.nonstick.vault;

import static dev.nonstick.vault.Cookies.NOW;
import static dev.nonstick.vault.Cookies.SCOPE;
import static dev.nonstick.vault.Cookies.delete;
import static dev.nonstick.vault.Cookies.put;
import static dev.nonstick.vault.Cookies.rules;
import static dev.nonstick.vault.Cookies.vault;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VaultResponseTest {
    private static final VaultRules DEFAULT = rules("", "", "", "");

    private static VaultResponse answer(
            VaultRules rules, Vault vault, String method, String... lines) {
        return request(rules, vault).answer(method, List.of(lines), NOW);
    }

    private static VaultRequest request(VaultRules rules, Vault vault, String... cookies) {
        return VaultRequest.of(rules, vault, SCOPE, List.of(cookies), NOW);
    }

    private static List<String> lines(VaultResponse response) {
        return response.lines(List.of());
    }

    @Test
    void mostResponsesSetNothing() {
        assertThat(answer(DEFAULT, vault("a=1"), "POST")).isSameAs(VaultResponse.NONE);
        assertThat(VaultResponse.NONE.isAsItCame()).isTrue();
    }

    @Test
    void aKeptCookieIsTakenOutAndTheOthersPassInOrder() {
        VaultResponse response =
                answer(DEFAULT, Vault.EMPTY, "GET", "x=1", "s=2; HttpOnly", "y=3; Path=/");
        assertThat(lines(response)).containsExactly("x=1", "y=3; Path=/");
        assertThat(response.changes()).containsExactly(put("s=2; HttpOnly"));
        assertThat(response.takesOut()).isTrue();
        assertThat(response.isAsItCame()).isFalse();
        assertThat(response.rotates()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x=1",
                "token; HttpOnly",
                "s=1; HttpOnly; Domain=evil.org",
                "s=1; HttpOnly; SameSite=None",
                "s=1\u0001; HttpOnly",
                "",
                "old=; Max-Age=0",
            })
    void whatIsNotKeptGoesAsItCame(String line) {
        VaultResponse response = answer(DEFAULT, Vault.EMPTY, "POST", line);
        assertThat(response.isAsItCame()).isTrue();
        assertThat(response.takesOut()).isFalse();
        assertThat(lines(response)).containsExactly(line);
    }

    @Test
    void theGatewaysOwnCookieIsNotTheBackends() {
        VaultResponse response =
                answer(DEFAULT, Vault.EMPTY, "GET", "x=1", "sid=evil", "=sid=evil");
        assertThat(response.own()).isEqualTo(2);
        assertThat(lines(response)).containsExactly("x=1");
        assertThat(response.changes()).isEmpty();
        assertThat(response.isAsItCame()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"s=; Max-Age=0", "s=x; HttpOnly; Expires=Thu, 01 Jan 1970 00:00:00 GMT"})
    void aPastExpiryDeletesAndPasses(String line) {
        VaultResponse response = answer(DEFAULT, vault("s=1; HttpOnly"), "POST", line);
        assertThat(lines(response)).containsExactly(line);
        assertThat(vault("s=1; HttpOnly").apply(response.changes(), NOW).vault().isEmpty())
                .isTrue();
        assertThat(response.rotates()).isFalse();
        assertThat(response.changes().getFirst().creates()).isFalse();
    }

    @Test
    void aCookieThatScriptsMayReadNowLeavesTheVault() {
        VaultResponse response = answer(DEFAULT, vault("s=1; HttpOnly"), "GET", "s=2");
        assertThat(lines(response)).containsExactly("s=2");
        assertThat(response.changes()).containsExactly(delete("s=2"));
    }

    @Test
    void aNameThatStaysInTheVaultIsKeptWhole() {
        VaultResponse response = answer(DEFAULT, vault("s=1; HttpOnly"), "GET", "s=2; Path=/");
        assertThat(lines(response)).isEmpty();
        assertThat(response.changes()).containsExactly(put("s=2; Path=/"));
    }

    @Test
    void theLastLineOfOneResponseCounts() {
        VaultResponse response = answer(DEFAULT, Vault.EMPTY, "GET", "s=1; HttpOnly", "s=2");
        assertThat(lines(response)).containsExactly("s=2");
        assertThat(Vault.EMPTY.apply(response.changes(), NOW).vault().isEmpty()).isTrue();
    }

    @Test
    void whatTheRecordHasNoRoomForPasses() {
        VaultResponse response =
                answer(DEFAULT, Vault.EMPTY, "GET", "x=1", "s=2; HttpOnly", "t=3; HttpOnly");
        assertThat(response.lines(List.of(put("t=3; HttpOnly"))))
                .containsExactly("x=1", "t=3; HttpOnly");
    }

    @ParameterizedTest
    @CsvSource({
        "POST,new=1; HttpOnly,true",
        "PUT,new=1; HttpOnly,true",
        "PATCH,new=1; HttpOnly,true",
        "DELETE,new=1; HttpOnly,true",
        "post,new=1; HttpOnly,true",
        "GET,new=1; HttpOnly,false",
        "HEAD,new=1; HttpOnly,false",
        "OPTIONS,new=1; HttpOnly,false",
        "TRACE,new=1; HttpOnly,false",
        "POST,s=2; HttpOnly,false",
        "POST,login=2; HttpOnly,true",
        "POST,login=1; HttpOnly,false",
        "GET,login=2; HttpOnly,false",
        "POST,login=1; HttpOnly; Path=/,true",
        "POST,new=1,false",
        "POST,login=; HttpOnly; Max-Age=0,false",
        "POST,gone=1; HttpOnly,true",
    })
    void aLoginIsACookieMadeOrChangedByAnUnsafeMethod(String method, String line, boolean rotates) {
        VaultChange expired = put(Cookies.cookie("gone=0; Max-Age=5", SCOPE, NOW - 6000));
        Vault vault =
                vault("s=1; HttpOnly", "login=1; HttpOnly")
                        .apply(List.of(expired), NOW - 6000)
                        .vault();
        assertThat(answer(rules("", "", "", "login"), vault, method, line).rotates())
                .isEqualTo(rotates);
    }

    @Test
    void aLoginOverAnAdoptedCookieRotates() {
        VaultRules rules = rules("", "", "s", "");
        VaultResponse response =
                request(rules, Vault.EMPTY, "s=before")
                        .answer("POST", List.of("s=after; HttpOnly"), NOW);
        assertThat(response.rotates()).isTrue();
        assertThat(Vault.EMPTY.apply(response.changes(), NOW).vault().cookieField(SCOPE, NOW))
                .isEqualTo("s=after");
    }

    @Test
    void anAdoptedCookieIsTakenFromTheBrowser() {
        VaultRules rules = rules("", "", "s __Host-t", "");
        VaultResponse response =
                request(rules, Vault.EMPTY, "s=1; __Host-t=2").answer("GET", List.of("x=1"), NOW);
        assertThat(response.changes()).hasSize(2).allMatch(VaultChange::creates);
        assertThat(response.takesOut()).isFalse();
        assertThat(lines(response))
                .containsExactlyInAnyOrder(
                        "s=; Path=/; Secure; Max-Age=0",
                        "__Host-t=; Path=/; Secure; Max-Age=0",
                        "x=1");
        VaultChange.Put refused = (VaultChange.Put) response.changes().getFirst();
        assertThat(response.lines(List.of(refused)))
                .containsExactly("__Host-t=; Path=/; Secure; Max-Age=0", "x=1");
    }

    @Test
    void aCopyElsewhereIsTakenAwayOnceTheBackendSaysWhere() {
        VaultRules rules = rules("", "", "s", "");
        VaultRequest request = request(rules, vault("s=1; HttpOnly"), "s=stale");
        String line = "s=2; HttpOnly; Path=/; Domain=example.com";
        assertThat(lines(request.answer("GET", List.of(line), NOW)))
                .containsExactly("s=; Path=/; Domain=example.com; Max-Age=0");
        assertThat(lines(answer(rules, vault("s=1; HttpOnly"), "GET", line))).isEmpty();
    }

    @Test
    void whatTakesACookieAwayIsWhatBrowsersTakeForIt() {
        for (String line :
                List.of(
                        "a=1; Path=/x",
                        "a=1; Domain=example.com",
                        "__Host-a=1; Secure; Path=/",
                        "a=1; Secure; Partitioned")) {
            StoredCookie stored = Cookies.cookie(line);
            StoredCookie gone = Cookies.cookie(VaultResponse.expiring(stored.cookie()));
            assertThat(gone.isSame(stored)).as(line).isTrue();
            assertThat(gone.cookie().isExpired(NOW)).isTrue();
            assertThat(gone.cookie().partitioned()).isEqualTo(stored.cookie().partitioned());
        }
    }

    @Test
    void valuesAreNeverShown() {
        VaultResponse response =
                answer(DEFAULT, Vault.EMPTY, "GET", "s=secret; HttpOnly", "x=secret");
        assertThat(response.toString()).doesNotContain("secret");
    }
}
