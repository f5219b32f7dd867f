package dev.nonstick.config;

import static dev.nonstick.config.ConfigTexts.POOL;
import static dev.nonstick.config.ConfigTexts.errors;
import static dev.nonstick.config.ConfigTexts.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.routing.RouteSettings;
import dev.nonstick.routing.RouteSettings.Tiers;
import dev.nonstick.vault.VaultSettings;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TierParserTest {

    private static RouteSettings route(String keys) {
        return valid(POOL + "routes: [{pool: app, " + keys + "}]").routes().getFirst();
    }

    private static Tiers tiers(String keys) {
        return Objects.requireNonNull(route(keys).session()).tiers();
    }

    @Test
    void bothTiersAreOnWhereNothingIsSaid() {
        assertThat(tiers("refresh: true")).isEqualTo(Tiers.DEFAULT);
        assertThat(Objects.requireNonNull(valid(POOL).routes().getFirst().session()).tiers())
                .isEqualTo(new Tiers(true, VaultSettings.DEFAULT));
        assertThat(VaultSettings.DEFAULT.keep()).containsExactly(VaultSettings.HTTP_ONLY);
    }

    @Test
    void eachTierCanBeAlone() {
        assertThat(tiers("session: [envelope]")).isEqualTo(new Tiers(true, null));
        assertThat(tiers("session: [vault]")).isEqualTo(new Tiers(false, VaultSettings.DEFAULT));
        assertThat(route("session: []").session()).isNull();
    }

    @Test
    void whatTheVaultDoesIsRead() {
        assertThat(
                        tiers(
                                "vault: {keep: [session, 'app_*'], pass: [app_theme], adopt:"
                                        + " [session, 'old*'], rotate-on: [':http-only']}"))
                .isEqualTo(
                        new Tiers(
                                true,
                                new VaultSettings(
                                        List.of("session", "app_*"),
                                        List.of("app_theme"),
                                        List.of("session", "old*"),
                                        List.of(":http-only"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "session: [jar]|routes[0].session[0]: jar",
                "vault: {keep: []}|routes[0].vault.keep: empty (expected: a pattern, or no vault in session)",
                "vault: {keep: ['a b']}|routes[0].vault.keep[0]: a b (expected: cookie names, in which * stands for any characters, or \":http-only\" for every HttpOnly cookie)",
                "vault: {pass: [':httponly']}|routes[0].vault.pass[0]: :httponly (expected: cookie names",
                "vault: {adopt: [':http-only']}|routes[0].vault.adopt[0]: :http-only (expected: cookie names, in which * stands for any characters)",
                "vault: {rotate-on: ['']}|routes[0].vault.rotate-on[0]:",
                "vault: {keep: [a], pass: [a]}|routes[0].vault.pass: a (expected: not what keep names, too)",
                "vault: {adopt: [a], pass: [a]}|routes[0].vault.adopt: a (expected: not what pass leaves to the client)",
                "vault: {adopt: [__Host-sid]}|routes[0].vault.adopt: __Host-sid (expected: a backend's cookie, not the gateway's)",
                "vault: {keeep: [a]}|routes[0].vault.keeep: unknown key",
                "session: [envelope], vault: {keep: [a]}|routes[0].vault: given (expected: vault in this route's session list)",
                "session: [], vault: {}|routes[0].vault: given (expected: vault in this route's session list)",
            })
    void whatCannotBeMeantIsAnError(String keys, String error) {
        assertThat(errors(POOL + "routes: [{pool: app, " + keys + "}]"))
                .singleElement()
                .asString()
                .startsWith(error);
    }
}
