package dev.nonstick.http;

import static dev.nonstick.http.StructuredFields.parseDictionary;
import static dev.nonstick.http.StructuredFields.parseItem;
import static dev.nonstick.http.StructuredFields.parseList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.nonstick.http.BareItem.Bool;
import dev.nonstick.http.BareItem.Bytes;
import dev.nonstick.http.BareItem.Date;
import dev.nonstick.http.BareItem.Dec;
import dev.nonstick.http.BareItem.Display;
import dev.nonstick.http.BareItem.Int;
import dev.nonstick.http.BareItem.Str;
import dev.nonstick.http.BareItem.Token;
import dev.nonstick.http.Member.InnerList;
import dev.nonstick.http.Member.Item;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of RFC 9651 and the fields of docs/protocol. */
class StructuredFieldsTest {

    private static Item item(BareItem value, Params.Param... params) {
        return new Item(value, new Params(List.of(params)));
    }

    private static Params.Param param(String name, BareItem value) {
        return new Params.Param(name, value);
    }

    private static Bytes bytes(String ascii) {
        return new Bytes(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    static Stream<Arguments> bareItems() {
        return Stream.of(
                Arguments.of("42", new Int(42)),
                Arguments.of("-0", new Int(0)),
                Arguments.of("007", new Int(7)),
                Arguments.of("999999999999999", new Int(999_999_999_999_999L)),
                Arguments.of("-999999999999999", new Int(-999_999_999_999_999L)),
                Arguments.of("4.5", new Dec(new BigDecimal("4.5"))),
                Arguments.of("-0.250", new Dec(new BigDecimal("-0.250"))),
                Arguments.of("123456789012.123", new Dec(new BigDecimal("123456789012.123"))),
                Arguments.of("\"hello world\"", new Str("hello world")),
                Arguments.of("\"\"", new Str("")),
                Arguments.of("\"a\\\"b\\\\c\\\"\"", new Str("a\"b\\c\"")),
                Arguments.of("\"\\\\\"", new Str("\\")),
                Arguments.of("foo123/456", new Token("foo123/456")),
                Arguments.of("*", new Token("*")),
                Arguments.of("a!#$%&'*+-.^_`|~:/", new Token("a!#$%&'*+-.^_`|~:/")),
                Arguments.of(
                        ":cHJldGVuZCB0aGlzIGlzIGJpbmFyeSBjb250ZW50Lg==:",
                        bytes("pretend this is binary content.")),
                Arguments.of("::", bytes("")),
                Arguments.of(":YQ==:", bytes("a")),
                Arguments.of(":YQ:", bytes("a")),
                Arguments.of(":YWI:", bytes("ab")),
                Arguments.of(":YR==:", bytes("a")),
                Arguments.of(":/+A=:", new Bytes(new byte[] {(byte) 0xff, (byte) 0xe0})),
                Arguments.of("?1", Bool.TRUE),
                Arguments.of("?0", Bool.FALSE),
                Arguments.of("@1659578233", new Date(1_659_578_233)),
                Arguments.of("@-1", new Date(-1)),
                Arguments.of(
                        "%\"This is intended for display to %c3%bcsers.\"",
                        new Display("This is intended for display to üsers.")),
                Arguments.of("%\"%f0%9f%98%80%25%22\"", new Display("😀%\"")),
                Arguments.of("%\"\"", new Display("")),
                Arguments.of("  5  ", new Int(5)));
    }

    @ParameterizedTest
    @MethodSource("bareItems")
    void readsEveryType(String field, BareItem expected) throws MalformedFieldException {
        assertThat(parseItem(field)).isEqualTo(item(expected));
        if (!field.startsWith(" ")) {
            assertThat(parseList("a," + field + "\t ,\t b"))
                    .containsExactly(item(new Token("a")), item(expected), item(new Token("b")));
        }
    }

    @Test
    void readsLists() throws MalformedFieldException {
        assertThat(parseList("")).isEmpty();
        assertThat(parseList("   ")).isEmpty();
        assertThat(parseList("sugar, tea, rum"))
                .containsExactly(
                        item(new Token("sugar")), item(new Token("tea")), item(new Token("rum")));
        assertThat(parseList("abc;a=1;b=2; cde_456, (ghi;jk=4 l);q=\"9\";r=w"))
                .containsExactly(
                        item(
                                new Token("abc"),
                                param("a", new Int(1)),
                                param("b", new Int(2)),
                                param("cde_456", Bool.TRUE)),
                        new InnerList(
                                List.of(
                                        item(new Token("ghi"), param("jk", new Int(4))),
                                        item(new Token("l"))),
                                new Params(
                                        List.of(
                                                param("q", new Str("9")),
                                                param("r", new Token("w"))))));
    }

    @Test
    void readsInnerLists() throws MalformedFieldException {
        List<Member> list = parseList("(\"foo\" \"bar\"), (\"baz\"), ( \"bat\"   \"one\" ), ()");
        assertThat(list)
                .extracting(member -> ((InnerList) member).items().size())
                .containsExactly(2, 1, 2, 0);
        assertThat(parseList("(\"foo\"; a=1;b=2);lvl=5, (\"bar\" \"baz\");lvl=1").getFirst())
                .isEqualTo(
                        new InnerList(
                                List.of(
                                        item(
                                                new Str("foo"),
                                                param("a", new Int(1)),
                                                param("b", new Int(2)))),
                                new Params(List.of(param("lvl", new Int(5))))));
    }

    @Test
    void readsDictionaries() throws MalformedFieldException {
        assertThat(parseDictionary("")).isEmpty();
        assertThat(parseDictionary("en=\"Applepie\", da=:w4ZibGV0w6ZydGU=:"))
                .containsEntry("en", item(new Str("Applepie")))
                .containsEntry("da", item(new Bytes("Æbletærte".getBytes(StandardCharsets.UTF_8))));
        SequencedMap<String, Member> flags = parseDictionary("a=?0, b, c; foo=bar");
        assertThat(flags)
                .containsExactly(
                        Map.entry("a", item(Bool.FALSE)),
                        Map.entry("b", item(Bool.TRUE)),
                        Map.entry("c", item(Bool.TRUE, param("foo", new Token("bar")))));
        assertThat(parseDictionary("rating=1.5, feelings=(joy sadness)").get("feelings"))
                .isInstanceOf(InnerList.class);
    }

    @Test
    void theLastOfEqualNamesCountsAtTheFirstOnesPlace() throws MalformedFieldException {
        assertThat(parseDictionary("a=1, b=2, a=3"))
                .containsExactly(
                        Map.entry("a", item(new Int(3))), Map.entry("b", item(new Int(2))));
        assertThat(parseItem("x;a=1;b=2;a"))
                .isEqualTo(item(new Token("x"), param("a", Bool.TRUE), param("b", new Int(2))));
    }

    @Test
    void readsTheEnvelope() throws MalformedFieldException {
        List<Member> update =
                parseList("\"cart\";put=:aGVsbG8=:;t=php, \"visits\";incr=1, %\"caf%c3%a9\";del");
        assertThat(update).hasSize(3);
        assertThat(update.get(0).params().get("put")).isEqualTo(bytes("hello"));
        assertThat(update.get(0).params().get("t")).isEqualTo(new Token("php"));
        assertThat(update.get(0).params().get("del")).isNull();
        assertThat(update.get(1).params().get("incr")).isEqualTo(new Int(1));
        assertThat(update.get(2)).isEqualTo(item(new Display("café"), param("del", Bool.TRUE)));
        assertThat(parseDictionary("v=1, status=ok, version=17, new=?0, expires=@1795305600"))
                .containsEntry("status", item(new Token("ok")))
                .containsEntry("expires", item(new Date(1_795_305_600)));
    }

    @Test
    void writesWhatItReads() {
        StringBuilder out = new StringBuilder();
        StructuredFields.appendString(out, "a\"b\\c");
        StructuredFields.appendDisplayString(out.append(','), "café 100% \"😀\"\n");
        StructuredFields.appendBytes(out.append(','), new byte[] {1, 2, (byte) 0xff, 0});
        StructuredFields.appendInteger(out.append(','), -17);
        StructuredFields.appendDate(out.append(','), 1_795_305_600);
        StructuredFields.appendBoolean(out.append(','), false);
        StructuredFields.appendName(out.append(','), "cart");
        StructuredFields.appendName(out.append(','), "é");
        assertThat(out)
                .hasToString(
                        "\"a\\\"b\\\\c\",%\"caf%c3%a9 100%25 %22%f0%9f%98%80%22%0a\",:AQL/AA==:,-17,"
                                + "@1795305600,?0,\"cart\",%\"%c3%a9\"");
    }

    @Test
    void refusesToWriteWhatNoFieldCanHold() {
        StringBuilder out = new StringBuilder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StructuredFields.appendString(out, "é"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StructuredFields.appendName(out, "\ud800"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StructuredFields.appendName(out, "\ud800x"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StructuredFields.appendName(out, "x\udc00"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StructuredFields.appendInteger(out, 1_000_000_000_000_000L));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StructuredFields.appendDate(out, Long.MIN_VALUE));
    }
}
