package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.http.ReceivedCookie.SameSite;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6265bis, sections 5.6, 5.7 and 5.8.3. */
class ReceivedCookieTest {
    private static final long NOW = Instant.parse("2027-01-01T00:00:00Z").toEpochMilli();
    private static final long DAY = 24 * 3600 * 1000L;

    private static @Nullable ReceivedCookie parse(String line) {
        return ReceivedCookie.parse(line, "shop.example.com", "/app/cart", true, NOW);
    }

    private static ReceivedCookie read(String line) {
        return Objects.requireNonNull(parse(line), line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "a=b|a|b",
                "a=b; Path=/|a|b",
                " \t a \t = \t b \t ;x|a|b",
                "a=|a|''",
                "a=b=c==|a|b=c==",
                "a=\"b c\"|a|\"b c\"",
                "a=b,c|a|b,c",
                "a b=c d|a b|c d",
                "token|''|token",
                "=token|''|token",
                "==token|''|=token",
                "token; a=b|''|token",
                "A=b|A|b",
                "a=é|a|é",
                "a=b\tc|a|b\tc",
                "a=b;;;; =; ;|a|b",
                "$Version=1|$Version|1",
            })
    void nameAndValueAreWhatStandsAroundTheFirstEqualsSign(String line, String name, String value) {
        assertThat(read(line).name()).isEqualTo(name);
        assertThat(read(line).value()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "=",
                ";",
                "; Path=/; a=b",
                " = ; x",
                "a=b\u0000",
                "a=b\r\nSet-Cookie: c=d",
                "a=b; Path=/\u0001",
                "a\u007f=b",
                "a=\u0100",
            })
    void nothingAndControlCharactersAreNoCookie(String line) {
        assertThat(parse(line)).isNull();
    }

