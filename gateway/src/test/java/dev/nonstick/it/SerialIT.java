package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes that serve one request of a session at a time, over two gateways. */
class SerialIT {
    private static final Duration BEYOND_THE_LEASE = Duration.ofSeconds(30);

    @TempDir static Path dir;

    private static Redis redis;
    private static TestBackend backend;
    private static GatewayUnderTest a;
    private static GatewayUnderTest b;

    private final Visitor visitor = new Visitor("serial");

    @BeforeAll
    static void start() throws Exception {
        redis = Redis.start(dir);
        backend = SessionBench.echoing(TestBackend.start("one"));
        CompletableFuture<GatewayUnderTest> second =
                SessionBench.later(() -> GatewayUnderTest.start(config()));
        a = GatewayUnderTest.start(config());
        b = second.join();
    }

    private static String config() {
        return "event-loops: 2\n"
                + SessionBench.config(redis.url(), backend)
                + "  - {match: {host: serial}, pool: app, realm: plain, concurrency: serial}\n"
                + "  - {match: {host: all}, pool: app, realm: plain, concurrency: serial-all}\n";
    }

    @AfterAll
    static void end() throws Exception {
        for (GatewayUnderTest gateway : List.of(a, b)) {
            gateway.awaitMetric(0, "nonstick_in_flight");
            gateway.awaitMetric(0, "nonstick_serial_waiting");
            gateway.close();
        }
        backend.close();
        redis.close();
    }

    @BeforeEach
    void beginASession() {
        assertThat(visitor.update(a, "\"n\";put=0").status()).isEqualTo(200);
    }

    private static CompletableFuture<Response> posting(
            Visitor visitor, GatewayUnderTest gateway, String path, String... fields) {
        Visitor copy = visitor.copy();
        return SessionBench.later(() -> copy.post(gateway, path, fields));
    }

    private static int number(TestBackend.Call call) {
        return Integer.parseInt(SessionBench.state(call.request()).substring("\"n\";v=".length()));
    }

