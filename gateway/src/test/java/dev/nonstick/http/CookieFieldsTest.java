package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CookieFieldsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "sid=x|x",
                "sid=|''",
                "a=1; sid=x; b=2|x",
                "a=1;sid=x;b=2|x",
                "a=1;  \t sid=x \t; b=2|x",
                "sid=x=y==|x=y==",
                "sid=\"x\"|\"x\"",
                "sid=x y|x y",
                "sid=a; sid=b|a,b",
                "sid=a;sid=b;sid=c|a,b,c",
                ";;; sid=x|x",
                "sid=sid=x|sid=x",
                "sid=x;|x",
                " sid=x|x",
            })
    void findsTheValues(String field, String expected) {
        assertThat(String.join(",", CookieFields.valuesOf(field, "sid", 20))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "sid",
                "a=1",
                "xsid=1",
                "sidx=1",
                "a=sid=1",
                "a=1 sid=1",
                "a=\"sid=1\"",
                "__Host-sid=1",
                "__Secure-sid=1",
                "Sid=1",
                "SID=1",
                "sid%3d1",
                "a=b,sid=1",
                "sid-=1",
            })
    void whatOnlyLooksLikeTheNameIsNoMatch(String field) {
        assertThat(CookieFields.valuesOf(field, "sid", 20)).isEmpty();
        assertThat(CookieFields.without(field, "sid")).isEqualTo(field);
    }

    @Test
    void aPrefixedNameIsItself() {
        String field = "sid=1; __Host-sid=2; __Secure-sid=3";
        assertThat(CookieFields.valuesOf(field, "__Host-sid", 20)).containsExactly("2");
        assertThat(CookieFields.without(field, "__Host-sid")).isEqualTo("sid=1; __Secure-sid=3");
    }

    @Test
    void noMoreAreLookedAtThanAskedFor() {
        String field = "sid=1; ".repeat(1_000);
        assertThat(CookieFields.valuesOf(field, "sid", 20)).hasSize(20);
        assertThat(CookieFields.valuesOf(field, "sid", 0)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "sid=x|-",
                "sid=x;|-",
                "sid=x; |-",
                "sid=x; sid=y|-",
                "sid=|-",
                "a=1; sid=x|a=1",
                "a=1;sid=x|a=1",
                "sid=x; a=1|a=1",
                "sid=x;a=1|a=1",
                "a=1; sid=x; b=2|a=1; b=2",
                "a=1;sid=x;b=2|a=1;b=2",
                "a=1; sid=x; sid=y; b=2; sid=z|a=1; b=2",
                "a=sid=1; sid=x; b=sid|a=sid=1; b=sid",
                "a=\"x; sid=y\"; b=2|a=\"x; b=2",
            })
    void takesItsOwnAway(String field, @Nullable String expected) {
        assertThat(CookieFields.without(field, "sid")).isEqualTo(expected);
    }

    @Test
    void allOtherCookiesStayByteForByte() {
        SplittableRandom random = new SplittableRandom(17);
        List<String> others =
                List.of(
                        "a=1",
                        "b=",
                        "c",
                        "xsid=1",
                        "sidx=2",
                        "d=sid=3",
                        "e=\"q r\"",
                        "Sid=4",
                        "f=a=b==",
                        "__Host-sid=5",
                        "g=é",
                        "=h",
                        "i=\"sid=6\"",
                        "$sid=7");
        List<String> separators = List.of("; ", ";", ";  ", ";\t");
        for (int i = 0; i < 20_000; i++) {
            List<String> kept = new ArrayList<>();
            StringBuilder field = new StringBuilder();
            for (int n = random.nextInt(1, 9); n > 0; n--) {
                if (!field.isEmpty()) {
                    field.append(separators.get(random.nextInt(separators.size())));
                }
                if (random.nextInt(3) == 0) {
                    field.append("sid=").append(random.nextInt(100));
                } else {
                    String other = others.get(random.nextInt(others.size()));
                    kept.add(other);
                    field.append(other);
                }
            }
            String rest = CookieFields.without(field.toString(), "sid");
            assertThat(rest == null ? List.of() : List.of(rest.split(";[ \t]*", -1)))
                    .as(field.toString())
                    .isEqualTo(kept);
            assertThat(CookieFields.valuesOf(rest == null ? "" : rest, "sid", 20)).isEmpty();
        }
    }

    @Test
    void aLongFieldTakesLinearTime() {
        String field = "sid".repeat(20_000) + ";" + " ".repeat(20_000) + "sid=1";
        assertThat(CookieFields.valuesOf(field, "sid", 20)).containsExactly("1");
    }

    @Test
    void linesWithoutSuchCookiesAreTheSameList() {
        List<String> lines = List.of("a=1", "b=2; c=3");
        assertThat(CookieFields.without(lines, Set.of("sid", "other"))).isSameAs(lines);
        assertThat(
                        CookieFields.without(
                                List.of("a=1", "sid=2", "b=3; other=4"), Set.of("sid", "other")))
                .containsExactly("a=1", "b=3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sid=1; Path=/|sid",
                " sid =1|sid",
                "=sid=1|sid",
                "= sid|sid",
                "sid|sid",
                "sid;x|sid",
                "SID=1|SID",
                "\tsid\t=1|sid",
            })
    void theNameThatALineSets(String line, String name) {
        assertThat(CookieFields.nameSetBy(line.replace("\\t", "\t"))).isEqualTo(name);
    }
}
