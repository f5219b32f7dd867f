package dev.nonstick.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.nonstick.it.RawClient.End;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of connections: which answer belongs to whom, who waits for whom, what ends when.
 */
@Timeout(30)
class ConnectionIT {
    private static final int BODY_LIMIT = 20_000_000;
    private static final int SLOW_BODY = 16 * 1024 * 1024;
    private static final int CONNECTIONS = 40;
    private static final String CHUNKED = "Transfer-Encoding: chunked";

    private static final List<Socket> FILLERS = new ArrayList<>();

    private static TestBackend backend;

    /** Never accepts; once its backlog is full, connecting to it only times out. */
    private static ServerSocket deaf;

    private static GatewayUnderTest gateway;

    @BeforeAll
    static void start() throws IOException {
        backend = TestBackend.start("app");
        deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        String url = backend.url();
        gateway =
                GatewayUnderTest.start(
                        """
                        event-loops: 1
                        limits: {body: %d, idle: 1500ms, connections: %d}
                        pools:
                          single: {backends: ['%s'], connections: {max: 1, queue: 1, queue-timeout: 25s}}
                          impatient:
                            backends: ['%s']
                            timeouts: {response-head: 300ms, idle: 300ms}
                          deaf:
                            backends: ['http://127.0.0.1:%d']
                            connections: {max: 1, queue-timeout: 15s}
                            timeouts: {connect: 400ms}
                            health: {interval: 1h}
                        routes:
                          - {match: {host: app, path: /}, pool: single}
                          - {match: {host: app, path: /impatient}, pool: impatient}
                          - {match: {host: app, path: /deaf}, pool: deaf}
                        """
                                .formatted(BODY_LIMIT, CONNECTIONS, url, url, deaf.getLocalPort()));
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.awaitMetric(0, "nonstick_in_flight");
        gateway.awaitMetric(0, "nonstick_backend_in_flight");
        gateway.awaitMetric(0, "nonstick_backend_waiting");
        backend.close();
        gateway.awaitMetric(0, "nonstick_backend_connections");
        gateway.close();
        for (Socket filler : FILLERS) {
            filler.close();
        }
        deaf.close();
    }

    @BeforeEach
    void forget() {
        backend.forget();
    }

    private static RawClient connect() throws IOException {
        return RawClient.connect(gateway.port());
    }

    private static String get(String path) {
        return RawClient.request("GET", path, "");
    }

    private static String upload(String path, String framing) {
        return RawClient.request("POST", path, "", framing);
    }

    // which answer belongs to whom

    @MethodSource
    @ParameterizedTest
    void whatComesBehindAnAnswerIsNobodysAnswer(String method, String answer) throws Exception {
        backend.on("/behind", call -> call.send(answer + "HTTP/1.1 200 OK\r\nX-Poison: 1\r\n\r\n"));
        try (RawClient client = connect()) {
            client.send(RawClient.request(method, "/behind", ""));
            String head = client.readHead();
            assertThat(head).startsWith(answer.substring(0, 12));
            if (method.equals("GET") && head.contains(" 200 ")) {
                HttpReader.rest(client.in(), head, false);
            }

            Response next = client.send(get("/next")).read();

            assertThat(next.text()).isEqualTo("app");
            assertThat(next.field("X-Poison")).isEmpty();
        }
    }

