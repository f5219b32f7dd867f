package dev.nonstick.it;

import static dev.nonstick.it.WebSocketWire.BINARY;
import static dev.nonstick.it.WebSocketWire.CLOSE;
import static dev.nonstick.it.WebSocketWire.CONTINUATION;
import static dev.nonstick.it.WebSocketWire.PING;
import static dev.nonstick.it.WebSocketWire.PONG;
import static dev.nonstick.it.WebSocketWire.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.it.WebSocketWire.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets: the handshake is a request like any other, then frames pass as they come. */
class WebSocketIT {
    private static final BlockingQueue<WebSocketWire> ACCEPTED = new LinkedBlockingQueue<>();

    private static TestBackend backend;
    private static GatewayUnderTest gateway;

    @BeforeAll
    static void start() throws IOException {
        backend = TestBackend.start("app");
        accept("/ws");
        // paranoid leak detection records every access, and unmasking accesses every byte
        gateway = GatewayUnderTest.start(config(), "-Dio.netty.leakDetection.level=advanced");
    }

    private static String config() {
        return """
               pools:
                 app: {backends: ['%s']}
                 impatient: {backends: ['%s'], timeouts: {response-head: 200ms}}
               routes:
                 - {match: {path: /}, pool: app}
                 - {match: {path: /silent}, pool: impatient}
               """
                .formatted(backend.url(), backend.url());
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.awaitMetric(0, "nonstick_in_flight");
        gateway.awaitMetric(0, "nonstick_websockets_open");
        gateway.close();
        backend.close();
    }

    @BeforeEach
    void forget() {
        backend.forget();
        ACCEPTED.clear();
    }

    /** Makes a path accept every upgrade. */
    private static void accept(String path, String... fields) {
        backend.on(
                path,
                call -> {
                    WebSocketWire wire = WebSocketWire.accept(call, fields);
                    ACCEPTED.add(wire);
                    wire.awaitClosed();
                });
    }

    /** The backend's end of the last handshake. */
    private static WebSocketWire accepted() throws InterruptedException {
        WebSocketWire wire = ACCEPTED.poll(10, TimeUnit.SECONDS);
        assertThat(wire).as("an upgrade reached the backend").isNotNull();
        return wire;
    }

    /** Both ends of a WebSocket through the gateway. */
    private record Ends(WebSocketWire client, WebSocketWire server) implements AutoCloseable {
        static Ends open() throws Exception {
            return new Ends(WebSocketWire.connect(gateway.port(), "/ws"), accepted());
        }

        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }

    @Test
    void theHandshakeIsCleanedLikeAnyRequest() throws Exception {
        accept(
                "/clean",
                "Sec-WebSocket-Protocol: chat",
                "X-Kept: 1",
                "X-Mine: 2",
                "Connection: X-Mine",
                "Offload-Anything: 3",
                "Set-Cookie: a=1");
        try (WebSocketWire client =
                        WebSocketWire.connect(
                                gateway.port(),
                                "/clean?q=1",
                                "Connection: X-Secret",
                                "X-Secret: 1",
                                "Origin: http://app",
                                "Cookie: sid=x; other=y",
                                "Offload-State: spoofed",
                                "X-Forwarded-For: 6.6.6.6",
                                "Sec-WebSocket-Extensions: permessage-deflate",
                                "Sec-WebSocket-Protocol: chat, superchat");
                WebSocketWire server = accepted()) {
            Response request = server.handshake();
            Response response = client.handshake();

            assertThat(request.line()).isEqualTo("GET /clean?q=1 HTTP/1.1");
            assertThat(request.fields("Host")).containsExactly("app");
            assertThat(request.fields("Origin")).containsExactly("http://app");
            assertThat(request.fields("Cookie")).containsExactly("other=y");
            assertThat(request.fields("X-Forwarded-For")).containsExactly("127.0.0.1");
            assertThat(request.fields("Offload-Session"))
                    .singleElement()
                    .asString()
                    .contains("none");
            assertThat(String.join(",", request.fields("Sec-WebSocket-Protocol")).replace(" ", ""))
                    .isEqualTo("chat,superchat");
            assertThat(request.head().toLowerCase(Locale.ROOT))
                    .doesNotContain("spoofed")
                    .doesNotContain("x-secret")
                    .doesNotContain("permessage");
            assertThat(response.field("Sec-WebSocket-Accept"))
                    .contains(WebSocketWire.acceptFor(WebSocketWire.KEY));
            assertThat(response.fields("Sec-WebSocket-Protocol")).containsExactly("chat");
            assertThat(response.fields("X-Kept")).containsExactly("1");
            assertThat(response.fields("Set-Cookie")).containsExactly("a=1");
            assertThat(response.head().toLowerCase(Locale.ROOT))
                    .doesNotContain("offload")
                    .doesNotContain("x-mine")
                    .doesNotContain("extensions");
        }
    }

