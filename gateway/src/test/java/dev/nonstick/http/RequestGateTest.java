package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.nonstick.http.RequestGate.Refusal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestGateTest {

    private static @Nullable Refusal get(String target, String... lines) {
        return RequestGate.check(Fields.request("GET", target, lines));
    }

    private static @Nullable Refusal post(String... lines) {
        String[] all = Arrays.copyOf(lines, lines.length + 1);
        all[lines.length] = "Host: a.example";
        return RequestGate.check(Fields.request("POST", "/", all));
    }

    private static @Nullable Refusal host(String host) {
        return get("/", "Host: " + host);
    }

    // framing

    @Test
    void aLengthOrAChunkedBodyPasses() {
        assertThat(post()).isNull();
        assertThat(post("Content-Length: 0")).isNull();
        assertThat(post("Content-Length: 123456789012345678")).isNull();
        assertThat(post("Content-Length: 007")).isNull();
        assertThat(post("Transfer-Encoding: chunked")).isNull();
        assertThat(post("transfer-encoding: CHUNKED")).isNull();
    }

    @Test
    void lengthAndCodingTogetherAreRefused() {
        assertThat(post("Content-Length: 5", "Transfer-Encoding: chunked"))
                .isEqualTo(Refusal.LENGTH_AND_CODING);
        assertThat(post("Transfer-Encoding: identity", "Content-Length: 5"))
                .isEqualTo(Refusal.LENGTH_AND_CODING);
        assertThat(post("Transfer-Encoding:", "Content-Length: 5"))
                .isEqualTo(Refusal.LENGTH_AND_CODING);
    }

    @Test
    void nominatingOneOfThemDoesNotHideIt() {
        assertThat(
                        post(
                                "Connection: content-length",
                                "Content-Length: 5",
                                "Transfer-Encoding: chunked"))
                .isEqualTo(Refusal.LENGTH_AND_CODING);
        assertThat(post("Connection: host", "Host: b.example")).isEqualTo(Refusal.HOSTS);
    }

    @Test
    void severalLengthsAreRefusedEvenWhenTheyAgree() {
        assertThat(post("Content-Length: 5", "Content-Length: 6")).isEqualTo(Refusal.LENGTHS);
        assertThat(post("Content-Length: 5", "content-length: 5")).isEqualTo(Refusal.LENGTHS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5, 5",
                "5,6",
                "+5",
                "-5",
                "5.0",
                "0x5",
                "5 5",
                "5;",
                "five",
                "٥",
                "1234567890123456789",
                "99999999999999999999"
            })
    void aLengthThatIsNoNumberIsRefused(String length) {
        assertThat(post("Content-Length:" + length)).isEqualTo(Refusal.LENGTHS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "gzip",
                "identity",
                "gzip, chunked",
                "chunked, gzip",
                "chunked, chunked",
                "chunked;q=1",
                "xchunked",
                "chunked,",
                "\"chunked\""
            })
    void aCodingOtherThanChunkedIsRefused(String coding) {
        assertThat(post("Transfer-Encoding:" + coding)).isEqualTo(Refusal.CODING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked\u000b",
                "GET / HTTP/1.1|Host: a\u0000b",
                "GET / HTTP/1.1|Host: a\u007fb",
                "GET  HTTP/1.1|Host:",
                "GET /a b HTTP/1.1|Host:",
                "GET http ://a/ HTTP/1.1|Host:",
            })
    void someOfItDoesNotComeSoFar(String lines) {
        byte[] head = Fields.head(lines.split("\\|", -1));
        assertThatExceptionOfType(MalformedHeadException.class)
                .isThrownBy(() -> RequestHead.read(head, 0, head.length))
                .returns(MalformedHeadException.Kind.SYNTAX, MalformedHeadException::kind);
    }

    @Test
    void severalCodingLinesAreRefused() {
        assertThat(post("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"))
                .isEqualTo(Refusal.CODING);
        assertThat(post("Transfer-Encoding: gzip", "Transfer-Encoding: chunked"))
                .isEqualTo(Refusal.CODING);
    }

    @Test
    void http10KnowsNoCoding() {
        assertThat(
                        RequestGate.check(
                                Fields.request10(
                                        "POST", "/", "Host: a", "Transfer-Encoding: chunked")))
                .isEqualTo(Refusal.CODING);
    }

    // Host

    @Test
    void exactlyOneHostOnHttp11() {
        assertThat(get("/")).isEqualTo(Refusal.HOSTS);
        assertThat(get("/", "Host: a", "Host: b")).isEqualTo(Refusal.HOSTS);
        assertThat(get("/", "Host: a", "host: a")).isEqualTo(Refusal.HOSTS);
        assertThat(get("http://a/")).isEqualTo(Refusal.HOSTS);
    }

    @Test
    void http10MayDoWithoutAHostButNotWithTwo() {
        assertThat(RequestGate.check(Fields.request10("GET", "/"))).isNull();
        assertThat(RequestGate.check(Fields.request10("GET", "/", "Host: a"))).isNull();
        assertThat(RequestGate.check(Fields.request10("GET", "/", "Host: a", "Host: a")))
                .isEqualTo(Refusal.HOSTS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "localhost",
                "shop.example",
                "SHOP.Example",
                "shop.example.",
                "shop.example:80",
                "shop.example:",
                "shop.example:65535",
                "my_host",
                "a-b.c~d",
                "192.0.2.1",
                "192.0.2.1:8080",
                "[::1]",
                "[::1]:8080",
                "[2001:db8::1]:443",
                "[::ffff:192.0.2.1]",
                "[2001:DB8::1]:"
            })
    void aHostPasses(String host) {
        assertThat(host(host)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "a,b",
                "a/b",
                "a?b",
                "a#b",
                "a\\b",
                "a@b",
                "user:pw@a",
                "a\"b",
                "a<b>",
                "a%62",
                "a\tb",
                "é.example",
                "日本",
                "a^b",
                "a`b",
                "a{b}",
                "a|b",
                // a port is digits, and there is one
                "a:b",
                "a:80:80",
                "a:80a",
                "a:-1",
                "a:+80",
                "a:123456",
                "::1",
                "2001:db8::1",
                // brackets hold an address of hexadecimal digits, colons and dots
                "[::1",
                "::1]",
                "[]",
                "[::1]x",
                "[::1]:x",
                "[::1]]",
                "[[::1]]",
                "a[::1]",
                "[example.com]",
                "[fe80::1%eth0]",
                "a]b",
                ":",
                ":80"
            })
    void aHostThatIsNoneIsRefused(String host) {
        assertThat(host(host)).isEqualTo(Refusal.HOST);
    }

    // target

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a/b?c=d&e=/../f",
                "//",
                "//a/b",
                "/a:80/b",
                "/%2e%2e/",
                "/a;b=c",
                "/?",
                "/a?b?c",
                "/*",
                "/\"<>^`{|}",
                "/http://a/"
            })
    void aPathPasses(String target) {
        assertThat(get(target, "Host: a")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a/b",
                "?a",
                "*",
                "**",
                "a.example:443",
                "/a\tb",
                "/a\u0000",
                "/a\u007f",
                "/é",
                "/a#b",
                "/#",
                "/a\\b",
                "\\a",
                "ftp://a/",
                "http:/a",
                "http:a",
                "https:///",
                "http:///a",
                "http://",
                "http://?a",
                "ws://a/",
                "://a/"
            })
    void aTargetThatIsNoPathIsRefused(String target) {
        assertThat(get(target, "Host:")).isEqualTo(Refusal.TARGET);
    }

    @ParameterizedTest
    @CsvSource({
        "http://a.example/x, a.example",
        "HTTP://A.example/x, a.EXAMPLE",
        "https://a.example, a.example",
        "http://a.example?x, a.example",
        "http://a.example:80/x, a.example:80",
        "http://[::1]:80/x, [::1]:80",
    })
    void anAbsoluteTargetWithItsHostPasses(String target, String host) {
        assertThat(get(target, "Host: " + host)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "http://a.example/x, b.example",
        "http://a.example/x, ''",
        "http://a.example/x, a.example:80",
        "http://a.example:80/x, a.example",
        "http://a.example:80/x, a.example:81",
        "http://a.example.evil/x, a.example",
        "http://a.exampl/x, a.example",
        "http://u@a.example/x, a.example",
        "http://a.example:pw@b.example/x, b.example",
        "http://b.example/a.example, a.example",
        "http://b.example?a.example, a.example",
    })
    void anAbsoluteTargetWithAnotherHostIsRefused(String target, String host) {
        assertThat(get(target, "Host: " + host)).isEqualTo(Refusal.HOST_CONTRADICTS);
    }

    @Test
    void onHttp10AnAbsoluteTargetNeedsAHostOfItsOwn() {
        assertThat(RequestGate.check(Fields.request10("GET", "http://a.example/"))).isNull();
        assertThat(RequestGate.check(Fields.request10("GET", "http://u@a.example/")))
                .isEqualTo(Refusal.HOST_CONTRADICTS);
        assertThat(RequestGate.check(Fields.request10("GET", "http:///")))
                .isEqualTo(Refusal.TARGET);
    }

    @Test
    void theAsteriskIsForOptionsOnly() {
        assertThat(RequestGate.check(Fields.request("OPTIONS", "*", "Host: a"))).isNull();
        assertThat(get("*", "Host: a")).isEqualTo(Refusal.TARGET);
        assertThat(RequestGate.check(Fields.request("options", "*", "Host: a")))
                .isEqualTo(Refusal.TARGET);
    }

    @Test
    void connectIsNotOffered() {
        assertThat(RequestGate.check(Fields.request("CONNECT", "a:443", "Host: a:443")))
                .isEqualTo(Refusal.CONNECT);
        assertThat(RequestGate.check(Fields.request("CONNECT", "/", "Host: a")))
                .isEqualTo(Refusal.CONNECT);
        assertThat(RequestGate.check(Fields.request10("CONNECT", "a:443")))
                .isEqualTo(Refusal.CONNECT);
    }

    @Test
    void badFramingIsNamedFirst() {
        assertThat(
                        RequestGate.check(
                                Fields.request(
                                        "CONNECT",
                                        "#",
                                        "Content-Length: 5",
                                        "Transfer-Encoding: chunked")))
                .isEqualTo(Refusal.LENGTH_AND_CODING);
    }

    @ParameterizedTest
    @CsvSource({
        "LENGTH_AND_CODING, 400",
        "LENGTHS, 400",
        "CODING, 400",
        "HOSTS, 400",
        "HOST, 400",
        "HOST_CONTRADICTS, 400",
        "TARGET, 400",
        "CONNECT, 501",
        "VERSION, 505",
    })
    void everyRefusalHasItsStatus(Refusal refusal, int status) {
        assertThat(refusal.status()).isEqualTo(status);
        assertThat(refusal.text()).isNotBlank();
    }
}