    static Stream<Arguments> whatComesBehindAnAnswerIsNobodysAnswer() {
        String length = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
        return Stream.of(
                argumentSet("a length", "GET", length + "ok"),
                argumentSet(
                        "chunks",
                        "GET",
                        "HTTP/1.1 200 OK\r\n" + CHUNKED + "\r\n\r\n2\r\nok\r\n0\r\n\r\n"),
                argumentSet("no body", "GET", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
                argumentSet("HEAD with a body", "HEAD", length + "ok"),
                argumentSet("HEAD", "HEAD", length),
                argumentSet("204 with a body", "GET", "HTTP/1.1 204 None\r\n\r\nok"),
                argumentSet(
                        "304 with a body",
                        "GET",
                        "HTTP/1.1 304 Same\r\nContent-Length: 2\r\n\r\nok"));
    }

    @Test
    void aRequestThatBreaksOffTakesItsBackendConnectionWithIt() throws Exception {
        backend.onHead("/aborted", TestBackend.Call::awaitEnd);
        for (int i = 0; i < 3; i++) {
            try (RawClient client = connect()) {
                client.send(upload("/aborted", "Content-Length: 9") + "abc");
                Await.until("it is there", () -> !backend.requestsTo("/aborted").isEmpty());
            }
            backend.forget();
            assertThat(RawClient.get(gateway.port(), "/next").text()).isEqualTo("app");
        }
    }

    @Test
    void requestsBehindOneThatFailsAreServedInOrder() throws Exception {
        backend.on("/breaks", TestBackend.Call::reset);
        try (RawClient client = connect()) {
            client.send(
                    RawClient.request("POST", "/breaks", "abc")
                            + get("/nowhere").replace("Host: app", "Host: else")
                            + get("/first")
                            + get("/first/%2e%2e/deaf")
                            + get("/second"));

            assertThat(client.read().status()).isEqualTo(502);
            assertThat(client.read().status()).isEqualTo(404);
            assertThat(client.read().text()).isEqualTo("app");
            assertThat(client.read().status()).isEqualTo(400);
            assertThat(client.readEnd()).isEqualTo(End.CLOSED);
        }
        assertThat(backend.requestsTo("/second")).isEmpty();
    }

    // answers that come too early, or too long

    @Test
    void anAnswerBeforeTheBodysEndAnnouncesTheConnectionsEnd() throws Exception {
        backend.onHead("/early", call -> call.answer("403 Forbidden", "no"));
        try (RawClient client = connect()) {
            client.send(upload("/early", "Content-Length: 9") + "abc");

            Response response = client.read();

            assertThat(response.status()).isEqualTo(403);
            assertThat(response.field("Connection")).contains("close");
            assertThat(client.readEnd()).isEqualTo(End.CLOSED);
        }
    }

    /** Many an application server does so with a body that it will not have. */
    @Test
    void anAnswerIsReadThoughItsBackendBrokeOffTheBody() throws Exception {
        for (int i = 0; i < 5; i++) {
            CountDownLatch stalled = new CountDownLatch(1);
            backend.onHead(
                    "/unread-body",
                    call -> {
                        stalled.await();
                        call.answer("413 Too Large", "no");
                        // unread bytes: this resets
                        call.close();
                    });
            try (RawClient client = connect()) {
                AtomicLong sent = new AtomicLong();
                client.send(upload("/unread-body", CHUNKED));
                Thread.ofVirtual().start(() -> sendTooMuch(client, sent));
                Await.settled("what the gateway takes", Duration.ofMillis(100), sent::get);
                stalled.countDown();

                assertThat(client.read().text()).isEqualTo("no");
            }
        }
    }

    @Test
    void anExchangeWhoseAnswerHasBegunIsNotTriedAgain() throws Exception {
        backend.on(
                "/hinted",
                call -> {
                    call.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
                    call.reset();
                });
        try (RawClient client = connect()) {
            // a connection that was used before may be tried again
            assertThat(client.send(get("/first")).read().text()).isEqualTo("app");
            client.send(get("/hinted"));

            assertThat(client.read().status()).isEqualTo(103);
            assertThat(client.read().status()).isEqualTo(502);
        }
        assertThat(backend.requestsTo("/hinted")).hasSize(1);
    }

    @Test
    void aBodyThatGrowsTooLargeUnderItsAnswerCutsIt() throws Exception {
        backend.onHead(
                "/echo",
                call -> {
                    call.send("HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\nabc");
                    call.awaitEnd();
                });
        try (RawClient client = connect()) {
            client.send(upload("/echo", CHUNKED));
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
            assertThat(client.in().readNBytes(3)).asString().isEqualTo("abc");

            Thread.ofVirtual().start(() -> sendTooMuch(client));

            assertThat(client.readToEnd()).isEmpty();
        }
        assertThat(gateway.accessLine("/echo")).contains("body_too_large");
    }

    private static void sendTooMuch(RawClient client) {
        sendTooMuch(client, new AtomicLong());
    }

    private static void sendTooMuch(RawClient client, AtomicLong total) {
        byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(US_ASCII);
        try {
            for (int sent = 0; sent <= BODY_LIMIT; sent += 0x10000) {
                client.send(chunk);
                total.addAndGet(chunk.length);
            }
        } catch (IOException e) {
            // cut
        }
    }

    /** Large pieces pass the writer by; what has passed cannot be taken back. */
    @Test
    void anAnswerThatTurnsMalformedIsNotFollowedByAnother() throws Exception {
        backend.on("/warm", call -> call.ok("x".repeat(300_000)));
        backend.on(
                "/turns",
                call ->
                        call.send(
                                "HTTP/1.1 200 OK\r\n"
                                        + CHUNKED
                                        + "\r\n\r\n2800\r\n"
                                        + "x".repeat(0x2800)
                                        + "\r\nbroken\r\n"));
        try (RawClient client = connect()) {
            // the same connection to the backend, so that one read takes all
            assertThat(client.send(get("/warm")).read().text()).hasSize(300_000);
            client.send(get("/turns"));

            String all = client.readToEnd();

            assertThat(all).startsWith("HTTP/1.1 ").doesNotContain("0\r\n\r\n");
            assertThat(all.lastIndexOf("HTTP/1.1 ")).as("another head").isZero();
        }
    }

    /** Those that a client does not take are dropped: their number is the backend's to choose. */
    @Test
    void interimAnswersDoNotPileUp() throws Exception {
        String hints = "HTTP/1.1 103 Early Hints\r\nLink: <" + "a".repeat(30_000) + ">\r\n\r\n";
        int sent = 1_000;
        CountDownLatch done = new CountDownLatch(1);
        backend.on(
                "/hints",
                call -> {
                    for (int i = 0; i < sent; i++) {
                        call.send(hints);
                    }
                    call.ok("done");
                    done.countDown();
                });
        try (RawClient client = RawClient.connect(gateway.port(), 16 * 1024)) {
            client.send(get("/hints"));
            done.await();
            int taken = 0;
            Response response = client.read();
            for (; response.status() == 103; response = client.read()) {
                taken++;
            }

            assertThat(response.text()).isEqualTo("done");
            // what the sockets on the way hold
            assertThat(taken).isPositive().isLessThan(sent / 2);
        }
    }

    // who waits for whom

    @Test
    void anExchangeWhoseClientHasGoneLeavesTheQueue() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        backend.on(
                "/holds",
                call -> {
                    release.await();
                    call.ok("held");
                });
        try (RawClient holds = connect();
                RawClient waits = connect()) {
            holds.send(get("/holds"));
            Await.until("it is held", () -> !backend.requestsTo("/holds").isEmpty());
            try (RawClient leaves = connect()) {
                leaves.send(get("/leaves"));
                gateway.awaitMetric(1, "nonstick_backend_waiting");
            }
            gateway.awaitMetric(0, "nonstick_backend_waiting");
            waits.send(get("/waits"));
            gateway.awaitMetric(1, "nonstick_backend_waiting");
            release.countDown();

            assertThat(holds.read().text()).isEqualTo("held");
            assertThat(waits.read().text()).isEqualTo("app");
        }
        assertThat(backend.requestsTo("/leaves")).isEmpty();
    }