    @Test
    void targetsPassByteForByte() throws Exception {
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(WebSocketWire.request("/odd?{}|^"));

            assertThat(client.read().text()).isEqualTo("app");
        }
        assertThat(backend.requests())
                .singleElement()
                .satisfies(r -> assertThat(r.line()).isEqualTo("GET /odd?{}|^ HTTP/1.1"));
    }

    @Test
    void theHandshakeMayChangeTheSession() throws Exception {
        accept("/login", "Offload-Update: \"visits\";incr=1");
        String cookie;
        try (WebSocketWire client = WebSocketWire.connect(gateway.port(), "/login");
                WebSocketWire server = accepted()) {
            assertThat(server.handshake().field("Offload-Session").orElseThrow()).contains("none");
            cookie = client.handshake().field("Set-Cookie").orElseThrow();
            assertThat(cookie).startsWith("sid=").contains("HttpOnly");
        }
        String pair = "Cookie: " + cookie.substring(0, cookie.indexOf(';'));
        try (WebSocketWire client = WebSocketWire.connect(gateway.port(), "/ws", pair);
                WebSocketWire server = accepted()) {
            assertThat(server.handshake().field("Offload-Session").orElseThrow())
                    .contains("status=ok");
            assertThat(server.handshake().field("Offload-State").orElseThrow()).contains("visits");
            assertThat(client.handshake().fields("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void aRefusedSessionUpdateRefusesTheUpgrade() throws Exception {
        accept("/bad", "Offload-Update: \"visits\";nonsense=1");
        try (RawClient client = RawClient.connect(gateway.port())) {
            assertThat(client.send(WebSocketWire.request("/bad")).read().status()).isEqualTo(502);
        }
        try (WebSocketWire server = accepted()) {
            assertThat(server.read().opcode()).isEqualTo(CLOSE);
        }
    }

    @Test
    void messagesAndFragmentsPassAsTheyCome() throws Exception {
        try (Ends ends = Ends.open()) {
            passes(ends.client(), ends.server());
            passes(ends.server(), ends.client());
        }
    }

    private static void passes(WebSocketWire from, WebSocketWire to) throws IOException {
        from.send(true, TEXT, "gr\u00fc\u00dfe");
        from.send(true, BINARY, new byte[] {0, -1, 1});
        from.send(true, TEXT, "");
        from.send(false, TEXT, "a");
        from.send(false, CONTINUATION, "");
        from.send(false, CONTINUATION, "b");
        from.send(true, CONTINUATION, "c");
        from.send(true, BINARY, new byte[100_000]);

        assertFrame(to.read(), true, TEXT, "gr\u00fc\u00dfe");
        assertThat(to.read().payload()).containsExactly(0, -1, 1);
        assertFrame(to.read(), true, TEXT, "");
        assertFrame(to.read(), false, TEXT, "a");
        assertFrame(to.read(), false, CONTINUATION, "");
        assertFrame(to.read(), false, CONTINUATION, "b");
        assertFrame(to.read(), true, CONTINUATION, "c");
        assertThat(to.read().payload()).hasSize(100_000);
    }

    private static void assertFrame(Frame frame, boolean isFinal, int opcode, String text) {
        assertThat(frame.opcode()).isEqualTo(opcode);
        assertThat(frame.isFinal()).isEqualTo(isFinal);
        assertThat(frame.text()).isEqualTo(text);
    }

    @Test
    void framesThatComeRightBehindTheHandshakePass() throws Exception {
        backend.on(
                "/greets",
                call -> {
                    WebSocketWire wire = WebSocketWire.accept(call);
                    wire.send(true, TEXT, "welcome");
                    ACCEPTED.add(wire);
                    wire.awaitClosed();
                });
        try (WebSocketWire client = WebSocketWire.connect(gateway.port(), "/greets");
                WebSocketWire server = accepted()) {
            assertThat(client.read().text()).isEqualTo("welcome");
            assertThat(server.handshake().line()).startsWith("GET /greets ");
        }
    }

    @Test
    void eachHopAnswersItsOwnPings() throws Exception {
        try (Ends ends = Ends.open()) {
            ends.client().send(true, PING, "are you there");
            Frame pong = ends.client().read();
            ends.server().send(true, PING, "and you");
            Frame other = ends.server().read();

            assertFrame(pong, true, PONG, "are you there");
            assertFrame(other, true, PONG, "and you");
            ends.client().send(true, TEXT, "next");
            assertFrame(ends.server().read(), true, TEXT, "next");
            ends.server().send(true, TEXT, "next");
            assertFrame(ends.client().read(), true, TEXT, "next");
        }
    }

    @ValueSource(ints = {1000, 1001, 3000, 4001})
    @ParameterizedTest
    void closeCodesReachTheOtherSide(int code) throws Exception {
        try (Ends ends = Ends.open()) {
            ends.client().sendClose(code, "bye");
            assertClose(ends.server().read(), code, "bye");
            ends.server().sendClose(code, "bye");
            ends.server().end();
            assertThat(ends.client().read().code()).isEqualTo(code);
            ends.client().readEnd();
        }
        try (Ends ends = Ends.open()) {
            ends.server().sendClose(code, "enough");
            assertClose(ends.client().read(), code, "enough");
            ends.client().sendClose(code, "enough");
            assertThat(ends.server().read().code()).isEqualTo(code);
            // a server closes first (RFC 6455, section 7.1.1)
            ends.server().end();
            ends.client().readEnd();
        }
    }

    private static void assertClose(Frame frame, int code, String reason) {
        assertThat(frame.opcode()).isEqualTo(CLOSE);
        assertThat(frame.code()).isEqualTo(code);
        assertThat(frame.reason()).isEqualTo(reason);
    }

    @Test
    void aBackendThatDiesIsTold() throws Exception {
        try (Ends ends = Ends.open()) {
            ends.server().end();

            assertThat(ends.client().read().code()).isEqualTo(1011);
        }
    }

    @Test
    void aBackendThatDiesRightBehindItsHandshakeLeavesNoClientHanging() throws Exception {
        backend.on(
                "/dies",
                call -> {
                    WebSocketWire.accept(call, "Offload-Update: \"visits\";incr=1");
                    call.reset();
                });
        for (int i = 0; i < 10; i++) {
            try (RawClient client = RawClient.connect(gateway.port())) {
                Response response = client.send(WebSocketWire.request("/dies")).read();
                if (response.status() == 101) {
                    assertThat(WebSocketWire.of(client, response).read().code()).isEqualTo(1011);
                } else {
                    assertThat(response.status()).isEqualTo(502);
                }
            }
        }
    }

    @Test
    void aClientThatGoesIsTold() throws Exception {
        try (Ends ends = Ends.open()) {
            ends.client().end();

            assertThat(ends.server().read().code()).isEqualTo(1001);
        }
    }

    @Test
    void anUpgradedConnectionIsCountedOutWhenItEnds() throws Exception {
        gateway.awaitMetric(0, "nonstick_client_connections");
        try (Ends ends = Ends.open()) {
            gateway.awaitMetric(1, "nonstick_client_connections");
            ends.client().end();
        }
        gateway.awaitMetric(0, "nonstick_client_connections");
    }

    /** An answer that is no 101 is passed on as it comes, at the client's pace. */
    @Test
    void aRefusalWithoutEndDoesNotFillTheMemory() throws Exception {
        AtomicLong chunks = new AtomicLong();
        backend.on(
                "/endless",
                call -> {
                    call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    String chunk = "10000\r\n" + "a".repeat(0x10000) + "\r\n";
                    for (int i = 0; i < 10_000; i++) {
                        call.send(chunk);
                        chunks.incrementAndGet();
                    }
                });
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(WebSocketWire.request("/endless"));

            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
            Await.until("the body begins", () -> chunks.get() > 0);
            long stalled = Await.settled("chunks sent", Duration.ofMillis(300), chunks::get);
            assertThat(stalled).as("chunks of 64 KiB before anybody reads").isLessThan(300);
        }
        gateway.awaitMetric(0, "nonstick_in_flight");
        assertThat(RawClient.get(gateway.port(), "/").text()).isEqualTo("app");
    }

    @Test
    void aHandshakeWithABodyIsAPlainRequest() throws Exception {
        backend.on("/body", call -> call.ok(call.request().text()));
        try (RawClient client = RawClient.connect(gateway.port())) {
            String handshake = WebSocketWire.request("/body");
            String head = handshake.substring(0, handshake.length() - 2);
            client.send(head + "Content-Length: 5\r\n\r\nhello");

            assertThat(client.read().text()).isEqualTo("hello");
        }
        assertThat(backend.requestTo("/body").field("Upgrade")).isEmpty();
    }

    @Test
    void aRefusedUpgradeIsAnAnswerLikeAnyOther() throws Exception {
        backend.on(
                "/no",
                call ->
                        call.answer(
                                "403 Forbidden",
                                "not you",
                                "X-Why: because",
                                "Offload-Anything: 1",
                                "Set-Cookie: a=1"));
        try (RawClient client = RawClient.connect(gateway.port())) {
            Response response = client.send(WebSocketWire.request("/no")).read();

            assertThat(response.status()).isEqualTo(403);
            assertThat(response.text()).isEqualTo("not you");
            assertThat(response.field("X-Why")).contains("because");
            assertThat(response.fields("Set-Cookie")).containsExactly("a=1");
            assertThat(response.head()).doesNotContain("Offload");
            client.send(RawClient.request("GET", "/", ""));
            assertThat(client.read().text()).isEqualTo("app");
        }
    }

    @Test
    void aBackendThatIsSilentOrBreaksTheHandshakeGetsAnAnswerMade() throws Exception {
        backend.on("/silent", TestBackend.Call::awaitEnd);
        backend.on("/breaks", TestBackend.Call::reset);
        try (RawClient client = RawClient.connect(gateway.port())) {
            assertThat(client.send(WebSocketWire.request("/silent")).read().status())
                    .isEqualTo(504);
            assertThat(client.send(WebSocketWire.request("/breaks")).read().status())
                    .isEqualTo(502);
        }
    }

    @Test
    void aClientThatDoesNotReadStopsTheBackend() throws Exception {
        try (Ends ends = Ends.open()) {
            isPaced(ends.server(), ends.client());
        }
    }

    @Test
    void aBackendThatDoesNotReadStopsTheClient() throws Exception {
        try (Ends ends = Ends.open()) {
            isPaced(ends.client(), ends.server());
        }
    }

    private static void isPaced(WebSocketWire from, WebSocketWire to) throws Exception {
        int frames = 1_000;
        byte[] payload = new byte[64 * 1024];
        AtomicLong sent = new AtomicLong();
        Thread sender =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        for (int i = 0; i < frames; i++) {
                                            from.send(true, BINARY, payload);
                                            sent.incrementAndGet();
                                        }
                                    } catch (IOException e) {
                                        // the count shows it
                                    }
                                });

        long stalled = Await.settled("frames sent", Duration.ofMillis(300), sent::get);

        assertThat(stalled).as("frames of 64 KiB before anybody reads").isLessThan(300);
        for (int i = 0; i < frames; i++) {
            assertThat(to.read().payload()).hasSize(payload.length);
        }
        sender.join();
        assertThat(sent).hasValue(frames);
    }

    @Test
    void aGatewayThatStopsSendsItsClientsElsewhere() throws Exception {
        try (GatewayUnderTest stopping = GatewayUnderTest.start(config());
                WebSocketWire client = WebSocketWire.connect(stopping.port(), "/ws");
                WebSocketWire server = accepted()) {
            stopping.signal("TERM");

            assertThat(client.read().code()).isEqualTo(1012);
            client.sendClose(1012, "");
            assertThat(server.read().code()).isEqualTo(1001);
            server.sendClose(1001, "");
            server.end();
            assertThat(stopping.awaitExit()).isZero();
        }
    }
}
