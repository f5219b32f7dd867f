package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.nonstick.it.RawClient.End;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an exchange when one of the parties fails. */
class FailureIT {
    private static final int BODY_LIMIT = 100_000;

    /** Serves {@code /one}, {@code /impatient}, {@code /two} and {@code /half}. */
    private static TestBackend backend;

    /** Serves {@code /two}, too. */
    private static TestBackend second;

    private static GatewayUnderTest gateway;

    @BeforeAll
    static void start() throws IOException {
        backend = TestBackend.start("first");
        second = TestBackend.start("second");
        try (TestBackend dies = TestBackend.start("dies");
                TestBackend diesToo = TestBackend.start("dies too")) {
            String never = "http://127.0.0.1:" + TestBackend.freePort();
            gateway =
                    GatewayUnderTest.start(
                            """
                            limits: {body: %d}
                            pools:
                              one: {backends: ['%s']}
                              impatient:
                                backends: ['%s']
                                timeouts: {response-head: 200ms, idle: 200ms}
                              two: {backends: ['%s', '%s']}
                              dead: {backends: ['%s', '%s'], health: {interval: 1h}}
                              half: {backends: ['%s', '%s'], health: {interval: 1h}}
                              none: {backends: ['%s'], health: {interval: 1h}}
                            routes:
                              - {match: {path: /one}, pool: one}
                              - {match: {path: /impatient}, pool: impatient}
                              - {match: {path: /two}, pool: two}
                              - {match: {path: /dead}, pool: dead}
                              - {match: {path: /half}, pool: half}
                              - {match: {path: /none}, pool: none}
                            """
                                    .formatted(
                                            BODY_LIMIT,
                                            backend.url(),
                                            backend.url(),
                                            backend.url(),
                                            second.url(),
                                            dies.url(),
                                            diesToo.url(),
                                            dies.url(),
                                            backend.url(),
                                            never));
        }
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.awaitMetric(0, "nonstick_in_flight");
        gateway.awaitMetric(0, "nonstick_backend_in_flight");
        gateway.close();
        backend.close();
        second.close();
    }

    @BeforeEach
    void forget() {
        backend.forget();
        second.forget();
    }

    private static Response get(String path) {
        return RawClient.get(gateway.port(), path);
    }

    private static Response post(String path) {
        return RawClient.post(gateway.port(), path, "abc");
    }