    @Test
    void nameAndValueTakeUpTo4096Bytes() {
        assertThat(parse("n".repeat(96) + "=" + "v".repeat(4000))).isNotNull();
        assertThat(parse("n".repeat(97) + "=" + "v".repeat(4000))).isNull();
        assertThat(parse("v".repeat(4097))).isNull();
        assertThat(parse("a=b; " + "x".repeat(20_000))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "never",
            value = {
                "a=b|never",
                "a=b; Expires=Sat, 02 Jan 2027 00:00:00 GMT|86400000",
                "a=b; expires=Thu, 01-Jan-1970 00:00:01 GMT|-1798761599000",
                "a=b; Expires=soon|never",
                "a=b; Expires|never",
                "a=b; Expires=Fri, 31 Dec 9999 23:59:59 GMT|34560000000",
                "a=b; Max-Age=60|60000",
                "a=b; MAX-AGE=\t60 |60000",
                "a=b; Max-Age=00000000000000000060|60000",
                "a=b; Max-Age=99999999999999999999999|34560000000",
                "a=b; Max-Age=9999999999|34560000000",
                "a=b; Max-Age|never",
                "a=b; Max-Age=|never",
                "a=b; Max-Age=-|never",
                "a=b; Max-Age=+60|never",
                "a=b; Max-Age=6O|never",
                "a=b; Max-Age=1.5|never",
                "a=b; Max-Age=\"60\"|never",
                "a=b; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:01 GMT|60000",
                "a=b; Expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=60|60000",
                "a=b; Max-Age=60; Max-Age=120|120000",
                "a=b; Max-Age=60; Max-Age=x|60000",
            })
    void expiresWhenItSays(String line, @Nullable Long afterNow) {
        assertThat(read(line).expiresMillis())
                .isEqualTo(afterNow == null ? ReceivedCookie.NEVER : NOW + afterNow);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0", "-1", "000", "-99999999999999999999999"})
    void aMaxAgeThatIsNotPositiveHasExpired(String maxAge) {
        ReceivedCookie cookie = read("a=b; Max-Age=" + maxAge + "; Expires=1 Jan 2099 00:00:00");
        assertThat(cookie.isExpired(NOW)).isTrue();
        assertThat(cookie.isExpired(0)).isTrue();
    }

    @Test
    void anExpiredCookieIsGoneFromThatMillisecondOn() {
        ReceivedCookie cookie = read("a=b; Max-Age=1; Path=/");
        assertThat(cookie.goesTo("shop.example.com", "/", true, NOW + 999)).isTrue();
        assertThat(cookie.goesTo("shop.example.com", "/", true, NOW + 1000)).isFalse();
        assertThat(read("a=b; Path=/").isExpired(NOW + 10_000 * DAY)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=b|shop.example.com|true",
                "a=b; Domain=|shop.example.com|true",
                "a=b; Domain|shop.example.com|true",
                "a=b; Domain=.|shop.example.com|true",
                "a=b; Domain=example.com|example.com|false",
                "a=b; Domain=.example.com|example.com|false",
                "a=b; DOMAIN=.EXAMPLE.Com|example.com|false",
                "a=b; Domain=shop.example.com|shop.example.com|false",
                "a=b; Domain=evil.org; Domain=example.com|example.com|false",
                "a=b; Domain=example.com; Domain=|shop.example.com|true",
            })
    void theDomainIsTheHostOrOneAboveIt(String line, String domain, boolean hostOnly) {
        assertThat(read(line).domain()).isEqualTo(domain);
        assertThat(read(line).hostOnly()).isEqualTo(hostOnly);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.org",
                "com",
                ".com",
                "www.shop.example.com",
                "hop.example.com",
                "..example.com",
                "example.com.",
                "example.com:80",
                "exämple.com",
                "*.example.com",
            })
    void aDomainThatIsNotTheHostsIsRefused(String domain) {
        assertThat(parse("a=b; Domain=" + domain)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "localhost|localhost|true",
                "10.0.0.1|10.0.0.1|false",
                "[::1]|[::1]|true",
            })
    void aHostMayNameItself(String host, String domain, boolean hostOnly) {
        ReceivedCookie cookie = ReceivedCookie.parse("a=b; Domain=" + domain, host, "/", true, NOW);
        assertThat(cookie).isNotNull();
        assertThat(Objects.requireNonNull(cookie).hostOnly()).isEqualTo(hostOnly);
    }

    @Test
    void anAddressHasNothingAboveIt() {
        assertThat(ReceivedCookie.parse("a=b; Domain=0.0.1", "10.0.0.1", "/", true, NOW)).isNull();
        assertThat(ReceivedCookie.parse("a=b; Domain=.0.1", "10.0.0.1", "/", true, NOW)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/app/cart|/app",
                "/app/|/app",
                "/app|/",
                "/|/",
                "''|/",
                "*|/",
                "/a/b/c|/a/b",
                "//x|/",
            })
    void withoutAPathItIsForTheRequestsFolder(String request, String path) {
        ReceivedCookie cookie = ReceivedCookie.parse("a=b", "h", request, true, NOW);
        assertThat(Objects.requireNonNull(cookie).path()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Path=/x|/x",
                "path = /x/ |/x/",
                "Path=|/app",
                "Path|/app",
                "Path=x|/app",
                "Path=\"/x\"|/app",
                "Path=/x; Path=/y|/y",
                "Path=/x; Path=y|/app",
            })
    void theLastPathWins(String attributes, String path) {
        assertThat(read("a=b; " + attributes).path()).isEqualTo(path);
    }

    @Test
    void anAttributeAbove1024BytesIsNotThere() {
        assertThat(read("a=b; Path=/x; Path=/" + "y".repeat(1024)).path()).isEqualTo("/x");
        assertThat(read("a=b; Path=/" + "y".repeat(1023)).path()).hasSize(1024);
        assertThat(read("a=b; Domain=" + "y".repeat(1025)).hostOnly()).isTrue();
    }

    @Test
    void flagsNeedNoValueAndMayHaveOne() {
        ReceivedCookie plain = read("a=b; secured; http-only; Secure2=1");
        assertThat(plain.secureOnly() || plain.httpOnly() || plain.partitioned()).isFalse();
        ReceivedCookie all = read("a=b;SECURE=false;  httponly ;Partitioned=x");
        assertThat(all.secureOnly() && all.httpOnly() && all.partitioned()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Secure|DEFAULT",
                "Secure; SameSite=Lax|LAX",
                "Secure; samesite=STRICT|STRICT",
                "Secure; SameSite=None|NONE",
                "Secure; SameSite|DEFAULT",
                "Secure; SameSite=Strict; SameSite=x|DEFAULT",
                "SameSite=Lax; SameSite=Strict|STRICT",
            })
    void theLastSameSiteWins(String attributes, SameSite expected) {
        assertThat(read("a=b; " + attributes).sameSite()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true|a=b; SameSite=None; Secure|true",
                "true|a=b; SameSite=None|false",
                "true|a=b; Partitioned|false",
                "true|a=b; Partitioned; Secure|true",
                "true|a=b; Secure|true",
                "false|a=b; Secure|false",
                "false|a=b|true",
                "true|__Secure-a=b; Secure|true",
                "true|__Secure-a=b|false",
                "true|__secure-A=b|false",
                "false|__Secure-a=b; Secure|false",
                "true|__Host-a=b; Secure; Path=/|true",
                "true|__HOST-a=b; Secure; Path=/|true",
                "true|__Host-a=b; Secure|false",
                "true|__Host-a=b; Secure; Path=/app|false",
                "true|__Host-a=b; Path=/|false",
                "true|__host-a=b; Path=/|false",
                "true|__Host-a=b; Secure; Path=/; Domain=shop.example.com|false",
                "true|__Host-a=b; Secure; Path=/; Domain=|true",
                "true|=__Host-a=b; Secure; Path=/|false",
                "true|__Host-a; Secure; Path=/|false",
                "true|=__secure-a=b; Secure|false",
                "true|__Hosta=b|true",
            })
    void whatANamePromisesIsKept(boolean secure, String line, boolean stored) {
        assertThat(ReceivedCookie.parse(line, "shop.example.com", "/", secure, NOW) != null)
                .isEqualTo(stored);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Path=/|shop.example.com|true",
                "Path=/|example.com|false",
                "Path=/|www.shop.example.com|false",
                "Path=/; Domain=shop.example.com|www.shop.example.com|true",
                "Path=/; Domain=example.com|other.example.com|true",
                "Path=/; Domain=example.com|example.com|true",
                "Path=/; Domain=example.com|evilexample.com|false",
                "Path=/; Domain=example.com|example.com.evil.org|false",
                "Path=/; Domain=example.com|com|false",
            })
    void goesToItsHosts(String attributes, String host, boolean goes) {
        assertThat(read("a=b; " + attributes).goesTo(host, "/", true, NOW)).isEqualTo(goes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/|/|true",
                "/|/a/b|true",
                "/a|/a|true",
                "/a|/a/|true",
                "/a|/a/b|true",
                "/a|/ab|false",
                "/a|/A|false",
                "/a|/|false",
                "/a/|/a|false",
                "/a/|/a/b|true",
                "/a|/a;x|false",
                "/a|/%61|false",
                "/|''|false",
            })
    void goesBelowItsPath(String path, String request, boolean goes) {
        assertThat(read("a=b; Path=" + path).goesTo("shop.example.com", request, true, NOW))
                .isEqualTo(goes);
    }

