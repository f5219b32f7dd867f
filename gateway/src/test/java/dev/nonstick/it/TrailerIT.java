package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.store.FaultyProxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What backends ask of the session behind their bodies. */
class TrailerIT {
    private static final String INCREMENT = "X-Trailer: Offload-Update: \"n\";incr=1";
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n";

    @TempDir static Path dir;

    private static Redis redis;
    private static FaultyProxy proxy;
    private static TestBackend backend;
    private static GatewayUnderTest gateway;

    private final Visitor visitor = new Visitor("plain");
    private CountDownLatch rest = new CountDownLatch(1);

    @BeforeAll
    static void start() throws Exception {
        redis = Redis.start(dir);
        proxy = new FaultyProxy(redis.port());
        backend = SessionBench.echoing(TestBackend.start("one"));
        backend.on("/trailers", call -> call.send(head(call) + "3\r\nabc\r\n" + trailers(call)));
        gateway =
                GatewayUnderTest.start(
                        "event-loops: 1\n"
                                + SessionBench.config(
                                        "redis://127.0.0.1:" + proxy.port(), backend));
    }

    @AfterAll
    static void end() throws Exception {
        gateway.awaitMetric(0, "nonstick_in_flight");
        gateway.awaitMetric(0, "nonstick_backend_in_flight");
        gateway.close();
        proxy.close();
        backend.close();
        redis.close();
    }

