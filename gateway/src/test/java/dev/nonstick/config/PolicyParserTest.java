package dev.nonstick.config;

import static dev.nonstick.config.ConfigTexts.POOL;
import static dev.nonstick.config.ConfigTexts.errors;
import static dev.nonstick.config.ConfigTexts.valid;
import static dev.nonstick.config.ConfigTexts.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.routing.RouteSettings;
import dev.nonstick.routing.SessionPolicy;
import dev.nonstick.routing.SessionPolicy.Concurrency;
import dev.nonstick.routing.SessionPolicy.Logout;
import dev.nonstick.routing.SessionPolicy.OnStoreFailure;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyParserTest {

    private static List<SessionPolicy> policies(String yaml) {
        return valid(POOL + yaml).routes().stream()
                .map(RouteSettings::session)
                .map(session -> Objects.requireNonNull(session).policy())
                .toList();
    }

    @Test
    void nothingIsRelaxedUnasked() {
        assertThat(policies("")).containsExactly(SessionPolicy.DEFAULT);
        assertThat(SessionPolicy.DEFAULT)
                .isEqualTo(new SessionPolicy(OnStoreFailure.CLOSED, null, Concurrency.MERGE));
    }

    @Test
    void aRealmInheritsAndARouteOverrides() {
        String yaml =
                """
                session:
                  on-store-failure: anonymous
                  logout: {path: /bye}
                  realms:
                    heir: {cookie: {name: heir, secure: false}}
                    own:
                      cookie: {name: own, secure: false}
                      on-store-failure: closed
                      logout: {path: /own/, method: DELETE}
                    none: {cookie: {name: none, secure: false}, logout: null}
                routes:
                  - {match: {host: a}, pool: app}
                  - {match: {host: b}, pool: app, realm: heir}
                  - {match: {host: c}, pool: app, realm: own}
                  - {match: {host: d}, pool: app, realm: none, on-store-failure: closed}
                """;
        Logout bye = new Logout("POST", "/bye");
        assertThat(policies(yaml))
                .containsExactly(
                        policy(OnStoreFailure.ANONYMOUS, bye),
                        policy(OnStoreFailure.ANONYMOUS, bye),
                        policy(OnStoreFailure.CLOSED, new Logout("DELETE", "/own/")),
                        policy(OnStoreFailure.CLOSED, null));
    }

    @Test
    void theRouteThatIsAssumedHasThePolicyOfTheSession() {
        assertThat(policies("session: {on-store-failure: anonymous, logout: {path: /x}}"))
                .containsExactly(policy(OnStoreFailure.ANONYMOUS, new Logout("POST", "/x")));
    }

    private static SessionPolicy policy(
            OnStoreFailure onStoreFailure, @org.jspecify.annotations.Nullable Logout logout) {
        return new SessionPolicy(onStoreFailure, logout, Concurrency.MERGE);
    }

    @Test
    void aRelaxationIsSaidOnceWhereItIsWritten() {
        assertThat(warnings(POOL + "session: {on-store-failure: anonymous}"))
                .filteredOn(line -> line.contains("anonymous"))
                .singleElement()
                .asString()
                .startsWith("session.on-store-failure: ");
        assertThat(
                        warnings(
                                POOL
                                        + "routes: [{match: {host: a}, pool: app,"
                                        + " on-store-failure: anonymous}]"))
                .anyMatch(line -> line.startsWith("routes[0].on-store-failure: anonymous"));
        assertThat(warnings(POOL)).noneMatch(line -> line.contains("anonymous"));
    }

    @Test
    void aLogoutThatLinksCanCauseIsWarnedAbout() {
        assertThat(warnings(POOL + "session: {logout: {path: /bye, method: GET}}"))
                .anyMatch(line -> line.startsWith("session.logout.method: GET ends sessions"));
        assertThat(warnings(POOL + "session: {logout: {path: /bye, method: POST}}"))
                .noneMatch(line -> line.contains("logout"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "session: {on-store-failure: open}|session.on-store-failure: open (expected: ",
                "session: {logout: {method: POST}}|session.logout.path: missing (expected: ",
                "session: {logout: {path: bye}}|session.logout.path: bye (expected: a path",
                "session: {logout: {path: '/bye?a'}}|session.logout.path: ",
                "session: {logout: {path: /bye, method: post}}|session.logout.method: post (exp",
                "session: {logout: {path: /bye, metod: GET}}|session.logout.metod: unknown key"
            })
    void mistakesAreNamed(String yaml, String error) {
        assertThat(errors(POOL + yaml)).singleElement().asString().startsWith(error);
    }
}
