package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.it.WebSocketWire.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** WebSockets end when their session does, on whichever gateway they are. */
@ExtendWith(SessionBench.Shared.class)
class SessionWireIT {
    private static final Map<String, WebSocketWire> ACCEPTED = new ConcurrentHashMap<>();
    private static final int POLICY = 1008;
    private static final int GOING_AWAY = 1001;

    private final SessionBench bench;
    private final GatewayUnderTest a;
    private final GatewayUnderTest b;

    SessionWireIT(SessionBench bench) {
        this.bench = bench;
        this.a = bench.a();
        this.b = bench.b();
    }

    @BeforeEach
    void accept() {
        bench.backend()
                .on(
                        "/wire",
                        call -> {
                            WebSocketWire wire =
                                    WebSocketWire.accept(call, SessionBench.asked(call.request()));
                            ACCEPTED.put(call.request().line().split(" ", 3)[1], wire);
                            wire.awaitClosed();
                        });
    }

    /** Both ends of a WebSocket of a visitor's session. */
    private record Ends(WebSocketWire client, WebSocketWire backend) implements AutoCloseable {

        /**
         * The client hears that its session is over, the backend that the client went.
         *
         * @param causes any of these: a look at the record may come before the log is read
         */
        void areTold(String... causes) throws IOException {
            Frame toClient = client.read();
            assertThat(toClient.opcode()).isEqualTo(WebSocketWire.CLOSE);
            assertThat(toClient.code()).isEqualTo(POLICY);
            assertThat(toClient.reason()).startsWith("cause=");
            assertThat(toClient.reason().substring("cause=".length())).isIn((Object[]) causes);
            Frame toBackend = backend.read();
            assertThat(toBackend.opcode()).isEqualTo(WebSocketWire.CLOSE);
            assertThat(toBackend.code()).isEqualTo(GOING_AWAY);
            client.sendClose(POLICY, "");
            client.readEnd();
        }

        /** Both directions are open. */
        void talk() throws IOException {
            client.send(true, WebSocketWire.TEXT, "to the backend");
            assertThat(backend.read().text()).isEqualTo("to the backend");
            backend.send(true, WebSocketWire.TEXT, "to the client");
            assertThat(client.read().text()).isEqualTo("to the client");
        }

        @Override
        public void close() throws IOException {
            client.close();
            backend.close();
        }
    }

    private static Ends open(Visitor visitor, GatewayUnderTest gateway, String... fields)
            throws IOException {
        String target = "/wire?" + System.nanoTime();
        String[] all = new String[fields.length + 4];
        all[0] = "Connection: Upgrade";
        all[1] = "Upgrade: websocket";
        all[2] = "Sec-WebSocket-Version: 13";
        all[3] = "Sec-WebSocket-Key: " + WebSocketWire.KEY;
        System.arraycopy(fields, 0, all, 4, fields.length);
        RawClient client =
                RawClient.connect(gateway.port()).send(visitor.request("GET", target, all));
        Response handshake = client.read();
        assertThat(handshake.status()).as(handshake.head()).isEqualTo(101);
        visitor.take(handshake);
        WebSocketWire[] backend = new WebSocketWire[1];
        Await.until("the backend's end", () -> (backend[0] = ACCEPTED.remove(target)) != null);
        return new Ends(WebSocketWire.of(client, handshake), backend[0]);
    }

    private static Visitor loggedIn(GatewayUnderTest gateway, String principal) {
        Visitor visitor = new Visitor("login");
        visitor.control(gateway, "authenticate=\"" + principal + "\"");
        return visitor;
    }

    private static void within(Duration limit, long begun) {
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(limit);
    }

    /** Invariant 12. */
    @Test
    void anOpenWebSocketLetsNobodyWaitAndALogoutClosesItOnEveryGateway() throws Exception {
        Visitor visitor = loggedIn(a, "invariant-12");
        double closed = b.metric("nonstick_wires_closed_total");
        try (Ends here = open(visitor, a);
                Ends there = open(visitor, b);
                Ends others = open(loggedIn(b, "somebody"), b)) {
            long begun = System.nanoTime();
            for (int i = 1; i <= 20; i++) {
                visitor.update(i % 2 == 0 ? a : b, "\"n\";incr=1");
            }
            within(Duration.ofSeconds(2), begun);
            assertThat(visitor.state(a)).contains("\"n\";v=20");
            here.talk();
            there.talk();

            begun = System.nanoTime();
            visitor.control(a, "destroy");
            here.areTold("session_ended", "gone");
            there.areTold("session_ended", "gone");
            within(Duration.ofSeconds(2), begun);
            others.talk();
        }
        b.awaitMetric(closed + 1, "nonstick_wires_closed_total");
    }