    /** The place of a connection that never came into being belongs to the next. */
    @Test
    void exchangesThatWaitBehindAFailedConnectAreServed() throws Exception {
        fillBacklog();
        try (RawClient first = connect();
                RawClient second = connect()) {
            first.send(get("/deaf/1"));
            second.send(get("/deaf/2"));

            assertThat(first.read().status()).isEqualTo(504);
            assertThat(second.read().status()).isEqualTo(504);
        }
        gateway.awaitMetric(
                0, "nonstick_backend_connections", Integer.toString(deaf.getLocalPort()));
    }

    private static void fillBacklog() throws IOException {
        while (true) {
            Socket filler = new Socket();
            FILLERS.add(filler);
            try {
                filler.connect(deaf.getLocalSocketAddress(), 300);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
    }

    @Test
    void failuresAreRecordedAsWhatTheyWere() {
        backend.on("/recorded", TestBackend.Call::reset);

        RawClient.post(gateway.port(), "/recorded", "abc");

        assertThat(gateway.accessLine("/recorded"))
                .contains("\"status\":502")
                .contains("\"outcome\":\"backend_reset\"");
    }

    @Test
    void connectionsAreLimited() throws Exception {
        gateway.awaitMetric(0, "nonstick_client_connections");
        RawClient[] clients = new RawClient[CONNECTIONS];
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                clients[i] = connect();
            }
            try (RawClient more = connect()) {
                assertThat(more.readToEnd()).isEmpty();
            }
            assertThat(clients[0].send(get("/limit")).read().text()).isEqualTo("app");
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
        gateway.awaitMetric(0, "nonstick_client_connections");
    }

    // what ends when

    @Test
    void aBackendThatDoesNotReadTimesOut() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        backend.onHead("/impatient/deaf", call -> answered.await());
        try (RawClient client = connect()) {
            client.send(upload("/impatient/deaf", CHUNKED));
            Thread.ofVirtual().start(() -> sendTooMuch(client));

            assertThat(client.readHead()).startsWith("HTTP/1.1 504 ");
        } finally {
            answered.countDown();
        }
    }

