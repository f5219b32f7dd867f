package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/a/b, /a/b",
        "/a/b/, /a/b/",
        // dot segments
        "/., /",
        "/./, /",
        "/./a, /a",
        "/a/., /a/",
        "/a/./, /a/",
        "/a/./b, /a/b",
        "/a/.., /",
        "/a/../, /",
        "/a/../b, /b",
        "/a/b/.., /a/",
        "/a/b/../, /a/",
        "/a/b/../c, /a/c",
        "/a/b/../../c, /c",
        "/a/./../b, /b",
        "/.a, /.a",
        "/..a, /..a",
        "/a.., /a..",
        "/..., /...",
        // escapes
        "/%61, /a",
        "/%41%4a%4A, /AJJ",
        "/%2e, /",
        "/%2E/a, /a",
        "/a%2fb, /a/b",
        "/a%2Fb, /a/b",
        "/a%2f, /a/",
        "/%252e, /%2e",
        "/a%20b, /a b",
        "/a%3fb, /a?b",
        // parameters
        "/a;x, /a",
        "/a;x=1/b, /a/b",
        "/a;x/b;y, /a/b",
        "/a;, /a",
        "/;x, /",
        "/;x/a, /a",
        "/a/;x, /a/",
        "/a%3bx, /a",
        "/a;x%2fb, /a/b",
        // empty segments
        "//, /",
        "//a, /a",
        "/a//b, /a/b",
        "/a//, /a/",
        "/a///b, /a/b",
        "/%2f/a, /a",
        // backslashes
        "/a\\b, /a/b",
        "/a%5cb, /a/b",
    })
    void thePathAsTheMostEagerServerReadsIt(String path, String expected) {
        assertThat(RequestTarget.normalized(path)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/../",
                "/../a",
                "/a/../..",
                "/a/../../b",
                "/./..",
                "/%2e%2e",
                "/%2e%2e/a",
                "/.%2e/a",
                "/%2e./a",
                "/a/%2e%2e/%2e%2e/b",
                "/a%2f..%2f..",
                "/..%2fa",
                "/..;x/a",
                "/..;/a",
                "/..%3b/a",
                "/a/..;/..;/b",
                "/\\..",
                "/..\\a",
                "/..%5ca",
                "//..",
            })
    void climbingAboveTheRootIsNoPath(String path) {
        assertThat(RequestTarget.normalized(path)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%", "/%2", "/a%", "/a%2", "/%zz", "/%2g", "/%g2", "/%%", "/%u002e", "/% 2"
            })
    void aBrokenEscapeIsNoPath(String path) {
        assertThat(RequestTarget.normalized(path)).isNull();
    }

    @Test
    void nulIsNoPath() {
        assertThat(RequestTarget.normalized("/a%00b")).isNull();
        assertThat(RequestTarget.normalized("/%00")).isNull();
    }

    /**
     * What {@code ..} takes away depends on what comes first: decoding, cutting parameters or
     * dropping empty segments. No order may lead past a route.
     */
    @ParameterizedTest
    @CsvSource({
        "/p//../admin, /p/admin by RFC 3986",
        "/p/%2e/../admin, /p/admin where dots are removed before decoding",
        "/p/;/../admin, /p/admin by RFC 3986",
        "/p;x/%2f/../admin, /p/admin where dots are removed before decoding",
        "/p%2f%2f..%2fadmin, /p/admin where empty segments count",
        "/p/%5c/../admin, /p/admin where a backslash is a letter",
        "/admin;x%2f..%2fp, /admin where parameters are cut before decoding",
        "/admin;/../p, /p or /admin;/p",
        "/a/%2e%2e/../b, a dot segment of each kind",
    })
    void dotsThatServersDisagreeAboutAreNoPath(String path, String because) {
        assertThat(RequestTarget.normalized(path)).as(because).isNull();
    }

    @Test
    void aPlainPathIsItsOwnNormalForm() {
        SplittableRandom random = new SplittableRandom(19);
        List<String> parts =
                List.of(
                        "/", "/", "/", ".", "..", "a", "b.c", "%2e", "%2f", "%5c", "%61", ";", ";x",
                        "\\", "//", "%", "~", "*", "é", "...", "%00");
        int plain = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder path = new StringBuilder("/");
            for (int n = random.nextInt(8); n > 0; n--) {
                path.append(parts.get(random.nextInt(parts.size())));
            }
            if (RequestTarget.isPlain(path.toString())) {
                plain++;
                assertThat(RequestTarget.normalized(path.toString())).isEqualTo(path.toString());
            }
        }
        assertThat(plain).as("plain ones among them").isGreaterThan(2_000);
    }

    @Test
    void aNormalFormIsItsOwnNormalForm() {
        SplittableRandom random = new SplittableRandom(23);
        List<String> parts = List.of("/", "/", ".", "..", "a", "b", "%61", ";x", "//");
        for (int i = 0; i < 50_000; i++) {
            StringBuilder path = new StringBuilder("/");
            for (int n = random.nextInt(8); n > 0; n--) {
                path.append(parts.get(random.nextInt(parts.size())));
            }
            String normal = RequestTarget.normalized(path.toString());
            if (normal != null) {
                assertThat(RequestTarget.normalized(normal)).as(path.toString()).isEqualTo(normal);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "/a/b/", "/a.b/c..", "/~a/*", "/a=b&c", "/a:b@c"})
    void ordinaryPathsArePlain(String path) {
        assertThat(RequestTarget.isPlain(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%61", "/a;b", "//", "/a//b", "/./", "/a/..", "/.well-known", "/a\\b"})
    void pathsThatCouldBeReadTwoWaysAreNot(String path) {
        assertThat(RequestTarget.isPlain(path)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/a?b, -, /a?b, /a",
                "/, -, /, /",
                "*, -, *, *",
                "/?a?b, -, /?a?b, /",
                "http://h/a?b, h, /a?b, /a",
                "HTTPS://h:1/a, h:1, /a, /a",
                "http://h, h, /, /",
                "http://h?b, h, /?b, /",
                "http://[::1]:80/, [::1]:80, /, /",
                "/http://h/, -, /http://h/, /http://h/",
                "http://h//a, h, //a, //a",
            })
    void targetsAreTakenApart(
            String target, @Nullable String authority, String originForm, String path) {
        assertThat(RequestTarget.authority(target)).isEqualTo(authority);
        assertThat(RequestTarget.originForm(target)).isEqualTo(originForm);
        assertThat(RequestTarget.path(originForm)).isEqualTo(path);
    }
}
