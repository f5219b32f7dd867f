package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.it.RawClient.End;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which fields cross the gateway, which do not, and how messages are framed on either side. */
class HygieneIT {
    private static TestBackend backend;
    private static GatewayUnderTest gateway;
    private static int trusting;

    @BeforeAll
    static void start() throws IOException {
        backend = TestBackend.start("app");
        gateway =
                GatewayUnderTest.start(
                        """
                        listen:
                          - {address: '127.0.0.1:0'}
                          - {address: '127.0.0.1:0', trusted-proxies: ['127.0.0.0/8']}
                        pools: {app: {backends: ['%s']}}
                        """
                                .formatted(backend.url()));
        trusting = gateway.port(1);
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

    /** What the backend gets of a GET with these fields. */
    private static Response forwarded(String... fields) {
        return forwarded(gateway.port(), fields);
    }

    private static Response forwarded(int port, String... fields) {
        assertThat(RawClient.get(port, "/p", fields).status()).isEqualTo(200);
        return backend.requestTo("/p");
    }

    /** What the client gets of a response with these fields. */
    private static Response returned(String... fields) {
        backend.on("/r", call -> call.ok("body", fields));
        return RawClient.get(gateway.port(), "/r");
    }

    @Test
    void hopByHopFieldsOfTheRequestStay() {
        Response seen =
                forwarded(
                        "Connection: keep-alive, X-Mine, x-other",
                        "Keep-Alive: timeout=5",
                        "Proxy-Connection: keep-alive",
                        "Proxy-Authorization: Basic abc",
                        "Proxy-Authenticate: Basic",
                        "Trailer: X",
                        "TE: gzip",
                        "X-MINE: 1",
                        "X-Other: 2",
                        "X-Kept: 3");

        assertThat(names(seen))
                .doesNotContain("keep-alive", "proxy-connection", "proxy-authorization")
                .doesNotContain("proxy-authenticate", "trailer", "te", "x-mine", "x-other")
                .contains("x-kept");
        assertThat(seen.fields("Connection")).allMatch(v -> v.equalsIgnoreCase("keep-alive"));
    }

    @Test
    void hopByHopFieldsOfTheResponseStay() {
        Response response =
                returned(
                        "Connection: X-Mine",
                        "Connection: x-other",
                        "Keep-Alive: timeout=5",
                        "Proxy-Authenticate: Basic",
                        "Proxy-Connection: keep-alive",
                        "Upgrade: h2c",
                        "X-MINE: 1",
                        "X-Other: 2",
                        "X-Kept: 3");

        assertThat(names(response))
                .doesNotContain("connection", "keep-alive", "proxy-authenticate", "upgrade")
                .doesNotContain("proxy-connection", "x-mine", "x-other")
                .contains("x-kept");
        assertThat(response.text()).isEqualTo("body");
    }

    /** The names of all fields, in lower case. */
    private static List<String> names(Response message) {
        return message.head()
                .lines()
                .skip(1)
                .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT))
                .toList();
    }

    @Test
    void nominatingAFieldOfTheGatewaysOwnTakesNothingAway() {
        Response seen =
                forwarded(
                        "Connection: X-Forwarded-For, Host, Offload-Session, Via, X-Request-Id,"
                                + " Forwarded, Content-Length");

        assertThat(names(seen))
                .contains("host", "x-forwarded-for", "via", "x-request-id", "forwarded")
                .contains("offload-session", "offload-auth");
    }

    /** Invariant 14. */
    @Test
    void offloadFieldsOfAClientNeverReachABackend() {
        Response seen =
                forwarded(
                        "Offload-Session: v=1, status=live",
                        "offload-state: x",
                        "OFFLOAD-UPDATE: y",
                        "Offload_Auth: spoofed",
                        "offload.control: spoofed",
                        "Offload-Anything: spoofed",
                        "Offload~x: spoofed");

        assertThat(names(seen))
                .filteredOn(name -> name.startsWith("offload"))
                .containsExactlyInAnyOrder("offload-session", "offload-auth");
        assertThat(seen.head()).doesNotContain("spoofed").doesNotContain("live");
        assertThat(seen.field("Offload-Session").orElseThrow()).contains("status=none");
    }

    @Test
    void offloadFieldsOfABackendNeverReachAClient() {
        Response response =
                returned("Offload-Anything: a", "offload_update: b", "OFFLOAD.STATE: c");

        assertThat(response.status()).isEqualTo(200);
        assertThat(names(response)).noneMatch(name -> name.startsWith("offload"));
    }

    @Test
    void trailersOfAResponsePassWithoutOffloadFields() {
        backend.on(
                "/t",
                call ->
                        call.send(
                                """
                                HTTP/1.1 200 OK\r
                                Transfer-Encoding: chunked\r
                                Trailer: X-Sum, Offload-Update\r
                                \r
                                3\r
                                abc\r
                                0\r
                                X-Sum: 6\r
                                Offload-Update: "a";del\r
                                Connection: close\r
                                \r
                                """));

        Response response = RawClient.get(gateway.port(), "/t", "TE: trailers");

        assertThat(response.text()).isEqualTo("abc");
        assertThat(response.trailer("X-Sum")).contains("6");
        assertThat(response.trailers().toLowerCase(Locale.ROOT))
                .doesNotContain("offload")
                .doesNotContain("connection");
        assertThat(backend.requestTo("/t").fields("TE")).containsExactly("trailers");
    }

    @Test
    void onlyTrailersIsKeptOfTe() {
        assertThat(forwarded("TE: gzip;q=0.5, trailers").fields("TE")).containsExactly("trailers");
    }

    @Test
    void viaGrowsInBothDirections() {
        Response response = returned("Via: 1.1 other");

        assertThat(forwarded("Via: 1.0 a", "Via: 1.1 b").fields("Via"))
                .containsExactly("1.0 a, 1.1 b, 1.1 nonstick");
        assertThat(response.fields("Via")).containsExactly("1.1 other, 1.1 nonstick");
    }

    @Test
    void whatAStrangerSaysOfItsWayIsDropped() {
        Response seen =
                forwarded(
                        "X-Forwarded-For: 6.6.6.6",
                        "x-forwarded-for: 7.7.7.7",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: evil",
                        "X-Forwarded-Port: 1",
                        "X-Forwarded-Prefix: /evil",
                        "Forwarded: for=6.6.6.6");

        assertThat(seen.fields("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(seen.fields("X-Forwarded-Proto")).containsExactly("http");
        assertThat(seen.fields("X-Forwarded-Host")).containsExactly("app");
        assertThat(seen.fields("X-Forwarded-Port")).containsExactly("80");
        assertThat(seen.fields("X-Forwarded-Prefix")).isEmpty();
        assertThat(seen.fields("Forwarded"))
                .containsExactly("for=127.0.0.1;proto=http;host=\"app\"");
    }

    @Test
    void whatATrustedProxySaysOfItsWayIsContinued() {
        Response seen =
                forwarded(
                        trusting,
                        "X-Forwarded-For: 6.6.6.6",
                        "X-Forwarded-For: 7.7.7.7",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: shop.example",
                        "X-Forwarded-Port: 443",
                        "X-Forwarded-Prefix: /shop",
                        "Forwarded: for=6.6.6.6");

        assertThat(seen.fields("X-Forwarded-For")).containsExactly("6.6.6.6, 7.7.7.7, 127.0.0.1");
        assertThat(seen.fields("X-Forwarded-Proto")).containsExactly("https");
        assertThat(seen.fields("X-Forwarded-Host")).containsExactly("shop.example");
        assertThat(seen.fields("X-Forwarded-Port")).containsExactly("443");
        assertThat(seen.fields("X-Forwarded-Prefix")).containsExactly("/shop");
        assertThat(seen.fields("Forwarded"))
                .containsExactly("for=6.6.6.6, for=127.0.0.1;proto=http;host=\"app\"");
    }

    @Test
    void requestIdIsPassedOrMade() {
        assertThat(forwarded("X-Request-Id: abc-1").fields("X-Request-Id"))
                .containsExactly("abc-1");
        backend.forget();
        assertThat(forwarded("X-Request-Id: a\"b").field("X-Request-Id").orElseThrow())
                .matches("[0-9a-f]{16}");
        backend.forget();
        assertThat(forwarded().field("X-Request-Id").orElseThrow()).matches("[0-9a-f]{16}");
    }

    @Test
    void onlyTheGatewaysCookieIsTakenOutOfTheCookies() {
        Response seen =
                forwarded(
                        "Cookie: a=1;b=\"2, 3\" ; sid=secret;c=;sidecar=4; xsid=5",
                        "Cookie: sid=secret",
                        "Cookie: SID=6 ;  d");

        assertThat(seen.fields("Cookie"))
                .containsExactly("a=1;b=\"2, 3\" ; c=;sidecar=4; xsid=5", "SID=6 ;  d");
    }

    @Test
    void setCookieIsNeverFolded() {
        Response response =
                returned(
                        "Set-Cookie: a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT",
                        "set-cookie: b=2; Path=/",
                        "Set-Cookie: c=3");

        assertThat(response.fields("Set-Cookie"))
                .containsExactly(
                        "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2; Path=/", "c=3");
    }

    @Test
    void otherFieldsPassByteForByte() {
        Response seen =
                forwarded("X-A: \u00e4 \t b", "x-a: c", "X-Empty:", "Authorization: Basic Og==");
        Response response = returned("X-A: \u00e4 \t b", "x-a: c", "X-Empty:", "Server: legacy/1");

        assertThat(seen.fields("X-A")).containsExactly("\u00e4 \t b", "c");
        assertThat(seen.field("X-Empty")).contains("");
        assertThat(seen.field("Authorization")).contains("Basic Og==");
        assertThat(seen.head()).contains("\r\nx-a: c");
        assertThat(response.fields("X-A")).containsExactly("\u00e4 \t b", "c");
        assertThat(response.field("X-Empty")).contains("");
        assertThat(response.field("Server")).contains("legacy/1");
    }

    @Test
    void dateAndHostAreKept() {
        Response response = returned("Date: Wed, 21 Oct 2015 07:28:00 GMT");
        RawClient.exchange(gateway.port(), "GET /host HTTP/1.1\r\nHost: Shop.Example:8080\r\n\r\n");

        assertThat(response.fields("Date")).containsExactly("Wed, 21 Oct 2015 07:28:00 GMT");
        assertThat(backend.requestTo("/host").fields("Host")).containsExactly("Shop.Example:8080");
        assertThat(backend.requestTo("/host").field("X-Forwarded-Port")).contains("8080");
    }

    @Test
    void anOfferOfH2cIsNotTakenUp() {
        Response response =
                RawClient.get(
                        gateway.port(),
                        "/p",
                        "Connection: Upgrade, HTTP2-Settings",
                        "Upgrade: h2c",
                        "HTTP2-Settings: AAMAAABkAAQAAP__");

        assertThat(response.status()).isEqualTo(200);
        assertThat(names(backend.requestTo("/p"))).doesNotContain("upgrade", "http2-settings");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/q?",
                "/q??",
                "/q?a=/../b&c=%2F;d=[e]",
                "/q:b@c!$&'()*+,;=-._~/%7E?x=/?:@!$&'()*+,;=%20",
                "/q/%C3%A4",
                "/q/",
                "/q?a=b+c%2Bd&a",
                "/q?\"<>{}|^`"
            })
    void targetsPassByteForByte(String target) {
        RawClient.get(gateway.port(), target);

        assertThat(backend.requests())
                .singleElement()
                .satisfies(r -> assertThat(r.line()).isEqualTo("GET " + target + " HTTP/1.1"));
    }

    @Test
    void headIsAnsweredWithTheLengthAndNoBody() throws Exception {
        backend.on("/h", call -> call.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"));
        backend.on(
                "/c", call -> call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
        backend.on("/n", call -> call.send("HTTP/1.1 200 OK\r\n\r\n"));
        try (RawClient client = RawClient.connect(gateway.port())) {
            for (String path : List.of("/h", "/c", "/n", "/h")) {
                String head = client.send(RawClient.request("HEAD", path, "")).readHead();
                assertThat(head).startsWith("HTTP/1.1 200 ");
                List<String> lengths = Response.fields(head, "Content-Length");
                assertThat(lengths).isEqualTo(path.equals("/h") ? List.of("10") : List.of());
            }
            client.send(RawClient.request("GET", "/", ""));
            assertThat(client.read().text()).isEqualTo("app");
        }
    }

    @Test
    void answersWithoutBodyHaveNone() throws Exception {
        backend.on("/204", call -> call.send("HTTP/1.1 204 No Content\r\nX-A: 1\r\n\r\n"));
        backend.on("/304", call -> call.send("HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n"));
        backend.on(
                "/304l",
                call -> call.send("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"));
        try (RawClient client = RawClient.connect(gateway.port())) {
            Response none = client.send(RawClient.request("GET", "/204", "")).read();
            Response same = client.send(RawClient.request("GET", "/304", "")).read();
            Response long304 = client.send(RawClient.request("GET", "/304l", "")).read();

            assertThat(none.status()).isEqualTo(204);
            assertThat(names(none)).doesNotContain("content-length", "transfer-encoding");
            assertThat(same.status()).isEqualTo(304);
            assertThat(same.field("ETag")).contains("\"a\"");
            assertThat(names(same)).doesNotContain("content-length", "transfer-encoding");
            assertThat(long304.field("Content-Length")).contains("9");
            client.send(RawClient.request("GET", "/", ""));
            assertThat(client.read().text()).isEqualTo("app");
        }
    }

    @Test
    void aChunkedAnswerReachesAnHttp10ClientUpToTheEndOfItsConnection() throws Exception {
        backend.on(
                "/chunked",
                call ->
                        call.send(
                                """
                                HTTP/1.1 200 OK\r
                                Transfer-Encoding: chunked\r
                                \r
                                3\r
                                abc\r
                                0\r
                                \r
                                """));
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send("GET /chunked HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");

            Response response = client.read();

            assertThat(response.text()).isEqualTo("abc");
            assertThat(names(response)).doesNotContain("transfer-encoding", "content-length");
            assertThat(response.field("Connection")).contains("close");
        }
        assertThat(backend.requestTo("/chunked").line()).endsWith("HTTP/1.1");
    }

    @Test
    void anHttp10ConnectionIsKeptOnlyWhereAsked() throws Exception {
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send("GET /p HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(client.read().text()).isEqualTo("app");
            client.send("GET /p HTTP/1.0\r\n\r\n");
            assertThat(client.read().text()).isEqualTo("app");
            assertThat(client.readEnd()).isEqualTo(End.CLOSED);
        }
    }

    @Test
    void anAnswerUpToTheEndOfTheBackendsConnectionIsChunked() throws Exception {
        backend.on(
                "/until-close",
                call -> {
                    call.send("HTTP/1.0 200 OK\r\n\r\nabc");
                    call.close();
                });
        try (RawClient client = RawClient.connect(gateway.port())) {
            Response response = client.send(RawClient.request("GET", "/until-close", "")).read();

            assertThat(response.text()).isEqualTo("abc");
            assertThat(HttpReader.isChunked(response.head())).isTrue();
            client.send(RawClient.request("GET", "/", ""));
            assertThat(client.read().text()).isEqualTo("app");
        }
    }

    @Test
    void continueIsTheBackendsToSay() throws Exception {
        backend.onHead(
                "/100",
                call -> {
                    call.send("HTTP/1.1 100 Continue\r\n\r\n");
                    String body = HttpReader.rest(call.in(), call.request().head(), false).text();
                    call.ok("got " + body);
                });
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(expecting("/100", "Content-Length: 3"));
            assertThat(client.read().status()).isEqualTo(100);
            assertThat(client.send("abc").read().text()).isEqualTo("got abc");
        }
        assertThat(backend.requestTo("/100").field("Expect")).contains("100-continue");
    }

    private static String expecting(String path, String framing) {
        return RawClient.request("POST", path, "", "Expect: 100-continue", framing);
    }

    @Test
    void aRefusedExpectationEndsBeforeTheBody() throws Exception {
        backend.onHead("/417", call -> call.answer("417 Expectation Failed", "no"));
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(expecting("/417", "Transfer-Encoding: chunked"));

            assertThat(client.read().status()).isEqualTo(417);
            assertThat(client.readEnd()).isEqualTo(End.CLOSED);
        }
    }

    @Test
    void earlyHintsPassAndOtherInterimAnswersDoNot() throws Exception {
        backend.on(
                "/103",
                call -> {
                    call.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nOffload-X: y\r\n\r\n");
                    call.ok("done");
                });
        backend.on(
                "/102",
                call -> {
                    call.send("HTTP/1.1 102 Processing\r\n\r\n");
                    call.ok("done");
                });
        try (RawClient client = RawClient.connect(gateway.port())) {
            Response hints = client.send(RawClient.request("GET", "/103", "")).read();
            Response done = client.read();
            Response broken = client.send(RawClient.request("GET", "/102", "")).read();

            assertThat(hints.status()).isEqualTo(103);
            assertThat(hints.field("Link")).contains("</a>");
            assertThat(names(hints)).doesNotContain("offload-x");
            assertThat(done.text()).isEqualTo("done");
            assertThat(broken.status()).isEqualTo(502);
        }
    }

    @Test
    void bodiesKeepTheirFraming() {
        RawClient.post(gateway.port(), "/length", "abc");
        RawClient.exchange(
                gateway.port(),
                RawClient.request("POST", "/chunks", "", "Transfer-Encoding: chunked")
                        + "3;x=y\r\nabc\r\n0\r\n\r\n");
        RawClient.get(gateway.port(), "/none");
        RawClient.exchange(
                gateway.port(), RawClient.request("POST", "/empty", "", "Content-Length: 0"));

        assertThat(framing("/length")).containsExactly("content-length: 3");
        assertThat(framing("/chunks")).containsExactly("transfer-encoding: chunked");
        assertThat(backend.requestTo("/chunks").text()).isEqualTo("abc");
        assertThat(framing("/none")).isEmpty();
        assertThat(framing("/empty")).containsExactly("content-length: 0");
    }

    private static List<String> framing(String path) {
        Response request = backend.requestTo(path);
        return Stream.of("content-length", "transfer-encoding")
                .flatMap(name -> request.fields(name).stream().map(value -> name + ": " + value))
                .filter(Objects::nonNull)
                .toList();
    }
}
