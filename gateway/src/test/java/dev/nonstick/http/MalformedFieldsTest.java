package dev.nonstick.http;

import static dev.nonstick.http.StructuredFields.MAX_FIELD;
import static dev.nonstick.http.StructuredFields.MAX_MEMBERS;
import static dev.nonstick.http.StructuredFields.MAX_NAME;
import static dev.nonstick.http.StructuredFields.MAX_PARAMS;
import static dev.nonstick.http.StructuredFields.MAX_STRING;
import static dev.nonstick.http.StructuredFields.parseDictionary;
import static dev.nonstick.http.StructuredFields.parseList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nonstick.http.MalformedFieldException.Kind;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused, and why. */
class MalformedFieldsTest {

    private static Kind kind(ThrowingCallable call) {
        return catchThrowableOfType(MalformedFieldException.class, call).kind();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "a,~TRAILING_COMMA",
                "a, ~TRAILING_COMMA",
                "a,,b~BAD_ITEM",
                ",a~BAD_ITEM",
                "a b~BAD_SEPARATOR",
                "a;~UNEXPECTED_END",
                "a;A=1~BAD_KEY",
                "a;1~BAD_KEY",
                "a;b=~UNEXPECTED_END",
                "a;b=;c~BAD_ITEM",
                "a;b=(c)~BAD_ITEM",
                "a ;b~BAD_SEPARATOR",
                "(a~UNEXPECTED_END",
                "(~UNEXPECTED_END",
                "(a;~UNEXPECTED_END",
                "(a,b)~BAD_INNER_LIST",
                "(a\"b\")~BAD_INNER_LIST",
                "(a\tb)~BAD_INNER_LIST",
                "((a))~BAD_ITEM",
                "a)~BAD_SEPARATOR",
                "\ta~BAD_ITEM",
                "-~BAD_NUMBER",
                "--1~BAD_NUMBER",
                "-a~BAD_NUMBER",
                "1.~BAD_NUMBER",
                "1.1234~BAD_NUMBER",
                "1.1.1~BAD_SEPARATOR",
                ".5~BAD_ITEM",
                "+5~BAD_ITEM",
                "1e5~BAD_SEPARATOR",
                "1000000000000000~BAD_NUMBER",
                "0000000000000000~BAD_NUMBER",
                "1234567890123.1~BAD_NUMBER",
                "99999999999999999999999999999999999999~BAD_NUMBER",
                "'a'~BAD_ITEM",
                "\"a~UNEXPECTED_END",
                "\"a\\~UNEXPECTED_END",
                "\"a\\\"~UNEXPECTED_END",
                "\"a\\n\"~BAD_STRING",
                "\"\\\\\\n\"~BAD_STRING",
                "\"a\tb\"~BAD_STRING",
                "\"\\\"\t\"~BAD_STRING",
                "\"é\"~BAD_STRING",
                "\"\u007f\"~BAD_STRING",
                "\"\u0000\"~BAD_STRING",
                "\u0000~BAD_ITEM",
                "a\u0000~BAD_SEPARATOR",
                "é~BAD_ITEM",
                ":~UNEXPECTED_END",
                ":YQ~UNEXPECTED_END",
                ":Y:~BAD_BYTES",
                ":YQ=:~BAD_BYTES",
                ":YQ===:~BAD_BYTES",
                ":====:~BAD_BYTES",
                ":=:~BAD_BYTES",
                ":Y=Q=:~BAD_BYTES",
                ":Y Q=:~BAD_BYTES",
                ":_-==:~BAD_BYTES",
                ":Yé==:~BAD_BYTES",
                "?~UNEXPECTED_END",
                "?2~BAD_BOOLEAN",
                "?true~BAD_BOOLEAN",
                "@~BAD_DATE",
                "@x~BAD_DATE",
                "@1.5~BAD_DATE",
                "@ 1~BAD_DATE",
                "@1000000000000000~BAD_NUMBER",
                "%a~BAD_DISPLAY_STRING",
                "%\"a~UNEXPECTED_END",
                "%\"%C3%A9\"~BAD_DISPLAY_STRING",
                "%\"%c3\"~BAD_DISPLAY_STRING",
                "%\"%c3%28\"~BAD_DISPLAY_STRING",
                "%\"%ed%a0%80\"~BAD_DISPLAY_STRING",
                "%\"%4\"~BAD_DISPLAY_STRING",
                "%\"%\"~UNEXPECTED_END",
                "%\"é\"~BAD_DISPLAY_STRING",
                "%\"\u0000\"~BAD_DISPLAY_STRING",
            })
    void refusesLists(String field, Kind expected) {
        assertThat(kind(() -> parseList(field))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "a=1,~TRAILING_COMMA",
                "a=1 b=2~BAD_SEPARATOR",
                "a =1~BAD_SEPARATOR",
                "a= 1~BAD_ITEM",
                "a=~UNEXPECTED_END",
                "A=1~BAD_KEY",
                "1=1~BAD_KEY",
                "-a=1~BAD_KEY",
                "=1~BAD_KEY",
                "aB=1~BAD_SEPARATOR",
                "a=1,,b=2~BAD_KEY",
                "a==1~BAD_ITEM",
            })
    void refusesDictionaries(String field, Kind expected) {
        assertThat(kind(() -> parseDictionary(field))).isEqualTo(expected);
    }

    @Test
    void holdsItsLimits() throws MalformedFieldException {
        String name = "a".repeat(MAX_NAME);
        assertThat(parseList(name + ";" + name + "=" + name)).hasSize(1);
        assertThat(kind(() -> parseList(name + "a"))).isEqualTo(Kind.NAME_TOO_LONG);
        assertThat(kind(() -> parseList("a;" + name + "a"))).isEqualTo(Kind.NAME_TOO_LONG);
        assertThat(kind(() -> parseDictionary(name + "a=1"))).isEqualTo(Kind.NAME_TOO_LONG);

        String text = "a".repeat(MAX_STRING);
        assertThat(parseList('"' + text + '"')).hasSize(1);
        assertThat(parseList("%\"" + text + '"')).hasSize(1);
        assertThat(kind(() -> parseList("\"a" + text + '"'))).isEqualTo(Kind.STRING_TOO_LONG);
        assertThat(kind(() -> parseList("\"\\\\" + text + '"'))).isEqualTo(Kind.STRING_TOO_LONG);
        assertThat(kind(() -> parseList("%\"a" + text + '"'))).isEqualTo(Kind.STRING_TOO_LONG);

        assertThat(parseList("a" + ";b".repeat(MAX_PARAMS))).hasSize(1);
        assertThat(kind(() -> parseList("a" + ";b".repeat(MAX_PARAMS + 1))))
                .isEqualTo(Kind.TOO_MANY_PARAMETERS);

        assertThat(parseList("a" + ",a".repeat(MAX_MEMBERS - 1))).hasSize(MAX_MEMBERS);
        assertThat(kind(() -> parseList("a" + ",a".repeat(MAX_MEMBERS))))
                .isEqualTo(Kind.TOO_MANY_MEMBERS);
        assertThat(kind(() -> parseList("(a" + " a".repeat(MAX_MEMBERS) + ")")))
                .isEqualTo(Kind.TOO_MANY_MEMBERS);
        assertThat(kind(() -> parseDictionary("a" + ",a".repeat(MAX_MEMBERS))))
                .isEqualTo(Kind.TOO_MANY_MEMBERS);

        assertThat(parseList(" ".repeat(MAX_FIELD))).isEmpty();
        assertThat(kind(() -> parseList(" ".repeat(MAX_FIELD + 1)))).isEqualTo(Kind.FIELD_TOO_LONG);
    }

    @Test
    void saysWhereButNotWhat() {
        MalformedFieldException e =
                catchThrowableOfType(
                        MalformedFieldException.class,
                        () -> parseList("\"secret\";put=:c2VjcmV0:;t=?x"));
        assertThat(e).hasMessage("not a boolean at position 28");
        assertThat(e.position()).isEqualTo(28);
        assertThat(e.getStackTrace()).isEmpty();
    }
}
