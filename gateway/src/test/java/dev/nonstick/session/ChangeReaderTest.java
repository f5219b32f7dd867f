package dev.nonstick.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.session.ChangeReader.Asked;
import dev.nonstick.session.ChangeReader.Reading;
import dev.nonstick.session.ChangeReader.Refused;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeReaderTest {
    private static final Set<String> ALL =
            Set.of("rotate", "destroy", "authenticate", "destroy-all", "timeouts");

    private static Reading read(@Nullable String update, @Nullable String control) {
        return ChangeReader.read(update, control, ALL);
    }

    private static Change asked(@Nullable String update, @Nullable String control) {
        Reading reading = read(update, control);
        assertThat(reading).isInstanceOf(Asked.class);
        return ((Asked) reading).change();
    }

    private static String refused(Reading reading) {
        assertThat(reading).isInstanceOf(Refused.class);
        return ((Refused) reading).reason();
    }

    private static String operations(String update) {
        return Operations.text(asked(update, null).operations());
    }

    @Test
    void theExampleOfTheProtocolIsUnderstood() {
        assertThat(operations("\"cart\";put=:aGVsbG8=:;t=php, \"visits\";incr=1, \"theme\";del"))
                .isEqualTo("put cart 68656c6c6f(php), incr visits 1, del theme");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "\"a\";put=::                        ~ put a ()",
                "\"a\";put=:AA==:                    ~ put a 00()",
                "\"a\";put=:AA==:;t=java             ~ put a 00(java)",
                "\"a\";t=java;put=:AA==:             ~ put a 00(java)",
                "\"a\";put=:AA==:;t=\"x y\"          ~ put a 00(x y)",
                "\"a\";put=:AA==:;t=\"\"             ~ put a 00()",
                "\"a\";put=:AA==:;t=a/b:c            ~ put a 00(a/b:c)",
                "\"a\";put=0                         ~ put a 0",
                "\"a\";put=-5                        ~ put a -5",
                "\"a\";put=999999999999999           ~ put a 999999999999999",
                "\"a\";incr=1                        ~ incr a 1",
                "\"a\";incr=-1                       ~ incr a -1",
                "\"a\";incr=0                        ~ incr a 0",
                "\"a\";del                           ~ del a",
                "\"a\";del=?1                        ~ del a",
                "\"a b\";del                         ~ del a b",
                "\"\\\"\\\\\";del                    ~ del \"\\",
                "%\"caf%c3%a9\";del                  ~ del café",
                "%\"%f0%9f%98%80\";incr=2            ~ incr 😀 2",
                "%\"plain\";del                      ~ del plain",
                "\"a\";  del                         ~ del a",
                "\"a\";del,\"a\";incr=1,\"a\";put=2  ~ del a, incr a 1, put a 2",
            })
    void understandsEveryOperation(String update, String expected) {
        assertThat(operations(update)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // no operation, or two
                "\"a\"",
                "\"a\";t=php",
                "\"a\";put=:AA==:;del",
                "\"a\";put=1;incr=1",
                "\"a\";incr=1;del",
                "\"a\";put=:AA==:;t=php;del",
                // unknown operations and parameters
                "\"a\";set=:AA==:",
                "\"a\";append=1",
                "\"a\";append=:AA==:;put=:AA==:",
                "\"a\";PUT=:AA==:",
                "\"a\";put=:AA==:;x",
                "\"a\";put=:AA==:;t=php;ttl=5",
                "\"a\";del;t=php",
                "\"a\";incr=1;t=php",
                "\"a\";put=1;t=php",
                // wrong types
                "\"a\";put",
                "\"a\";put=?1",
                "\"a\";put=\"x\"",
                "\"a\";put=x",
                "\"a\";put=1.5",
                "\"a\";put=@5",
                "\"a\";put=%\"x\"",
                "\"a\";incr",
                "\"a\";incr=1.0",
                "\"a\";incr=\"1\"",
                "\"a\";incr=:AA==:",
                "\"a\";del=?0",
                "\"a\";del=1",
                "\"a\";del=true",
                "\"a\";put=:AA==:;t",
                "\"a\";put=:AA==:;t=1",
                "\"a\";put=:AA==:;t=:AA==:",
                "\"a\";put=:AA==:;t=%\"x\"",
                // wrong names
                "\"\";del",
                "%\"\";del",
                "a;del",
                "1;del",
                "?1;del",
                "@1;del",
                ":AA==:;del",
                "(\"a\");del",
                "(\"a\";del)",
                "();del",
                // no structured field
                "\"a\";put=:AA=:",
                "\"a\";put=:A A=:",
                "\"a\";put=:AA==",
                "\"a;del",
                "\"a\";del,",
                ",\"a\";del",
                "\"a\";del \"b\";del",
                "\"é\";del",
                "%\"%e9\";del",
                "\"a\";incr=1000000000000000",
                "\"a\";put=1e3",
                "\"a\";;del",
            })
    void oneBadMemberRefusesTheWholeChange(String bad) {
        refused(read(bad, null));
        refused(read("\"first\";del, " + bad, null));
        refused(read(bad + ", \"last\";incr=1", null));
        refused(read(bad, "rotate"));
        refused(read("\"first\";del, " + bad + ", \"last\";incr=1", "destroy"));
    }

    @Test
    void nothingAskedIsAnEmptyChange() {
        assertThat(asked(null, null).isEmpty()).isTrue();
        assertThat(asked("", null).isEmpty()).isTrue();
        assertThat(asked(null, "").isEmpty()).isTrue();
        assertThat(asked(" ", " ").isEmpty()).isTrue();
    }

    @Test
    void joinedLinesAreOneList() {
        assertThat(operations("\"a\";del" + ", " + "\"b\";incr=1" + ", " + "\"a\";put=2"))
                .isEqualTo("del a, incr b 1, put a 2");
    }

    @Test
    void controlWordsAreUnderstoodAloneAndTogether() {
        assertThat(asked(null, "rotate")).isEqualTo(new Change(false, true, List.of()));
        assertThat(asked(null, "destroy")).isEqualTo(new Change(true, false, List.of()));
        assertThat(asked(null, "destroy, rotate")).isEqualTo(new Change(true, true, List.of()));
        assertThat(asked(null, "rotate, rotate")).isEqualTo(new Change(false, true, List.of()));
        assertThat(asked(null, "rotate=?1")).isEqualTo(new Change(false, true, List.of()));
    }

    @Test
    void loginEndingAndTimeoutsAreUnderstood() {
        assertThat(asked(null, "authenticate=\"alice\", idle=900, absolute=3600"))
                .isEqualTo(
                        new Change(
                                Change.Ending.NONE,
                                Change.Rotation.NONE,
                                "alice",
                                new Timeouts(900, 3600),
                                List.of()));
        assertThat(asked(null, "authenticate=%\"caf%c3%a9\"").principal()).isEqualTo("café");
        assertThat(asked(null, "destroy-all, destroy").ending())
                .isEqualTo(Change.Ending.ALL_OF_PRINCIPAL);
        assertThat(asked(null, "authenticate=\"alice\"").toString()).doesNotContain("alice");
    }

    @Test
    void controlAndUpdateTravelTogether() {
        Change change = asked("\"a\";put=1", "destroy");
        assertThat(change.ends()).isTrue();
        assertThat(change.rotation()).isEqualTo(Change.Rotation.NONE);
        assertThat(Operations.text(change.operations())).isEqualTo("put a 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Rotate",
                "rotate=?0",
                "rotate=1",
                "rotate=yes",
                "rotate;now",
                "rotate=(a)",
                "rotate, destroy=?0",
                "destroy-all=1",
                "authenticate",
                "authenticate=\"\"",
                "authenticate=alice",
                "authenticate=\"alice\";x",
                "idle",
                "idle=0",
                "idle=-1",
                "idle=1.5",
                "rotate, absolute=99999999999",
                "revoke",
                "rotate,",
                "rotate destroy",
                "\"rotate\"",
                ", rotate",
            })
    void oneBadControlMemberRefusesTheWholeChange(String control) {
        assertThat(refused(read(null, control))).isNotBlank();
        refused(read("\"a\";put=1", control));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "rotate          ~ rotate",
                "destroy         ~ destroy",
                "rotate          ~ ",
                "rotate, destroy ~ rotate",
                "destroy-all     ~ destroy",
                "authenticate=\"alice\" ~ destroy",
                "idle=900        ~ rotate",
                "absolute=900    ~ rotate",
            })
    void whatTheRouteDoesNotListIsRefused(String control, @Nullable String allowed) {
        Set<String> list = allowed == null ? Set.of() : Set.of(allowed);
        Reading reading = ChangeReader.read("\"a\";put=1", control, list);
        if (control.equals(allowed)) {
            assertThat(reading).isInstanceOf(Asked.class);
        } else {
            assertThat(refused(reading)).contains("routes[].control");
        }
    }

    @Test
    void updatesNeedNoPermission() {
        assertThat(ChangeReader.read("\"a\";put=1", null, Set.of())).isInstanceOf(Asked.class);
    }

    @Test
    void aReasonNamesFieldAndMemberButShowsNoContent() {
        assertThat(refused(read("\"a\";del, \"secret\";put=\"hunter2\"", null)))
                .isEqualTo(
                        "Offload-Update: member 2 (expected: a name with one of put=:bytes:,"
                                + " put=integer, incr=integer, append=:bytes:, del)");
        assertThat(refused(read(null, "secret"))).startsWith("Offload-Control: ");
        assertThat(refused(read("\"secret\";put=:hunter2:x", null)))
                .doesNotContain("secret", "hunter2");
        assertThat(refused(read(null, "rotate=\"hunter2\""))).doesNotContain("hunter2");
    }

    @Test
    void namesHaveAtMost256Bytes() {
        assertThat(operations("\"" + "n".repeat(256) + "\";del")).endsWith("n");
        refused(read("\"" + "n".repeat(257) + "\";del", null));
        assertThat(operations("%\"" + "%c3%a9".repeat(128) + "\";del")).endsWith("é");
        refused(read("%\"" + "%c3%a9".repeat(128) + "n\";del", null));
    }

    @Test
    void typeTagsHaveAtMost64Characters() {
        assertThat(operations("\"a\";put=::;t=" + "t".repeat(64))).contains("ttt");
        refused(read("\"a\";put=::;t=" + "t".repeat(65), null));
        refused(read("\"a\";put=::;t=\"" + "t".repeat(65) + "\"", null));
    }

    @Test
    void aFieldIsBounded() {
        String member = "\"a\";incr=1";
        String most = (member + ", ").repeat(1023) + member;
        assertThat(asked(most, null).operations()).hasSize(1024);
        refused(read(most + ", " + member, null));
        String put = "\"a\";put=:";
        int room = ChangeReader.MAX_UPDATE - put.length() - 1;
        String value = "A".repeat(room - room % 4);
        assertThat(read(put + value + ":", null)).isInstanceOf(Asked.class);
        refused(read(put + value + "A".repeat(8) + ":", null));
    }
}