    /** It takes longer than the limit for all of it, but never stops. */
    @Test
    void aBackendThatReadsSlowlyIsAwaited() throws Exception {
        backend.onHead(
                "/impatient/slow",
                call -> {
                    long got = 0;
                    byte[] piece = new byte[512 * 1024];
                    while (got < SLOW_BODY) {
                        got += call.in().readNBytes(piece, 0, piece.length);
                        if (got < SLOW_BODY / 3) {
                            Await.settled("its pace", Duration.ofMillis(60), () -> 0L);
                        }
                    }
                    call.ok("slow");
                });
        try (RawClient client = connect()) {
            client.send(upload("/impatient/slow", "Content-Length: " + SLOW_BODY));
            client.send(new byte[SLOW_BODY]);

            assertThat(client.read().text()).isEqualTo("slow");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET / HT",
                "GET / HTTP/1.1\r\nHost: a",
                "POST /stalls HTTP/1.1\r\nHost: app\r\nContent-Length: 9\r\n\r\nabc",
                "POST /stalls HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"
            })
    void aClientThatStallsIsCut(String sent) throws Exception {
        backend.onHead("/stalls", TestBackend.Call::awaitEnd);
        try (RawClient client = connect()) {
            client.send(sent);

            assertThat(client.readToEnd()).isEmpty();
        }
        gateway.awaitMetric(0, "nonstick_in_flight");
    }

    @Test
    void aClientThatDoesNotReadIsCut() throws Exception {
        backend.on("/unread", call -> call.ok("x".repeat(20_000_000)));
        try (RawClient client = RawClient.connect(gateway.port(), 16 * 1024)) {
            client.send(get("/unread"));
            gateway.awaitMetric(1, "nonstick_in_flight");
            gateway.awaitMetric(0, "nonstick_in_flight");
        }
        assertThat(gateway.accessLine("/unread")).contains("client_gone");
        assertThat(RawClient.get(gateway.port(), "/next").text()).isEqualTo("app");
    }
}
