package dev.nonstick.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameReadingsTest {
    private final NameReadings readings = new NameReadings(Set.of(NameReadings.of("my_app")));

    NameReadingsTest() {
        readings.add("session");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "session",
                "SESSION",
                "sEssion",
                "%73ession",
                "se%53sion",
                "%20session",
                "+session",
                "session[]",
                "session[x]",
                "session%5bx",
                "session%00",
                "session%00x",
                "my_app",
                "my.app",
                "my app",
                "my+app",
                "my-app",
                "my[app",
                "my%5Fapp",
                "my%5fapp",
                "MY%20App",
            })
    void aNameThatAServerMayReadSoIsGuarded(String name) {
        assertThat(readings.isGuarded(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sessio",
                "session2",
                "session_",
                "xsession",
                "_session",
                "__Host-session",
                "s%65ssi",
                "%7",
                "%zzsession",
                "myapp",
                "%2573ession",
            })
    void otherNamesAreNot(String name) {
        assertThat(readings.isGuarded(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=1,session=2",
                "a=1, session=2",
                "a=1 session=2",
                "a=1\tSESSION=2",
                "a=1 session = 2",
                "a=\"session=2",
                "a=\"x\"session=2",
                "a,session=2",
                "a=b=c,my.app=2",
                "x my%5fapp=2",
                ",session=2",
            })
    void aSecondNameBehindSomeParsersSeparatorIsFound(String cookie) {
        assertThat(readings.hidesGuarded(cookie)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "session=2",
                "a=session",
                "a=session=2",
                "a=b.session=2",
                "a=session==",
                "a=1, session",
                "=",
                "==,=",
                "a",
            })
    void whatIsNoSecondCookieIsNot(String cookie) {
        assertThat(readings.hidesGuarded(cookie)).isFalse();
    }

    @Test
    void aLongCookieTakesLinearTime() {
        assertThat(readings.hidesGuarded("a=" + "x".repeat(30_000) + "=".repeat(30_000))).isFalse();
        assertThat(readings.hidesGuarded("a=" + " ".repeat(30_000) + "=".repeat(30_000))).isFalse();
    }

    @Test
    void onlyWhatWasAddedCountsAsAdded() {
        assertThat(readings.isAdded("Session[1]")).isTrue();
        assertThat(readings.isAdded("my_app")).isFalse();
    }
}
