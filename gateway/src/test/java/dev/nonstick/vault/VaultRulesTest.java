package dev.nonstick.vault;

import static dev.nonstick.vault.Cookies.cookie;
import static dev.nonstick.vault.Cookies.rules;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VaultRulesTest {

    private static boolean keeps(VaultRules rules, String line) {
        return rules.keeps(cookie(line).cookie());
    }

    @Test
    void httpOnlyCookiesAreKeptByDefault() {
        VaultRules rules = rules("", "", "", "");
        assertThat(keeps(rules, "a=1; HttpOnly")).isTrue();
        assertThat(keeps(rules, "XSRF-TOKEN=1")).isFalse();
    }

    @Test
    void whatKeepNamesIsKeptAndPassWins() {
        VaultRules rules = rules("session app_*", "app_theme", "", "");
        assertThat(keeps(rules, "session=1")).isTrue();
        assertThat(keeps(rules, "app_x=1")).isTrue();
        assertThat(keeps(rules, "app_theme=1; HttpOnly")).isFalse();
        assertThat(keeps(rules, "Session=1; HttpOnly")).isFalse();
        assertThat(keeps(rules("session :http-only", "", "", ""), "x=1; HttpOnly")).isTrue();
        assertThat(keeps(rules("*", ":http-only", "", ""), "x=1; HttpOnly")).isFalse();
        assertThat(keeps(rules("*", ":http-only", "", ""), "x=1")).isTrue();
    }

    @Test
    void aCookieWithoutANameIsTheClients() {
        assertThat(keeps(rules("*", "", "", ""), "token; HttpOnly")).isFalse();
    }

    @Test
    void aPartitionedCookieIsKeptOnlyWhereItIsNamed() {
        String line = "a=1; HttpOnly; Secure; Partitioned";
        assertThat(keeps(rules("", "", "", ""), line)).isFalse();
        assertThat(keeps(rules("*", "", "", ""), line)).isFalse();
        assertThat(keeps(rules("a", "", "", ""), line)).isTrue();
    }

    @Test
    void adoptNamesNeitherWhatPassesNorTheGatewaysOwn() {
        VaultRules rules = rules("", "theme", "*", "");
        assertThat(rules.adopts("a")).isTrue();
        assertThat(rules.adopts("theme")).isFalse();
        assertThat(rules.adopts("sid")).isFalse();
        assertThat(rules.adopts("__Host-sid")).isFalse();
        assertThat(rules("", "", ":http-only", "").adopts("a")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "*,anything,true",
        "a*,a,true",
        "a*,abc,true",
        "a*,ba,false",
        "*a,bca,true",
        "*a,ab,false",
        "a*b*c,aXbYc,true",
        "a*b*c,abcbc,true",
        "a*b*c,acb,false",
        "a**b,ab,true",
        "*ab*,xaab,true",
        "a*,A,false",
    })
    void aStarStandsForAnyCharacters(String pattern, String name, boolean matches) {
        assertThat(keeps(rules(pattern, "", "", ""), name + "=1")).isEqualTo(matches);
    }

    @Test
    void manyStarsTakeNoMoreThanLengthTimesLength() {
        VaultRules rules = rules("*a".repeat(500) + "b", "", "", "");
        assertThat(keeps(rules, "a".repeat(4000) + "=1")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sid=x",
                "sid=x; Path=/",
                " sid = x",
                "sid",
                "sid; Path=/",
                "=sid=x",
                " == sid=x",
                "__Host-sid=x",
                "sid=x\u0000",
            })
    void theGatewaysOwnNamesAreSeenInAnyLine(String line) {
        assertThat(rules("", "", "", "").isOwn(line)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";", "=", "sid2=x", "SID=x", "a=sid", "a=1; sid=x", "xsid=1"})
    void othersAreNot(String line) {
        assertThat(rules("", "", "", "").isOwn(line)).isFalse();
    }

    @Test
    void aPatternIsATokenOrHttpOnly() {
        assertThat(VaultSettings.isPattern(":http-only")).isTrue();
        assertThat(VaultSettings.isPattern("__Host-app.*")).isTrue();
        assertThat(VaultSettings.isPattern("")).isFalse();
        assertThat(VaultSettings.isPattern("a b")).isFalse();
        assertThat(VaultSettings.isPattern("a=b")).isFalse();
        assertThat(VaultSettings.isPattern(":secure")).isFalse();
    }
}