    @BeforeEach
    void beginASession() {
        backend.on(
                "/slow",
                call -> {
                    call.send(head(call) + "3\r\nabc\r\n");
                    if (!rest.await(Await.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                        throw new AssertionError("never let go");
                    }
                    call.send(trailers(call));
                });
        Await.until("a session", () -> visitor.update(gateway, "\"n\";put=1").status() == 200);
    }

    @AfterEach
    void goOn() {
        proxy.pass();
        redis.signal("CONT");
        rest.countDown();
    }

    private static String head(TestBackend.Call call) {
        StringBuilder head = new StringBuilder(CHUNKED);
        for (String field : SessionBench.asked(call.request())) {
            head.append(field).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    private static String trailers(TestBackend.Call call) {
        StringBuilder end = new StringBuilder("0\r\n");
        call.request().fields("X-Trailer").forEach(line -> end.append(line).append("\r\n"));
        return end.append("\r\n").toString();
    }

    private String state() {
        return visitor.state(gateway);
    }

    /** A client that has got the head and the body, but not the end. */
    private RawClient begin(String version, String... fields) throws Exception {
        RawClient client = RawClient.connect(gateway.port());
        client.send(visitor.request("GET", "/slow", fields).replace("HTTP/1.1", version));
        assertThat(client.readHead()).contains("200 OK");
        String body = version.equals("HTTP/1.1") ? "3\r\nabc\r\n" : "abc";
        assertThat(client.in().readNBytes(body.length()))
                .isEqualTo(body.getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    @Test
    void anUpdateIsThereForTheNextRequest() {
        Response response = visitor.get(gateway, "/trailers", INCREMENT, "X-Trailer: X-Sum: 7");

        assertThat(response.text()).isEqualTo("abc");
        assertThat(response.trailer("X-Sum")).hasValue("7");
        assertThat(response.trailers().toLowerCase(java.util.Locale.ROOT))
                .doesNotContain("offload");
        assertThat(response.field("Set-Cookie")).isEmpty();
        assertThat(state()).isEqualTo("\"n\";v=2");
    }

    @Test
    void theLastByteWaitsForTheStore() throws Exception {
        try (RawClient client = begin("HTTP/1.1", INCREMENT)) {
            proxy.holdCommands();
            rest.countDown();
            gateway.awaitMetric(1, "nonstick_store_writes_pending");
            assertThat(client.in().available()).isZero();
            proxy.pass();

            assertThat(HttpReader.chunk(client.in())).isEmpty();
            assertThat(HttpReader.trailers(client.in())).isEmpty();
            assertThat(state()).isEqualTo("\"n\";v=2");
        }
    }

    @Test
    void anUpdateThatCannotBeStoredIsNeverACleanEnd() throws Exception {
        double lost = gateway.metric("nonstick_requests_total", "commit_lost");
        try (RawClient client = begin("HTTP/1.1", INCREMENT);
                RawClient old = begin("HTTP/1.0", INCREMENT)) {
            proxy.refuse();
            proxy.cut();
            Await.until("the store is gone", () -> visitor.get(gateway, "/").status() == 503);
            rest.countDown();

            assertThat(client.readToEnd()).isEmpty();
            // its end would be the end of the body
            assertThat(old.readEnd()).isEqualTo(RawClient.End.RESET);
        }
        gateway.awaitMetric(lost + 2, "nonstick_requests_total", "commit_lost");
        assertThat(gateway.err().with("\"commit_lost\"")).isNotEmpty();
        proxy.pass();
        Await.until("the store is back", () -> visitor.get(gateway, "/").status() == 200);
        assertThat(state()).isEqualTo("\"n\";v=1");
    }

    @Test
    void whereNothingHasLeftTheClientIsToldInstead() {
        Response response =
                visitor.get(gateway, "/trailers", "X-Trailer: Offload-Control: destroy");
        assertThat(response.status()).isEqualTo(502);
        assertThat(state()).isEqualTo("\"n\";v=1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Offload-Control: destroy",
                "Offload-Control: rotate",
                "Offload-Control: idle=60",
                "Offload-Update: \"n\";nonsense",
                "Offload-Update: \"n\";append=:YQ==:"
            })
    void whatCannotBeDoneCutsTheResponse(String trailer) throws Exception {
        try (RawClient client = begin("HTTP/1.1", "X-Trailer: " + trailer)) {
            rest.countDown();
            assertThat(client.readToEnd()).isEmpty();
        }
        assertThat(state()).isEqualTo("\"n\";v=1");
    }

    @Test
    void aRefusalSaysWhy() throws Exception {
        Await.until(
                "the reason is logged",
                () -> {
                    visitor.get(gateway, "/trailers", "X-Trailer: Offload-Control: rotate");
                    return !gateway.err().with("Offload-Control in trailers").isEmpty();
                });
    }

    @Test
    void noSessionBeginsInTrailers() {
        Visitor stranger = new Visitor("plain");
        assertThat(stranger.get(gateway, "/trailers", INCREMENT).status()).isEqualTo(502);
        assertThat(stranger.hasCookie()).isFalse();
        // nothing is made, so nothing is refused
        assertThat(
                        stranger.get(gateway, "/trailers", "X-Trailer: Offload-Update: \"n\";del")
                                .status())
                .isEqualTo(200);
    }

    @Test
    void aSessionThatTheHeadMadeIsUpdated() {
        Visitor stranger = new Visitor("plain");
        Response response = stranger.get(gateway, "/trailers", "X-Update: \"n\";put=5", INCREMENT);
        assertThat(response.text()).isEqualTo("abc");
        assertThat(stranger.state(gateway)).isEqualTo("\"n\";v=6");
    }

    @Test
    void aSessionThatTheHeadRotatedIsUpdated() {
        String before = visitor.cookie();
        visitor.get(gateway, "/trailers", "X-Control: rotate", INCREMENT);
        assertThat(visitor.cookie()).isNotEqualTo(before);
        assertThat(state()).isEqualTo("\"n\";v=2");
    }

    @Test
    void aSessionThatTheHeadEndedIsNotMadeAgain() {
        Visitor copy = visitor.copy();
        Response response = visitor.get(gateway, "/trailers", "X-Control: destroy", INCREMENT);
        assertThat(response.status()).isEqualTo(502);
        assertThat(copy.state(gateway)).isEmpty();
    }

    /** RFC 9112, section 6.3: such answers end before their trailers could begin. */
    @Test
    void answersWithoutChunksHaveNoTrailers() {
        String behind = "Offload-Update: \"n\";incr=1\r\n\r\n";
        backend.on("/204", call -> call.send("HTTP/1.1 204 No Content\r\n\r\n" + behind));
        backend.on("/304", call -> call.send("HTTP/1.1 304 Not Modified\r\n\r\n" + behind));
        backend.on(
                "/length",
                call ->
                        call.send(
                                head(call)
                                                .replace(
                                                        "Transfer-Encoding: chunked",
                                                        "Content-Length: 3")
                                        + "abc"
                                        + behind));
        backend.on("/head", call -> call.send(head(call)));
        assertThat(visitor.get(gateway, "/204").status()).isEqualTo(204);
        assertThat(visitor.get(gateway, "/304").status()).isEqualTo(304);
        assertThat(visitor.get(gateway, "/length").text()).isEqualTo("abc");
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(visitor.request("HEAD", "/head"));
            assertThat(client.readHead()).contains("200 OK");
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
        assertThat(state()).isEqualTo("\"n\";v=1");
    }
}
