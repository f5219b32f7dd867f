package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes beside a response, and when they come: before, during and after it, or with an end. */
class SideWritesIT {
    private static final String INCREMENT = "{\"incr\":\"n\",\"by\":1}";

    @TempDir static Path dir;

    private static Redis redis;
    private static TestBackend one;
    private static TestBackend two;
    private static GatewayUnderTest gateway;

    private final Visitor visitor = new Visitor("plain");

    /** One event loop: what came before is handled before what comes later. */
    @BeforeAll
    static void start() throws IOException {
        redis = Redis.start(dir);
        one = SessionBench.echoing(TestBackend.start("one")).on("/side", SideClient::script);
        two = SessionBench.echoing(TestBackend.start("two")).on("/side", SideClient::script);
        String config = SideBench.config(redis.url(), one, "127.0.0.1:0");
        gateway =
                GatewayUnderTest.start(
                        "event-loops: 1\n"
                                + config.replace(
                                        "['" + one.url() + "']",
                                        "['" + one.url() + "', '" + two.url() + "']"));
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.awaitMetric(0, "nonstick_in_flight");
        gateway.close();
        one.close();
        two.close();
        redis.close();
    }

    @AfterEach
    void goOn() {
        redis.signal("CONT");
    }

    private void beginASession() {
        Await.until("a session", () -> visitor.update(gateway, "\"n\";put=1").status() == 200);
    }

    private static void on(String path, TestBackend.Script script) {
        one.on(path, script);
        two.on(path, script);
    }

    private static void handled() {
        for (int i = 0; i < 3; i++) {
            gateway.admin("/livez");
        }
    }

    /** The client has all but the end while the store has not acknowledged the write. */
    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: chunked", "Content-Length: 20010"})
    void theEndOfAResponseWaitsForAWriteThatIsUnderWay(String framing) throws Exception {
        beginASession();
        boolean chunked = framing.contains("chunked");
        CountDownLatch write = new CountDownLatch(1);
        CompletableFuture<Response> written = new CompletableFuture<>();
        on(
                "/stream",
                call -> {
                    call.send("HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n");
                    call.send(chunked ? "a\r\n0123456789\r\n" : "0123456789");
                    write.await();
                    SideClient side = SideClient.of(call.request());
                    String body = "{\"operations\":[" + INCREMENT + "]}";
                    String bearer = "Authorization: Bearer " + side.ref();
                    try (RawClient api = RawClient.connect(URI.create(side.api()).getPort())) {
                        api.send(RawClient.request("PATCH", "/v1/session", body, bearer));
                        api.awaitTaken();
                        handled();
                        call.send(chunked ? "0\r\n\r\n" : "x".repeat(20_000));
                        written.complete(api.read());
                    }
                });
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(visitor.request("GET", "/stream"));
            String head = client.readHead();
            assertThat(head).contains(framing);
            String begin = chunked ? "a\r\n0123456789\r\n" : "0123456789";
            assertThat(
                            new String(
                                    client.in().readNBytes(begin.length()),
                                    StandardCharsets.US_ASCII))
                    .isEqualTo(begin);
            redis.signal("STOP");
            write.countDown();

            gateway.awaitMetric(0, "nonstick_backend_in_flight");
            assertThat(gateway.metric("nonstick_in_flight")).isEqualTo(1);
            assertThat(written).isNotDone();
            int there = client.in().available();
            assertThat(there).isLessThan(chunked ? 1 : 20_000);
            redis.signal("CONT");

            int rest = chunked ? 5 : 20_000;
            assertThat(client.in().readNBytes(rest)).hasSize(rest);
        }
        assertThat(written.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
        assertThat(visitor.state(gateway)).isEqualTo("\"n\";v=2");
    }

    @Test
    void afterTheHeadNoSessionCanBegin() throws Exception {
        CountDownLatch write = new CountDownLatch(1);
        on(
                "/late",
                call -> {
                    call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    write.await();
                    Response answer = SideClient.of(call.request()).patch(INCREMENT);
                    String text = answer.status() + " " + answer.text();
                    call.send(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
                    call.send("0\r\n\r\n");
                });
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(visitor.request("GET", "/late"));
            assertThat(client.readHead()).doesNotContain("Set-Cookie");
            write.countDown();
            String answer = new String(client.in().readNBytes(60), StandardCharsets.US_ASCII);
            assertThat(answer).contains("409 ");
        }
        assertThat(visitor.hasCookie()).isFalse();
    }

