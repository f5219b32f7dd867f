package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.nonstick.it.RawClient.End;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The request gate, row by row: what could be read in two ways is answered, its connection is
 * closed, and nothing of it reaches a backend.
 */
class GateIT {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: app\r\n\r\n";
    private static final int REQUEST_LINE = 1024;
    private static final int FIELDS = 4096;

    private static TestBackend backend;
    private static GatewayUnderTest gateway;

    @BeforeAll
    static void start() throws IOException {
        backend = TestBackend.start("app");
        gateway =
                GatewayUnderTest.start(
                        """
                        limits: {request-line: %d, headers: %d}
                        pools:
                          app: {backends: ['%s']}
                          admin: {backends: ['%s']}
                        routes:
                          - {match: {path: /admin}, pool: admin}
                          - {match: {path: /}, pool: app}
                        """
                                .formatted(REQUEST_LINE, FIELDS, backend.url(), backend.url()));
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        backend.close();
    }

    @BeforeEach
    void forget() {
        backend.forget();
    }

    @MethodSource
    @ParameterizedTest
    void refused(int status, List<String> segments) throws Exception {
        try (RawClient client = RawClient.connect(gateway.port())) {
            for (int i = 0; i < segments.size(); i++) {
                boolean last = i == segments.size() - 1;
                client.send(segments.get(i) + (last ? SMUGGLED : ""));
                if (!last) {
                    client.awaitTaken();
                }
            }
            Response response = client.read();

            assertThat(response.status()).isEqualTo(status);
            assertThat(response.field("Connection")).contains("close");
            assertThat(response.field("Content-Type")).contains("application/problem+json");
            assertThat(client.readEnd()).isEqualTo(End.CLOSED);
        }
        gateway.awaitMetric(0, "nonstick_in_flight");
        assertThat(backend.requests()).isEmpty();
    }

    static Stream<Arguments> refused() {
        return Stream.of(framing(), hosts(), lines(), requestLines(), paths(), sizes())
                .flatMap(rows -> rows);
    }