    /** What a failure looks like to a client, whatever it was. */
    private static void assertProblem(Response response, int status) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.field("Content-Type")).contains("application/problem+json");
        assertThat(response.field("Cache-Control")).contains("no-store");
        assertThat(response.field("Proxy-Status").orElseThrow()).startsWith("nonstick; error=");
        JsonObject problem = new JsonObject(response.text());
        assertThat(problem.getInteger("status")).isEqualTo(status);
        assertThat(problem.getString("title")).isNotEmpty();
        assertThat(problem.getString("instance"))
                .isEqualTo("urn:request:" + response.field("X-Request-Id").orElseThrow());
        assertThat(response.head() + response.text())
                .doesNotContain("127.0.0.1")
                .doesNotContain("Exception")
                .doesNotContain("" + backend.port());
    }

    @Test
    void nobodyListens() {
        assertProblem(get("/dead"), 502);
        assertProblem(post("/dead"), 502);
    }

    @Test
    void noBackendIsReady() {
        Response response = get("/none");

        assertProblem(response, 503);
        assertThat(response.field("Retry-After")).isPresent();
    }

    @Test
    void noRoute() {
        assertProblem(get("/"), 404);
    }

    @Test
    void whereNothingWasSentAnotherBackendServesWhateverTheMethod() {
        for (int i = 0; i < 8; i++) {
            assertThat(post("/half").text()).isEqualTo("first");
        }
        assertThat(backend.requestsTo("/half")).hasSize(8).allMatch(r -> r.text().equals("abc"));
    }

    /** Breaks the first request to a path on whichever backend, answers the others. */
    private static void breakFirst(String path) {
        AtomicInteger calls = new AtomicInteger();
        TestBackend.Script script =
                call -> {
                    if (calls.getAndIncrement() == 0) {
                        call.reset();
                    } else {
                        call.ok("at last");
                    }
                };
        backend.on(path, script);
        second.on(path, script);
    }

    @Test
    void aGetIsTriedAgainElsewhere() {
        breakFirst("/two/get");

        assertThat(get("/two/get").text()).isEqualTo("at last");
        assertThat(backend.requestsTo("/two/get")).hasSize(1);
        assertThat(second.requestsTo("/two/get")).hasSize(1);
    }

    @Test
    void aPostThatWasSentIsNotTriedAgain() {
        breakFirst("/two/post");

        assertProblem(post("/two/post"), 502);
        assertThat(backend.requestsTo("/two/post").size() + second.requestsTo("/two/post").size())
                .isEqualTo(1);
    }

    @Test
    void aGetWithABodyIsNotTriedAgain() {
        breakFirst("/two/body");

        assertProblem(
                RawClient.exchange(gateway.port(), RawClient.request("GET", "/two/body", "abc")),
                502);
    }

    @Test
    void triesAreLimited() {
        backend.on("/two/never", TestBackend.Call::reset);
        second.on("/two/never", TestBackend.Call::reset);

        assertProblem(get("/two/never"), 502);
        assertThat(backend.requestsTo("/two/never").size() + second.requestsTo("/two/never").size())
                .isEqualTo(2);
    }

    @Test
    void aStaleConnectionIsReplacedEvenWhereThereIsOneBackend() {
        Set<Socket> used = ConcurrentHashMap.newKeySet();
        backend.on(
                "/one/stale",
                call -> {
                    if (used.add(call.socket())) {
                        call.ok("fresh");
                    } else {
                        call.close();
                    }
                });
        for (int i = 0; i < 6; i++) {
            assertThat(get("/one/stale").text()).isEqualTo("fresh");
        }
    }

    @Test
    void aConnectionThatTheBackendEndsIsNotUsedAgain() {
        backend.on(
                "/one/closes",
                call -> {
                    call.ok("once", "Connection: close");
                    call.close();
                });
        for (int i = 0; i < 4; i++) {
            assertThat(post("/one/closes").text()).isEqualTo("once");
        }
    }

    @Test
    void aSilentBackendTimesOut() {
        CountDownLatch ended = new CountDownLatch(1);
        backend.on(
                "/impatient/silent",
                call -> {
                    call.awaitEnd();
                    ended.countDown();
                });

        assertProblem(get("/impatient/silent"), 504);
        Await.until("the backend's connection ends", () -> ended.getCount() == 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 xx OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1\r\n\r\n",
                "FTP 200 hello\r\n\r\n",
                "no line at all\n\n\n",
                "HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 99 Low\r\nContent-Length: 0\r\n\r\n"
            })
    void aMalformedAnswerIsNotPassed(String answer) {
        backend.on(
                "/one/malformed",
                call -> {
                    call.send(answer);
                    call.awaitEnd();
                });

        assertProblem(post("/one/malformed"), 502);
    }

    @Test
    void anOversizedHeadIsNotPassed() {
        backend.on("/one/large", call -> call.ok("x", "X-Large: " + "a".repeat(40_000)));

        assertProblem(get("/one/large"), 502);
    }

    @MethodSource
    @ParameterizedTest
    void anAnswerThatBreaksOffNeverEndsCleanly(String begin, boolean reset) throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        backend.on(
                "/one/broken",
                call -> {
                    call.send(begin);
                    seen.await();
                    if (reset) {
                        call.reset();
                    } else {
                        call.close();
                    }
                });
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(RawClient.request("GET", "/one/broken", ""));
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
            seen.countDown();

            String rest = client.readToEnd();

            assertThat(rest).contains("abc").doesNotContain("0\r\n\r\n").doesNotContain("HTTP/1.1");
        }
        assertThat(gateway.accessLine("/one/broken")).contains("backend_aborted");
    }

    static Stream<Arguments> anAnswerThatBreaksOffNeverEndsCleanly() {
        String length = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc";
        String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
        return Stream.of(
                argumentSet("with length, by reset", length, true),
                argumentSet("with length, by close", length, false),
                argumentSet("chunked, by reset", chunked, true),
                argumentSet("chunked, by close", chunked, false),
                argumentSet("in a chunk, by close", chunked + "5\r\nde", false),
                argumentSet("up to the end, by reset", "HTTP/1.1 200 OK\r\n\r\nabc", true));
    }

    /** The gateway's answer must not be framed by what the backend had announced. */
    @Test
    void anAnswerThatBreaksOffBehindItsHeadIsReplacedAsAWhole() throws Exception {
        backend.on(
                "/one/headonly",
                call -> {
                    call.send(
                            String.join(
                                    "\r\n",
                                    "HTTP/1.1 200 Fine",
                                    "Content-Length: 9",
                                    "Content-Encoding: gzip",
                                    "Set-Cookie: a=1",
                                    "",
                                    ""));
                    call.close();
                });
        try (RawClient client = RawClient.connect(gateway.port())) {
            Response response = client.send(RawClient.request("GET", "/one/headonly", "")).read();

            assertThat(response.line()).isEqualTo("HTTP/1.1 502 Bad Gateway");
            assertThat(response.text()).startsWith("{").endsWith("}");
            assertThat(response.field("Content-Encoding")).isEmpty();
            assertThat(response.field("Set-Cookie")).isEmpty();
            assertThat(client.readEnd()).isEqualTo(RawClient.End.CLOSED);
        }
    }

    /** Event streams: the browser must know that it is connected before anything happens. */
    @Test
    void aHeadDoesNotWaitForItsBody() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        backend.on(
                "/one/events",
                call -> {
                    call.send(
                            String.join(
                                    "\r\n",
                                    "HTTP/1.1 200 OK",
                                    "Content-Type: text/event-stream",
                                    "Transfer-Encoding: chunked",
                                    "",
                                    ""));
                    release.await();
                    call.send("5\r\nhello\r\n0\r\n\r\n");
                });
        backend.on(
                "/one/announced",
                call -> {
                    call.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
                    release.await();
                    call.send("hello");
                });
        try (RawClient events = RawClient.connect(gateway.port());
                RawClient announced = RawClient.connect(gateway.port())) {
            events.send(RawClient.request("GET", "/one/events", ""));
            announced.send(RawClient.request("GET", "/one/announced", ""));

            assertThat(events.readHead()).startsWith("HTTP/1.1 200 ");
            assertThat(announced.readHead()).startsWith("HTTP/1.1 200 ");
            release.countDown();
            assertThat(new String(announced.in().readNBytes(5), StandardCharsets.US_ASCII))
                    .isEqualTo("hello");
        }
    }

    @Test
    void anAnswerThatStallsIsCut() throws Exception {
        backend.on(
                "/impatient/stall",
                call -> {
                    call.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
                    call.awaitEnd();
                });
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(RawClient.request("GET", "/impatient/stall", ""));
            client.readHead();

            assertThat(client.readToEnd()).isEqualTo("abc");
        }
        assertThat(gateway.accessLine("/impatient/stall")).contains("idle_timeout");
    }

    @ValueSource(booleans = {true, false})
    @ParameterizedTest
    void aClientThatGoesIsFollowedByTheBackendsConnection(boolean reset) throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        String path = "/two/gone-" + reset;
        TestBackend.Script script =
                call -> {
                    working.countDown();
                    call.awaitEnd();
                    ended.countDown();
                };
        backend.on(path, script);
        second.on(path, script);
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(RawClient.request("GET", path, ""));
            working.await();
            assertThat(gateway.metric("nonstick_in_flight")).isEqualTo(1);
            if (reset) {
                client.reset();
            }
        }

        Await.until("the backend's connection ends", () -> ended.getCount() == 0);
        gateway.awaitMetric(0, "nonstick_in_flight");
        assertThat(gateway.accessLine(path)).contains("\"status\":499").contains("client_gone");
    }

    @Test
    void anUploadThatBreaksOffIsNotCompletedForTheBackend() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        AtomicReference<String> got = new AtomicReference<>("");
        backend.onHead(
                "/two/upload",
                call -> {
                    try {
                        got.set(HttpReader.rest(call.in(), call.request().head(), false).text());
                    } finally {
                        ended.countDown();
                    }
                });
        second.onHead(
                "/two/upload",
                call -> {
                    call.awaitEnd();
                    ended.countDown();
                });
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(
                    RawClient.request("POST", "/two/upload", "", "Transfer-Encoding: chunked")
                            + "3\r\nabc\r\n");
            Await.until(
                    "the request's head is there",
                    () ->
                            !backend.requestsTo("/two/upload").isEmpty()
                                    || !second.requestsTo("/two/upload").isEmpty());
        }

        Await.until("the backend's connection ends", () -> ended.getCount() == 0);
        assertThat(got.get()).as("a complete body").isEmpty();
    }

    @Test
    void anAnswerMayComeBeforeTheUploadIsComplete() throws Exception {
        backend.onHead("/one/early", call -> call.answer("403 Forbidden", "no"));
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(
                    RawClient.request("POST", "/one/early", "", "Content-Length: 90000") + "abc");

            Response response = client.read();

            assertThat(response.status()).isEqualTo(403);
            assertThat(response.text()).isEqualTo("no");
            client.send("x".repeat(90000 - 3));
            assertThat(client.readEnd()).isEqualTo(End.CLOSED);
        }
    }

    @Test
    void aBodyThatAnnouncesItIsTooLargeNeverReachesABackend() throws Exception {
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(
                    RawClient.request(
                            "POST", "/one/413", "", "Content-Length: " + (BODY_LIMIT + 1)));

            assertProblem(client.read(), 413);
            client.send("x".repeat(BODY_LIMIT + 1) + RawClient.request("GET", "/one/413", ""));
            assertThat(client.readEnd()).isEqualTo(End.CLOSED);
        }
        assertThat(backend.requests()).isEmpty();
    }

    @Test
    void aBodyThatGrowsTooLargeIsCutForTheBackend() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        backend.onHead(
                "/one/grows",
                call -> {
                    call.awaitEnd();
                    ended.countDown();
                });
        try (RawClient client = RawClient.connect(gateway.port())) {
            String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
            client.send(
                    RawClient.request("POST", "/one/grows", "", "Transfer-Encoding: chunked")
                            + chunk.repeat(4));

            assertProblem(client.read(), 413);
            client.send("0\r\n\r\n");
            assertThat(client.readEnd()).isEqualTo(End.CLOSED);
        }
        Await.until("the backend's connection ends", () -> ended.getCount() == 0);
    }

    @Test
    void aBodyAtTheLimitPasses() {
        assertThat(RawClient.post(gateway.port(), "/one/limit", "x".repeat(BODY_LIMIT)).status())
                .isEqualTo(200);
        assertThat(backend.requestTo("/one/limit").body()).hasSize(BODY_LIMIT);
    }

    @Test
    void theAccessLogHasOneJsonLineForEachExchange() {
        RawClient.post(
                gateway.port(), "/one/log?password=x", "abc", "Cookie: sid=secret; other=secret");

        JsonObject line = new JsonObject(gateway.accessLine("/one/log"));
        assertThat(line.fieldNames())
                .containsExactlyInAnyOrder(
                        "time",
                        "id",
                        "client",
                        "method",
                        "host",
                        "path",
                        "route",
                        "backend",
                        "attempts",
                        "status",
                        "outcome",
                        "session",
                        "bytes_in",
                        "bytes_out",
                        "micros");
        assertThat(line.getString("path")).isEqualTo("/one/log");
        assertThat(line.getString("method")).isEqualTo("POST");
        assertThat(line.getString("client")).isEqualTo("127.0.0.1");
        assertThat(line.getString("backend")).isEqualTo("127.0.0.1:" + backend.port());
        assertThat(line.getInteger("status")).isEqualTo(200);
        assertThat(line.getString("outcome")).isEqualTo("2xx");
        assertThat(line.getString("session")).isEqualTo("none");
        assertThat(line.getInteger("bytes_in")).isEqualTo(3);
        assertThat(line.getInteger("bytes_out")).isEqualTo("first".length());
        assertThat(gateway.out().with("secret")).isEmpty();
        assertThat(gateway.out().with("password")).isEmpty();
        assertThat(gateway.out().with("/one/log")).hasSize(1);
    }

    @Test
    void metricsCountRequestsByRouteAndOutcome() {
        double before = gateway.metric("nonstick_requests_total", "one", "outcome=\"2xx\"");
        get("/one/metrics");

        gateway.awaitMetric(before + 1, "nonstick_requests_total", "one", "outcome=\"2xx\"");
        assertThat(gateway.admin("/metrics").text())
                .contains("nonstick_request_seconds_bucket")
                .contains("nonstick_backend_up")
                .doesNotContain("/one/metrics");
    }
}