    @Test
    void theEndOfAllSessionsClosesTheWiresOfAll() throws Exception {
        Visitor phone = loggedIn(a, "wired");
        Visitor desk = loggedIn(b, "wired");
        try (Ends here = open(desk, a);
                Ends there = open(desk, b);
                Ends others = open(loggedIn(b, "not-wired"), b)) {
            long begun = System.nanoTime();
            phone.control(a, "destroy-all");
            here.areTold("principal_ended", "gone");
            there.areTold("principal_ended", "gone");
            within(Duration.ofSeconds(2), begun);
            others.talk();
        }
    }

    /** Who was somebody else, or nobody, when it was opened, hears no more. */
    @Test
    void aLoginClosesTheWiresFromBefore() throws Exception {
        Visitor visitor = new Visitor("login");
        visitor.update(a, "\"n\";put=1");
        try (Ends here = open(visitor, a);
                Ends there = open(visitor, b)) {
            long begun = System.nanoTime();
            visitor.control(b, "authenticate=\"late\"");
            try (Ends after = open(visitor, a)) {
                here.areTold("login_changed");
                there.areTold("login_changed");
                within(Duration.ofSeconds(2), begun);
                after.talk();
            }
        }
    }

    /** A handshake that logs in is of the login that it made. */
    @Test
    void aHandshakeThatLogsInStaysOpen() throws Exception {
        Visitor visitor = new Visitor("login");
        visitor.update(a, "\"n\";put=1");
        try (Ends ends = open(visitor, a, "X-Control: authenticate=\"by-wire\"")) {
            Await.until(
                    "its session was looked at",
                    () -> {
                        ends.talk();
                        return !visitor.state(b).isEmpty();
                    });
            long begun = System.nanoTime();
            Await.until(
                    "the log came by",
                    () -> System.nanoTime() - begun > TimeUnit.MILLISECONDS.toNanos(1_500));
            ends.talk();
            visitor.control(b, "destroy");
            ends.areTold("session_ended", "gone");
        }
    }

    /** The session ended while the handshake was under way: the log has said it already. */
    @Test
    void aWireThatOpensBehindTheEndOfItsSessionEndsAtOnce() throws Exception {
        Visitor visitor = loggedIn(a, "slow-handshake");
        Gate gate =
                new Gate(
                        call -> {
                            WebSocketWire wire = WebSocketWire.accept(call);
                            ACCEPTED.put(call.request().line().split(" ", 3)[1], wire);
                            wire.awaitClosed();
                        });
        bench.backend().on("/wire", gate);
        Visitor copy = visitor.copy();
        CompletableFuture<Ends> opening =
                SessionBench.later(
                        () -> {
                            try {
                                return open(copy, b);
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        });
        gate.awaitArrivals(1);
        visitor.control(a, "destroy");
        Await.until("the other gateway has heard", () -> b.metric("nonstick_revocations") > 0);
        gate.open();
        try (Ends ends = opening.orTimeout(20, TimeUnit.SECONDS).join()) {
            ends.areTold("session_ended", "gone");
        }
    }

    @Test
    void anIdleSessionsWireIsClosedWhenItIsOver() throws Exception {
        Visitor visitor = new Visitor("short");
        visitor.update(a, "\"n\";put=7");
        try (Ends ends = open(visitor, b)) {
            long begun = System.nanoTime();
            ends.areTold("gone");
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofMillis(1_500), Duration.ofSeconds(8));
        }
    }

    @Test
    void whatTheClientSendsIsUseOfTheSession() throws Exception {
        Visitor visitor = new Visitor("short");
        visitor.update(a, "\"n\";put=7");
        try (Ends ends = open(visitor, b)) {
            long begun = System.nanoTime();
            Await.until(
                    "4.5 s of talk",
                    () -> {
                        ends.talk();
                        return System.nanoTime() - begun > TimeUnit.MILLISECONDS.toNanos(4_500);
                    });
            assertThat(visitor.state(a)).isEqualTo("\"n\";v=7");
        }
    }

    @Test
    void theAbsoluteTimeoutClosesAWireThatIsUsed() throws Exception {
        Visitor visitor = new Visitor("brief");
        visitor.update(a, "\"n\";put=7");
        try (Ends ends = open(visitor, b)) {
            ends.areTold("expired", "gone");
        }
    }
}