    private static Stream<Arguments> framing() {
        return Stream.of(
                post("length and coding", "Content-Length: 3", "Transfer-Encoding: chunked"),
                post("coding and length", "Transfer-Encoding: chunked", "Content-Length: 3"),
                post("two lengths", "Content-Length: 3", "Content-Length: 4"),
                post("one length twice", "Content-Length: 3", "Content-Length: 3"),
                post("one length twice in a list", "Content-Length: 5, 5"),
                post("two lengths in a list", "Content-Length: 5, 6"),
                post("length with a plus", "Content-Length: +5"),
                post("negative length", "Content-Length: -1"),
                post("length in hex", "Content-Length: 0x5"),
                post("empty length", "Content-Length: "),
                post("length with a space inside", "Content-Length: 1 2"),
                post("length of 20 digits", "Content-Length: 99999999999999999999"),
                post("no number", "Content-Length: five"),
                post("gzip", "Transfer-Encoding: gzip"),
                post("chunked, gzip", "Transfer-Encoding: chunked, gzip"),
                post("gzip, chunked", "Transfer-Encoding: gzip, chunked"),
                post("chunked twice", "Transfer-Encoding: chunked, chunked"),
                post("chunked and a comma", "Transfer-Encoding: chunked,"),
                post("comma and chunked", "Transfer-Encoding: ,chunked"),
                post("xchunked", "Transfer-Encoding: xchunked"),
                post("chunked in quotes", "Transfer-Encoding: \"chunked\""),
                post("chunked with a parameter", "Transfer-Encoding: chunked;a=b"),
                post("identity", "Transfer-Encoding: identity"),
                post("empty coding", "Transfer-Encoding: "),
                post("chunked behind a vertical tab", "Transfer-Encoding: \u000bchunked"),
                post("two codings", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
                post("coding and identity", "Transfer-Encoding: chunked", "Transfer-Encoding: x"),
                post("space before the coding's colon", "Transfer-Encoding : chunked"),
                post("space before the length's colon", "Content-Length : 3"),
                post("folded coding", "Transfer-Encoding:\r\n chunked"),
                head(
                        "coding on HTTP/1.0",
                        "POST / HTTP/1.0",
                        "Host: app",
                        "Transfer-Encoding: chunked"),
                head(
                        "coding on HTTP/1.0 that stays open",
                        "POST / HTTP/1.0",
                        "Host: app",
                        "Connection: keep-alive",
                        "Transfer-Encoding: chunked"));
    }

    private static Stream<Arguments> hosts() {
        return Stream.of(
                head("no Host", "GET / HTTP/1.1", "X: y"),
                head("two Hosts", "GET / HTTP/1.1", "Host: app", "Host: other"),
                head("one Host twice", "GET / HTTP/1.1", "Host: app", "Host: app"),
                head("user information", "GET / HTTP/1.1", "Host: u@app"),
                head("slash in the Host", "GET / HTTP/1.1", "Host: app/x"),
                head("space in the Host", "GET / HTTP/1.1", "Host: a pp"),
                head("comma in the Host", "GET / HTTP/1.1", "Host: app,other"),
                head("quote in the Host", "GET / HTTP/1.1", "Host: a\"pp"),
                head("question mark in the Host", "GET / HTTP/1.1", "Host: app?x"),
                head("byte above ASCII in the Host", "GET / HTTP/1.1", "Host: \u00e4pp"),
                head("absolute form without Host", "GET http://app/ HTTP/1.1", "X: y"),
                head("absolute form for another", "GET http://other/ HTTP/1.1", "Host: app"),
                head("absolute form, another port", "GET http://app:81/ HTTP/1.1", "Host: app"),
                head("absolute form with user", "GET http://u@app/ HTTP/1.1", "Host: app"),
                head("another scheme", "GET ftp://app/ HTTP/1.1", "Host: app"),
                head("authority form", "GET app:80 HTTP/1.1", "Host: app:80"));
    }

    private static Stream<Arguments> lines() {
        String start = "GET / HTTP/1.1\r\nHost: app\r\n";
        return Stream.of(
                row("fold in the first field", 400, "GET / HTTP/1.1\r\nHost:\r\n app\r\n\r\n"),
                row("fold by tab", 400, start + "X: a\r\n\tb\r\n\r\n"),
                row("fold in the last field", 400, start + "X: a\r\n b\r\n\r\n"),
                row("fold before the first field", 400, "GET / HTTP/1.1\r\n Host: app\r\n\r\n"),
                row("fold of white space alone", 400, start + "X: a\r\n \r\n\r\n"),
                row("fold behind empty lines", 400, "\r\n\r\n" + start + "X: a\r\n b\r\n\r\n"),
                row(
                        "fold behind empty lines of their own segment",
                        400,
                        "\r\n",
                        "\r\n" + start + "X: a\r\n b\r\n\r\n"),
                row("fold in the next segment", 400, start + "X: a\r\n", " b\r\n\r\n"),
                row("fold between CR and LF's segments", 400, start + "X: a\r", "\n b\r\n\r\n"),
                row(
                        "fold behind single bytes",
                        400,
                        with((start + "X: a\r\n").split(""), " b\r\n\r\n")),
                row("bare LF in the head", 400, "GET / HTTP/1.1\nHost: app\n\n"),
                row("bare LF behind the request line", 400, "GET / HTTP/1.1\nHost: app\r\n\r\n"),
                row("bare LF behind a field", 400, start + "X: a\nY: b\r\n\r\n"),
                row("bare LF as the empty line", 400, start + "\n"),
                row("bare CR in a value", 400, start + "X: a\rb\r\n\r\n"),
                row("bare CR before CRLF", 400, start + "X: a\r\r\n\r\n"),
                row("bare CR in the target", 400, "GET /a\rb HTTP/1.1\r\nHost: app\r\n\r\n"),
                row("bare CR in a name", 400, start + "X\rY: a\r\n\r\n"),
                row("NUL in a value", 400, start + "X: a\0b\r\n\r\n"),
                row("NUL in a name", 400, start + "X\0Y: a\r\n\r\n"),
                row("NUL in the target", 400, "GET /a\0b HTTP/1.1\r\nHost: app\r\n\r\n"),
                row("NUL before the request", 400, "\0" + start + "\r\n"),
                row("control in a value", 400, start + "X: a\u0001b\r\n\r\n"),
                row("DEL in a value", 400, start + "X: a\u007fb\r\n\r\n"),
                row("space before the colon", 400, start + "X : a\r\n\r\n"),
                row("tab before the colon", 400, start + "X\t: a\r\n\r\n"),
                row("no colon", 400, start + "X\r\n\r\n"),
                row("empty name", 400, start + ": a\r\n\r\n"),
                row("space in a name", 400, start + "X Y: a\r\n\r\n"),
                row("parenthesis in a name", 400, start + "X(: a\r\n\r\n"),
                row("byte above ASCII in a name", 400, start + "X\u00e4: a\r\n\r\n"));
    }

    private static Stream<Arguments> requestLines() {
        return Stream.of(
                head("tab behind the method", "GET\t/ HTTP/1.1", "Host: app"),
                head("tab behind the target", "GET /\tHTTP/1.1", "Host: app"),
                head("CR behind the method", "GET\r/ HTTP/1.1", "Host: app"),
                head("vertical tab behind the target", "GET /\u000bHTTP/1.1", "Host: app"),
                head("two spaces", "GET  / HTTP/1.1", "Host: app"),
                head("two spaces before the version", "GET /  HTTP/1.1", "Host: app"),
                head("space at the end", "GET / HTTP/1.1 ", "Host: app"),
                head("space at the start", " GET / HTTP/1.1", "Host: app"),
                head("space in the target", "GET /a b HTTP/1.1", "Host: app"),
                head("no target", "GET HTTP/1.1", "Host: app"),
                head("no version", "GET /", "Host: app"),
                head("no slash", "GET admin HTTP/1.1", "Host: app"),
                head("asterisk with GET", "GET * HTTP/1.1", "Host: app"),
                head("lower-case version", "GET / http/1.1", "Host: app"),
                head("version with more digits", "GET / HTTP/1.10", "Host: app"),
                head("no protocol", "GET / HTTPS/1.1", "Host: app"),
                head("method with a bracket", "G(ET / HTTP/1.1", "Host: app"),
                row("HTTP/1.2", 505, "GET / HTTP/1.2\r\nHost: app\r\n\r\n"),
                row("HTTP/2.0", 505, "GET / HTTP/2.0\r\nHost: app\r\n\r\n"),
                row("HTTP/0.9", 505, "GET / HTTP/0.9\r\nHost: app\r\n\r\n"),
                row("the preface of HTTP/2", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                row("CONNECT", 501, "CONNECT app:80 HTTP/1.1\r\nHost: app:80\r\n\r\n"),
                head("fragment", "GET /a#b HTTP/1.1", "Host: app"),
                head("control in the target", "GET /a\u0001b HTTP/1.1", "Host: app"),
                head("DEL in the target", "GET /a\u007fb HTTP/1.1", "Host: app"),
                head("control in the query", "GET /a?b\u0001 HTTP/1.1", "Host: app"),
                head("byte above ASCII in the target", "GET /\u00e4 HTTP/1.1", "Host: app"),
                head("backslash", "GET /a\\b HTTP/1.1", "Host: app"));
    }

    private static Stream<Arguments> paths() {
        return Stream.of(
                        "/app/..%2fadmin",
                        "/app/%2e%2e/admin",
                        "/app/../admin",
                        "/app/%2E./admin",
                        "/app/..%5cadmin",
                        "/app;x/../admin",
                        "/app/..;/admin",
                        "//admin",
                        "/.//admin",
                        "/./admin",
                        "/%61dmin",
                        "/admin%2fx",
                        "/admin/../app",
                        "/admin/..",
                        "/..",
                        "/../admin",
                        "/app/../../admin",
                        "/%2e%2e/app",
                        "/%",
                        "/%2",
                        "/%zz",
                        "/%00")
                .map(path -> head("path " + path, "GET " + path + " HTTP/1.1", "Host: app"));
    }

    private static Stream<Arguments> sizes() {
        String line = "GET /" + "a".repeat(REQUEST_LINE) + " HTTP/1.1\r\nHost: app\r\n\r\n";
        String field = "X: " + "a".repeat(FIELDS) + "\r\n";
        String fields = "X: a\r\n".repeat(FIELDS / 4);
        return Stream.of(
                row("request line too long", 414, line),
                row("field too large", 431, "GET / HTTP/1.1\r\nHost: app\r\n" + field + "\r\n"),
                row("too many fields", 431, "GET / HTTP/1.1\r\nHost: app\r\n" + fields + "\r\n"));
    }

    private static String[] with(String[] segments, String last) {
        return Stream.concat(Stream.of(segments), Stream.of(last)).toArray(String[]::new);
    }

    private static Arguments post(String name, String... fields) {
        return row(
                name,
                400,
                "POST / HTTP/1.1\r\nHost: app\r\n" + String.join("\r\n", fields) + "\r\n\r\n");
    }

    private static Arguments head(String name, String line, String... fields) {
        return row(name, 400, line + "\r\n" + String.join("\r\n", fields) + "\r\n\r\n");
    }

    private static Arguments row(String name, int status, String... segments) {
        return argumentSet(name, status, Arrays.asList(segments));
    }

    @MethodSource
    @ParameterizedTest
    void passed(List<String> segments, String target) throws Exception {
        try (RawClient client = RawClient.connect(gateway.port())) {
            for (String segment : segments) {
                client.send(segment);
                client.awaitTaken();
            }

            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(backend.requests())
                .singleElement()
                .satisfies(r -> assertThat(r.line().split(" ", 3)[1]).isEqualTo(target));
    }

    static Stream<Arguments> passed() {
        String chunks = "3;a=b\r\nabc\r\n0\r\nX-Trailer: x\r\n\r\n";
        String start = "GET /p HTTP/1.1\r\nHost: app\r\n";
        return Stream.of(
                pass(
                        "chunked in any case",
                        "/p",
                        "POST /p HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: cHunKed\r\n\r\n"
                                + chunks),
                pass("length with zeros", "/p", upload("/p", "Content-Length: 003", "abc")),
                pass("length in white space", "/p", upload("/p", "Content-Length: \t3 ", "abc")),
                pass("absolute form", "/p", "GET http://app/p HTTP/1.1\r\nHost: APP\r\n\r\n"),
                pass("absolute form, no path", "/", "GET http://app HTTP/1.1\r\nHost: app\r\n\r\n"),
                pass(
                        "absolute form, query",
                        "/?q",
                        "GET http://app?q HTTP/1.1\r\nHost: app\r\n\r\n"),
                pass("asterisk", "*", "OPTIONS * HTTP/1.1\r\nHost: app\r\n\r\n"),
                pass("empty Host", "/p", "GET /p HTTP/1.1\r\nHost:\r\n\r\n"),
                pass("IPv6 Host", "/p", "GET /p HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"),
                pass("empty lines before the request", "/p", "\r\n\r\n" + start + "\r\n"),
                pass("empty line in its own segment", "/p", "\r\n", start + "\r\n"),
                pass("byte by byte", "/p", (start + "X: a b\r\nY:\r\n\r\n").split("")),
                pass("HTTP/1.0 without Host", "/p", "GET /p HTTP/1.0\r\n\r\n"),
                pass("empty value", "/p", start + "X:\r\nY: \r\n\r\n"),
                pass("tab in a value", "/p", start + "X: a\tb\r\n\r\n"),
                pass("byte above ASCII in a value", "/p", start + "X: \u00e4\r\n\r\n"),
                pass("every character of a name", "/p", start + "!#$%&'*+-.^_`|~9: a\r\n\r\n"),
                pass("unknown method", "/p", "BREW /p HTTP/1.1\r\nHost: app\r\n\r\n"),
                pass("admin", "/admin/x", "GET /admin/x HTTP/1.1\r\nHost: app\r\n\r\n"),
                pass("not admin", "/administer", "GET /administer HTTP/1.1\r\nHost: app\r\n\r\n"),
                pass(
                        "dots that stay in a route",
                        "/a/../b",
                        "GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n"),
                pass("escapes that stay", "/a%2fb;c", "GET /a%2fb;c HTTP/1.1\r\nHost: a\r\n\r\n"),
                pass(
                        "anything in a query",
                        "/?/../%zz;'",
                        "GET /?/../%zz;' HTTP/1.1\r\nHost: a\r\n\r\n"));
    }

    private static String upload(String path, String field, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: app\r\n" + field + "\r\n\r\n" + body;
    }

    private static Arguments pass(String name, String target, String... segments) {
        return argumentSet(name, Arrays.asList(segments), target);
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        backend.on("/one", call -> call.ok("1")).on("/two", call -> call.ok("2"));
        String one = RawClient.request("POST", "/one", "abc");
        String two = RawClient.request("GET", "/two", "");
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(one + two + one + two);

            for (String expected : List.of("1", "2", "1", "2")) {
                assertThat(client.read().text()).isEqualTo(expected);
            }
        }
        assertThat(backend.requestsTo("/one")).allMatch(r -> r.text().equals("abc")).hasSize(2);
    }

    @Test
    void foldingIsFoundInTheSecondRequestOfAConnection() throws Exception {
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(RawClient.request("POST", "/", "abc"));
            assertThat(client.read().status()).isEqualTo(200);

            client.send("GET / HTTP/1.1\r\nHost: app\r\nX: a\r\n b\r\n\r\n" + SMUGGLED);

            assertThat(client.read().status()).isEqualTo(400);
            assertThat(client.readEnd()).isEqualTo(End.CLOSED);
        }
    }

    @Test
    void foldingIsFoundBehindABodyInTheSameSegment() throws Exception {
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(
                    RawClient.request("POST", "/", "abc")
                            + "GET / HTTP/1.1\r\nHost: app\r\nX: a\r\n b\r\n\r\n"
                            + SMUGGLED);

            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.read().status()).isEqualTo(400);
            assertThat(client.readEnd()).isEqualTo(End.CLOSED);
        }
        assertThat(backend.requests()).hasSize(1);
    }

    @Test
    void nothingBehindARefusedRequestIsServedWherePipelinedOnesWait() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        backend.on(
                "/slow",
                call -> {
                    release.await();
                    call.ok("slow");
                });
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(
                    RawClient.request("GET", "/slow", "")
                            + "GET /a#b HTTP/1.1\r\nHost: app\r\n\r\n"
                            + SMUGGLED
                            + SMUGGLED);
            client.awaitTaken();
            release.countDown();

            assertThat(client.read().text()).isEqualTo("slow");
            assertThat(client.read().status()).isEqualTo(400);
            assertThat(client.readEnd()).isEqualTo(End.CLOSED);
        }
        assertThat(backend.requests()).hasSize(1);
    }

    @Test
    void aBodyThatLooksFoldedIsLeftAsItIs() throws Exception {
        String body = "a\r\n b\r\n\r\n c\r\n\td";

        RawClient.post(gateway.port(), "/body", body);
        String chunks = "7\r\na\r\n b\r\n\r\n0\r\n\r\n";
        RawClient.exchange(
                gateway.port(),
                "POST /chunks HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + chunks);

        assertThat(backend.requestTo("/body").text()).isEqualTo(body);
        assertThat(backend.requestTo("/chunks").text()).isEqualTo("a\r\n b\r\n");
    }

    @MethodSource
    @ParameterizedTest
    void aBrokenChunkEndsTheConnection(String chunks) throws Exception {
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(
                    "POST /c HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + chunks
                            + SMUGGLED);

            assertThat(client.readToEnd()).doesNotContain(" 200 ");
        }
        gateway.awaitMetric(0, "nonstick_in_flight");
        assertThat(backend.requests()).as("complete requests").isEmpty();
    }

    static Stream<Arguments> aBrokenChunkEndsTheConnection() {
        return Stream.of(
                argumentSet("no number", "x\r\nabc\r\n0\r\n\r\n"),
                argumentSet("negative", "-1\r\nabc\r\n0\r\n\r\n"),
                argumentSet("plus", "+3\r\nabc\r\n0\r\n\r\n"),
                argumentSet("prefix", "0x3\r\nabc\r\n0\r\n\r\n"),
                argumentSet("empty size", "\r\nabc\r\n0\r\n\r\n"),
                argumentSet("too large for 32 bits", "100000003\r\nabc\r\n0\r\n\r\n"),
                argumentSet("longer than its size", "2\r\nabc\r\n0\r\n\r\n"),
                argumentSet("bare LF behind the size", "3\nabc\r\n0\r\n\r\n"),
                argumentSet("bare LF behind the data", "3\r\nabc\n0\r\n\r\n"),
                argumentSet("bare LF at the end", "3\r\nabc\r\n0\n\n"),
                argumentSet("bare CR in an extension", "3;a\rb\r\nabc\r\n0\r\n\r\n"),
                argumentSet("bare LF in an extension", "3;a\nb\r\nabc\r\n0\r\n\r\n"));
    }
}