    @Test
    void readModifyWriteLosesNothing() {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Semaphore company = new Semaphore(0);
        backend.on(
                "/modify",
                call -> {
                    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    // one that came in between would be let in now
                    company.release();
                    boolean met = company.tryAcquire(2, 30, TimeUnit.MILLISECONDS);
                    company.drainPermits();
                    int next = number(call) + 1;
                    atOnce.decrementAndGet();
                    call.ok("met " + met, "Offload-Update: \"n\";put=" + next);
                });
        List<CompletableFuture<Response>> requests = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            requests.add(posting(visitor, a, "/modify"));
            requests.add(posting(visitor, b, "/modify"));
        }
        assertThat(SessionBench.all(requests)).allMatch(response -> response.status() == 200);
        assertThat(most).hasValue(1);
        assertThat(visitor.state(a)).isEqualTo("\"n\";v=20");
        assertThat(a.metric("nonstick_serial_wait_seconds_count", "reached")).isPositive();
    }

    /** Nobody is left to end a turn that begins when its client has gone. */
    @Test
    void aClientThatGoesBeforeItsSessionIsFoundTakesNoTurn() throws Exception {
        redis.signal("STOP");
        try (RawClient client = RawClient.connect(a.port())) {
            client.send(visitor.request("POST", "/gone", "Content-Length: 0"));
            a.awaitMetric(1, "nonstick_in_flight");
        }
        a.awaitMetric(0, "nonstick_in_flight");
        redis.signal("CONT");

        Await.until("the store answers", () -> visitor.get(a, "/state").status() == 200);
        for (GatewayUnderTest gateway : List.of(a, b)) {
            assertThat(visitor.post(gateway, "/after").status()).isEqualTo(200);
        }
        assertThat(backend.requestsTo("/gone")).isEmpty();
    }

    @Test
    void readersAreNotHeldUpUnlessTheRouteSaysSo() throws Exception {
        Gate gate = new Gate();
        backend.on("/held", gate);
        CompletableFuture<Response> held = posting(visitor, a, "/held", "X-Update: \"n\";put=1");
        gate.awaitArrivals(1);

        assertThat(visitor.get(b, "/read").status()).isEqualTo(200);
        assertThat(visitor.post(b, "/stream", "Accept: text/event-stream").status()).isEqualTo(200);
        CompletableFuture<Response> reader =
                SessionBench.later(
                        () ->
                                new Visitor("all")
                                        .with("sid", visitor.cookie())
                                        .get(a, "/serial-read"));
        a.awaitMetric(1, "nonstick_serial_waiting");
        assertThat(backend.requestsTo("/serial-read")).isEmpty();
        gate.open();
        assertThat(reader.get().text()).isEqualTo("\"n\";v=1");
        assertThat(held.get().status()).isEqualTo(200);
    }

    @Test
    void aWaitThatIsTooLongIsRefusedAndNeverRunUnlocked() throws Exception {
        Gate gate = new Gate();
        backend.on("/long", gate);
        CompletableFuture<Response> first = posting(visitor, a, "/long");
        gate.awaitArrivals(1);
        CompletableFuture<Response> sameGateway = posting(visitor, a, "/late");
        CompletableFuture<Response> otherGateway = posting(visitor, b, "/late");

        for (Response late : SessionBench.all(List.of(sameGateway, otherGateway))) {
            assertThat(late.status()).isEqualTo(503);
            assertThat(late.field("Retry-After")).isPresent();
        }
        assertThat(backend.requestsTo("/late")).isEmpty();
        assertThat(a.metric("nonstick_serial_wait_seconds_count", "timeout")).isPositive();
        gate.open();
        assertThat(first.get().status()).isEqualTo(200);
        assertThat(visitor.post(b, "/after").status()).isEqualTo(200);
    }

    @Test
    void aClientThatLeavesGivesItsTurnBack() throws Exception {
        Gate gate = new Gate();
        backend.on("/left", gate);
        try (RawClient client = RawClient.connect(a.port())) {
            client.send(visitor.request("POST", "/left"));
            gate.awaitArrivals(1);
        }
        assertThat(visitor.post(b, "/next").status()).isEqualTo(200);
        gate.open();
    }

    /** The turn ended with the head: what came later would not be in turn. */
    @Test
    void trailersOfARequestThatHadATurnAreRefused() {
        backend.on(
                "/trailers",
                call ->
                        call.send(
                                String.join(
                                        "\r\n",
                                        "HTTP/1.1 200 OK",
                                        "Transfer-Encoding: chunked",
                                        "",
                                        "0",
                                        "Offload-Update: \"n\";put=7",
                                        "",
                                        "")));
        assertThat(visitor.post(a, "/trailers").status()).isEqualTo(502);
        assertThat(visitor.state(b)).isEqualTo("\"n\";v=0");
        assertThat(visitor.get(a, "/trailers").status()).isEqualTo(200);
        assertThat(visitor.state(b)).isEqualTo("\"n\";v=7");
    }

    @Test
    void aBackendThatFailsGivesItsTurnBack() {
        backend.on("/fails", TestBackend.Call::reset);
        assertThat(visitor.post(a, "/fails").status()).isEqualTo(502);
        assertThat(visitor.post(b, "/next").status()).isEqualTo(200);
    }

    /** Invariant 11: one holder stalls, another is killed. */
    @Test
    void aTurnThatItsHolderCannotEndIsTakenAndItsHolderFenced() throws Exception {
        Visitor other = new Visitor("serial");
        other.update(a, "\"n\";put=0");
        Gate stalled = new Gate();
        Gate killed = new Gate();
        backend.on("/stalled", stalled).on("/killed", killed);
        GatewayUnderTest doomed = GatewayUnderTest.start(config());
        CompletableFuture<Response> late =
                posting(visitor, a, "/stalled", "X-Update: \"n\";put=99");
        posting(other, doomed, "/killed", "X-Update: \"n\";put=99").exceptionally(e -> null);
        stalled.awaitArrivals(1);
        killed.awaitArrivals(1);
        double fenced = b.metric("nonstick_commits_total", "\"dropped\"");
        a.signal("STOP");
        try {
            doomed.process().destroyForcibly().waitFor();
            killed.open();
            stalled.open();
            for (Visitor next : List.of(visitor, other)) {
                Await.until(
                        () -> "a turn",
                        BEYOND_THE_LEASE,
                        () -> next.post(b, "/next", "X-Update: \"n\";put=1").status() == 200);
            }
        } finally {
            a.signal("CONT");
            doomed.close();
        }

        Response answer = late.get();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).contains("The instance has acted");
        assertThat(a.err().with("lease_lost")).isNotEmpty();
        assertThat(b.metric("nonstick_commits_total", "\"dropped\"")).isEqualTo(fenced);
        assertThat(visitor.state(b)).isEqualTo("\"n\";v=1");
        assertThat(other.state(b)).isEqualTo("\"n\";v=1");
    }
}