    @Test
    void aWriteAfterTheHeadReachesTheSessionThatTheHeadHasMade() throws Exception {
        CountDownLatch write = new CountDownLatch(1);
        on(
                "/made",
                call -> {
                    call.send("HTTP/1.1 200 OK\r\nOffload-Update: \"n\";put=1\r\n");
                    call.send("Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
                    write.await();
                    int status = SideClient.of(call.request()).patch(INCREMENT).status();
                    call.send("3\r\n" + status + "\r\n0\r\n\r\n");
                });
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(visitor.request("GET", "/made"));
            String head = client.readHead();
            visitor.take(new Response(head, new byte[0], ""));
            write.countDown();
            assertThat(new String(client.in().readNBytes(19), StandardCharsets.US_ASCII))
                    .contains("200");
        }
        assertThat(visitor.state(gateway)).isEqualTo("\"n\";v=2");
    }

    /** For a while, so that a write that was on its way is not lost. */
    @Test
    void aRefOutlivesItsExchangeForAWhile() {
        beginASession();
        SideClient[] side = new SideClient[1];
        on(
                "/end",
                call -> {
                    side[0] = SideClient.of(call.request());
                    call.ok("");
                });
        visitor.get(gateway, "/end");

        assertThat(side[0].patch(INCREMENT).text().strip()).isEqualTo("{\"version\":2}");
        assertThat(side[0].get().status()).isEqualTo(200);
        assertThat(visitor.state(gateway)).isEqualTo("\"n\";v=2");
        Await.until("the ref is dead", () -> side[0].get().status() == 401);
        assertThat(side[0].patch(INCREMENT).status()).isEqualTo(401);
        assertThat(visitor.state(gateway)).isEqualTo("\"n\";v=2");
    }

    @Test
    void anAttemptThatHasWrittenIsNotRepeated() {
        beginASession();
        CountDownLatch calls = new CountDownLatch(100);
        on(
                "/writes",
                call -> {
                    calls.countDown();
                    SideClient.of(call.request()).patch(INCREMENT);
                    call.reset();
                });
        on(
                "/reads",
                call -> {
                    calls.countDown();
                    SideClient.of(call.request()).get();
                    call.reset();
                });

        assertThat(visitor.get(gateway, "/writes").status()).isEqualTo(502);
        assertThat(calls.getCount()).isEqualTo(99);
        assertThat(visitor.state(gateway)).isEqualTo("\"n\";v=2");
        assertThat(visitor.get(gateway, "/reads").status()).isEqualTo(502);
        assertThat(calls.getCount()).isEqualTo(97);
    }

    @Test
    void theRefOfAnAttemptThatFailedIsDead() {
        beginASession();
        SideClient[] first = new SideClient[1];
        on(
                "/again",
                call -> {
                    SideClient side = SideClient.of(call.request());
                    if (first[0] == null) {
                        first[0] = side;
                        call.reset();
                    } else {
                        call.ok(first[0].patch(INCREMENT).status() + " " + side.get().status());
                    }
                });

        assertThat(visitor.get(gateway, "/again").text()).isEqualTo("401 200");
    }

    @Test
    void aStoreThatDoesNotAnswerIsUnavailable() throws Exception {
        beginASession();
        Gate gate = new Gate(SideClient::script);
        on("/paused", gate);
        CompletableFuture<Response> response =
                SessionBench.later(
                        () ->
                                visitor.copy()
                                        .get(
                                                gateway,
                                                "/paused",
                                                SideBench.fields(
                                                        "GET /v1/session",
                                                        "PATCH /v1/session " + INCREMENT,
                                                        "GET /v1/counters/paused")));
        gate.awaitArrivals(1);
        redis.signal("STOP");
        gate.open();

        assertThat(SessionBench.all(List.of(response)).getFirst().text().lines())
                .hasSize(3)
                .allSatisfy(answer -> assertThat(answer).startsWith("503 "));
        redis.signal("CONT");
        Await.until("the store is back", () -> visitor.get(gateway, "/").status() == 200);
        assertThat(visitor.state(gateway)).isEqualTo("\"n\";v=1");
    }
}
