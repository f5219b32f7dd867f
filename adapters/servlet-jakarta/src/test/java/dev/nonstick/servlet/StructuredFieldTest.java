package dev.nonstick.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
class StructuredFieldTest {

    private static final String EXAMPLE =
            "\"cart\";v=:aGVsbG8=:;t=java, \"visits\";v=3, %\"caf%c3%a9\";v=:AA==:;t=\"x y\"";

    @Test
    void readsTheExampleOfTheProtocol() throws Exception {
        List<SfItem> items = SfParser.list(EXAMPLE);

        assertThat(items).extracting(item -> item.value).containsExactly("cart", "visits", "café");
        assertThat((byte[]) items.get(0).parameter("v")).asString().isEqualTo("hello");
        assertThat(items.get(0).parameter("t")).isEqualTo(new SfToken("java"));
        assertThat(items.get(1).parameter("v")).isEqualTo(3L);
        assertThat(items.get(2).parameter("t")).isEqualTo("x y");
    }

    @Test
    void readsEveryTypeOfItem() throws Exception {
        Map<String, SfItem> members =
                SfParser.dictionary(
                        "a=-15,b=1.25,\tc=\"q\\\"\\\\\", d=to/k:en ,e=?0, f, g=@17;p;q=*x,"
                                + " h=(1 \"two\";z  3);y=?1, *i=%\"%25\"");

        assertThat(members.keySet()).containsExactly("a", "b", "c", "d", "e", "f", "g", "h", "*i");
        assertThat(members.get("a").value).isEqualTo(-15L);
        assertThat(members.get("b").value).isEqualTo(new BigDecimal("1.25"));
        assertThat(members.get("c").value).isEqualTo("q\"\\");
        assertThat(members.get("d").value).isEqualTo(new SfToken("to/k:en"));
        assertThat(members.get("e").value).isEqualTo(false);
        assertThat(members.get("f").value).isEqualTo(true);
        assertThat(members.get("g").value).isEqualTo(Instant.ofEpochSecond(17));
        assertThat(members.get("g").parameters).containsEntry("p", true).containsKey("q");
        assertThat((List<?>) members.get("h").value).hasSize(3);
        assertThat(members.get("*i").value).isEqualTo("%");
        assertThat(SfParser.list("  ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,",
                ",a",
                "a b",
                "1.",
                "1.2345",
                "1234567890123.1",
                "1234567890123456",
                "--1",
                "\"open",
                "\"\\x\"",
                "\"\u00e9\"",
                ":open",
                ":?:",
                "?2",
                "@1.5",
                "%x",
                "%\"%C3\"",
                "%\"%c3\"",
                "%\"%f",
                "(1",
                "(1,2)",
                "(1)x",
                "a;",
                "a;B",
                "a;=1",
                "\u0000",
                "{",
                "a\t\u000b"
            })
    void refusesWhatIsNotAList(String text) {
        assertThatThrownBy(() -> SfParser.list(text)).isInstanceOf(MalformedFieldException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=", "A=1", "a=1 b=2", "a=1,", "1=1", "a=(", "=1"})
    void refusesWhatIsNotADictionary(String text) {
        assertThatThrownBy(() -> SfParser.dictionary(text))
                .isInstanceOf(MalformedFieldException.class);
    }

    @Test
    void refusesMoreThan48KiB() throws Exception {
        String longest = "\"" + "a".repeat(SfParser.MAX_LENGTH - 2) + "\"";

        assertThat(SfParser.list(longest)).hasSize(1);
        assertThatThrownBy(() -> SfParser.list(longest + " "))
                .isInstanceOf(MalformedFieldException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cart", "a\"b\\c", "café", "100% \"é\"", "tab\t", "\u007f", "😀"})
    void namesComeBackAsTheyWere(String name) throws Exception {
        assertThat(SfParser.list(SfWriter.name(name)).get(0).value).isEqualTo(name);
    }

    @Test
    void writesDisplayStringsInLowerCaseHex() {
        assertThat(SfWriter.name("café")).isEqualTo("%\"caf%c3%a9\"");
        assertThat(SfWriter.name("plain")).isEqualTo("\"plain\"");
    }

    /** Random and mutated input ends in a value or a clean error, never in anything else. */
    @Test
    void survivesNoise() {
        Random random = new Random(42);
        String alphabet = "\"\\%:;=,@?()*-.019azAZ \t\u0000\u007f\u00e9\uffff";
        int failures = 0;
        for (int round = 0; round < 50_000; round++) {
            StringBuilder text = new StringBuilder(round % 2 == 0 ? EXAMPLE : "");
            for (int edits = random.nextInt(12); edits >= 0; edits--) {
                int at = random.nextInt(text.length() + 1);
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                if (at < text.length() && random.nextBoolean()) {
                    text.deleteCharAt(at);
                } else {
                    text.insert(at, c);
                }
            }
            failures += failsCleanly(text.toString());
        }
        assertThat(failures).isBetween(50_000, 99_000);
    }

    private static int failsCleanly(String text) {
        int failures = 0;
        try {
            SfParser.dictionary(text);
        } catch (MalformedFieldException e) {
            assertThat(e.getMessage()).contains("expected");
            failures++;
        }
        try {
            Envelope.parse("v=1, status=ok", text);
        } catch (MalformedFieldException e) {
            assertThat(e.getMessage()).contains("expected");
            failures++;
        }
        return failures;
    }
}