    @Test
    void aSecureOneGoesOverSecureConnectionsOnly() {
        ReceivedCookie cookie = read("a=b; Secure; Path=/");
        assertThat(cookie.goesTo("shop.example.com", "/", true, NOW)).isTrue();
        assertThat(cookie.goesTo("shop.example.com", "/", false, NOW)).isFalse();
    }

    @Test
    void theValueIsNeverShown() {
        assertThat(read("a=secret; Path=/")).hasToString("ReceivedCookie[a]");
    }

    @Test
    void anyBytesAreACookieWithinTheRulesOrNone() {
        SplittableRandom random = new SplittableRandom(11);
        List<String> words =
                List.of(
                        "a",
                        "=",
                        ";",
                        "; ",
                        "Path",
                        "Domain",
                        "Max-Age",
                        "Expires",
                        "/",
                        ".",
                        "example.com",
                        "-",
                        "9",
                        "99999999",
                        "Secure",
                        "SameSite",
                        "None",
                        "__Host-",
                        "Partitioned",
                        ":",
                        " ",
                        "\t",
                        "\u0000",
                        "é",
                        "10:20:30",
                        "Jun",
                        "2027");
        int cookies = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(1, 14); n > 0; n--) {
                text.append(words.get(random.nextInt(words.size())));
            }
            byte[] noise = new byte[random.nextInt(4)];
            random.nextBytes(noise);
            String line = text + (i % 4 == 0 ? new String(noise, StandardCharsets.ISO_8859_1) : "");
            ReceivedCookie cookie =
                    ReceivedCookie.parse(line, "shop.example.com", "/a/b", i % 2 == 0, NOW);
            if (cookie != null) {
                cookies++;
                assertThat(cookie.name()).doesNotContain("=", ";", "\u0000");
                assertThat(cookie.value()).doesNotContain(";", "\u0000");
                assertThat(cookie.path()).startsWith("/");
                assertThat("shop.example.com").endsWith(cookie.domain());
                assertThat(cookie.secureOnly() && i % 2 != 0).isFalse();
            }
        }
        assertThat(cookies).isBetween(10_000, 90_000);
    }
}
