package dev.nonstick.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.http.BareItem;
import dev.nonstick.http.MalformedFieldException;
import dev.nonstick.http.Member;
import dev.nonstick.http.StructuredFields;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateFieldTest {
    private static String encode(Map<String, Attribute> state) {
        Latin1Text text = new Latin1Text(0);
        StateField.append(state, text);
        return text.from(0, text.length());
    }

    private static Attribute blob(String value, String type) {
        return new Attribute.Blob(value.getBytes(StandardCharsets.UTF_8), type);
    }

    @Test
    void theExampleOfTheProtocolIsWritten() {
        assertThat(
                        encode(
                                Samples.state(
                                        "cart", blob("hello", "php"),
                                        "visits", Samples.counter(3),
                                        "café", blob("{}", "json"))))
                .isEqualTo(
                        "\"cart\";v=:aGVsbG8=:;t=php, \"visits\";v=3,"
                                + " %\"caf%c3%a9\";v=:e30=:;t=json");
    }

    @Test
    void noStateIsAnEmptyField() {
        assertThat(encode(Map.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "a~\"a\"",
                "a b~\"a b\"",
                "a\"b~\"a\\\"b\"",
                "a\\b~\"a\\\\b\"",
                "50%~\"50%\"",
                "ä~%\"%c3%a4\"",
                "日~%\"%e6%97%a5\"",
                "😀~%\"%f0%9f%98%80\"",
                "ä%~%\"%c3%a4%25\"",
                "ä\"~%\"%c3%a4%22\"",
                "ä\\~%\"%c3%a4\\\"",
                "a\tb~%\"a%09b\"",
                "\u007f~%\"%7f\"",
            })
    void namesAreWrittenAsStringsOrDisplayStrings(String name, String expected) {
        assertThat(encode(Map.of(name, Samples.counter(1)))).isEqualTo(expected + ";v=1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "php         ~ ;t=php",
                "java-1.2_x  ~ ;t=java-1.2_x",
                "x y         ~ ;t=\"x y\"",
                "1           ~ ;t=\"1\"",
                "-a          ~ ;t=\"-a\"",
                "a/b         ~ ;t=\"a/b\"",
                "a\"b        ~ ;t=\"a\\\"b\"",
                "a\\b        ~ ;t=\"a\\\\b\"",
            })
    void typeTagsAreTokensOrStrings(String type, String expected) {
        assertThat(encode(Map.of("a", blob("", type)))).isEqualTo("\"a\";v=::" + expected);
    }

    @Test
    void anEmptyTypeTagIsLeftOut() {
        assertThat(encode(Map.of("a", blob("", "")))).isEqualTo("\"a\";v=::");
    }

    @Test
    void whatIsWrittenIsReadBack() throws MalformedFieldException {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 2_000; i++) {
            Map<String, Attribute> state = Samples.randomState(random, 40);
            assertThat(Samples.text(read(encode(state)))).isEqualTo(Samples.text(state));
        }
    }

    @Test
    void theLengthIsNeverUnderestimated() {
        SplittableRandom random = new SplittableRandom(12);
        for (int i = 0; i < 20_000; i++) {
            Map<String, Attribute> state = Samples.randomState(random, 40);
            String field = encode(state);
            assertThat(StateField.lengthOf(state)).as(field).isGreaterThanOrEqualTo(field.length());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "\"", "\\", "é", "日", "😀", "\u0001", "é%", "é\"", "😀%\"\\"})
    void theLengthOfHostileNamesAndTagsIsNotUnderestimated(String part) {
        Map<String, Attribute> state = new LinkedHashMap<>();
        state.put(part.repeat(60), Samples.counter(-999_999_999_999_999L));
        state.put("é" + part.repeat(60), blob("x", "\"".repeat(64)));
        state.put("z" + part.repeat(60), blob("xy", "\\".repeat(64)));
        assertThat(StateField.lengthOf(state)).isGreaterThanOrEqualTo(encode(state).length());
    }

    @Test
    void theLengthIsCloseForPlainState() {
        Map<String, Attribute> state =
                Samples.state(
                        "cart", blob("x".repeat(3_000), "php"),
                        "user", blob("y".repeat(100), ""),
                        "100%", Samples.counter(1));
        int length = encode(state).length();
        assertThat(StateField.lengthOf(state)).isBetween(length, length + 40);
    }

    private static Map<String, Attribute> read(String field) throws MalformedFieldException {
        Map<String, Attribute> state = new LinkedHashMap<>();
        for (Member member : StructuredFields.parseList(field)) {
            Member.Item item = (Member.Item) member;
            state.put(
                    text(item.value()),
                    switch (item.params().get("v")) {
                        case BareItem.Int(long value) -> new Attribute.Counter(value);
                        case BareItem.Bytes(byte[] value) ->
                                new Attribute.Blob(value, text(item.params().get("t")));
                        case null, default -> throw new AssertionError(field);
                    });
        }
        return state;
    }

    private static String text(@Nullable BareItem item) {
        return switch (item) {
            case null -> "";
            case BareItem.Str(String value) -> value;
            case BareItem.Display(String value) -> value;
            case BareItem.Token(String value) -> value;
            default -> throw new AssertionError(item);
        };
    }
}
