package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nonstick.it.RawClient.End;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How a gateway ends, and how it does not begin. */
class StopIT {
    private final CountDownLatch working = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    private TestBackend backend() throws IOException {
        return TestBackend.start("app")
                .on(
                        "/slow",
                        call -> {
                            working.countDown();
                            release.await();
                            call.ok("done");
                        });
    }

    private static GatewayUnderTest before(TestBackend backend) {
        return GatewayUnderTest.start(
                "store: {url: 'embedded:'}\npools: {app: {backends: ['%s']}}"
                        .formatted(backend.url()));
    }

    private static boolean refuses(int port) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            return !client.socket().isConnected();
        } catch (ConnectException e) {
            return true;
        }
    }

    private static long redisOf(GatewayUnderTest gateway) throws IOException {
        try (Resp redis = new Resp(gateway.storePort())) {
            return redis.pid();
        }
    }

    private static void assertGone(long pid) {
        Await.until("process " + pid + " is gone", () -> ProcessHandle.of(pid).isEmpty());
    }

    @Test
    void whatIsUnderWayIsFinished() throws Exception {
        try (TestBackend backend = backend();
                GatewayUnderTest gateway = before(backend);
                RawClient client = RawClient.connect(gateway.port());
                RawClient idle = RawClient.connect(gateway.port())) {
            long redis = redisOf(gateway);
            assertThat(idle.send(RawClient.request("GET", "/", "")).read().status()).isEqualTo(200);
            client.send(RawClient.request("GET", "/slow", ""));
            working.await();

            gateway.signal("TERM");

            Await.until("new connections are refused", () -> refuses(gateway.port()));
            assertThat(idle.readEnd()).isEqualTo(End.CLOSED);
            assertThat(gateway.admin("/readyz").status()).isEqualTo(503);
            assertThat(gateway.admin("/livez").status()).isEqualTo(200);
            release.countDown();
            Response response = client.read();
            assertThat(response.text()).isEqualTo("done");
            assertThat(response.field("Connection")).contains("close");
            assertThat(client.readEnd()).isEqualTo(End.CLOSED);
            assertThat(gateway.awaitExit()).isZero();
            assertGone(redis);
            assertThat(gateway.err().with("\"stopped\"")).hasSize(1);
            assertThat(gateway.out().with("/slow")).hasSize(1);
        }
    }

    /** What waits in the gateway for a slow client is part of the response. */
    @Test
    void aSlowClientGetsItsResponseToTheLastByte() throws Exception {
        int size = 6_000_000;
        try (TestBackend backend = backend();
                GatewayUnderTest gateway = before(backend);
                RawClient client = RawClient.connect(gateway.port(), 16 * 1024)) {
            backend.on("/large", call -> call.ok("a".repeat(size)));
            client.send(RawClient.request("GET", "/large", ""));
            gateway.awaitMetric(1, "nonstick_in_flight");

            gateway.signal("TERM");
            Await.until("new connections are refused", () -> refuses(gateway.port()));

            assertThat(client.read().text()).hasSize(size);
            assertThat(client.readEnd()).isEqualTo(End.CLOSED);
            assertThat(gateway.awaitExit()).isZero();
        }
    }

    /** To close with bytes unread is to reset, and a reset takes what is on its way along. */
    @Test
    void aClientThatSentMoreThanIsReadGetsItsResponseToTheLastByte() throws Exception {
        int size = 400_000;
        try (TestBackend backend = backend();
                GatewayUnderTest gateway = before(backend);
                RawClient client = RawClient.connect(gateway.port(), 16 * 1024)) {
            backend.on(
                    "/large",
                    call -> {
                        call.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                        release.await();
                        call.send("a".repeat(size));
                    });
            client.send(RawClient.request("GET", "/large", ""));
            String head = client.readHead();
            client.send(RawClient.request("GET", "/", "").repeat(4_000));
            gateway.signal("TERM");
            Await.until("new connections are refused", () -> refuses(gateway.port()));
            release.countDown();
            gateway.accessLine("/large");

            assertThat(HttpReader.rest(client.in(), head, false).body()).hasSize(size);
            assertThat(client.readEnd()).isEqualTo(End.CLOSED);
            assertThat(gateway.awaitExit()).isZero();
        }
    }

    @Test
    void aClientThatLeavesAStalledDownloadLeavesNothingBehind() throws Exception {
        try (TestBackend backend = backend();
                GatewayUnderTest gateway = before(backend)) {
            AtomicLong taken = new AtomicLong();
            backend.onHead(
                    "/stalled",
                    call -> {
                        call.send("HTTP/1.1 200 OK\r\nContent-Length: 60000000\r\n\r\n");
                        for (int i = 0; i < 600; i++) {
                            call.send("a".repeat(100_000));
                            taken.addAndGet(100_000);
                        }
                    });
            try (RawClient client = RawClient.connect(gateway.port(), 16 * 1024)) {
                client.send(RawClient.request("GET", "/stalled", ""));
                Await.settled("what the gateway takes", Duration.ofMillis(500), taken::get);
            }
            gateway.awaitMetric(0, "nonstick_in_flight");
            gateway.awaitMetric(0, "nonstick_backend_in_flight");
        }
    }

    @Test
    void aSecondSignalWaitsForNothing() throws Exception {
        try (TestBackend backend = backend();
                GatewayUnderTest gateway = before(backend);
                RawClient client = RawClient.connect(gateway.port())) {
            long redis = redisOf(gateway);
            client.send(RawClient.request("GET", "/slow", ""));
            working.await();

            gateway.signal("TERM");
            Await.until("new connections are refused", () -> refuses(gateway.port()));
            gateway.signal("TERM");

            assertThat(gateway.awaitExit()).isEqualTo(75);
            assertThat(client.readToEnd()).doesNotContain(" 200 ");
            assertGone(redis);
        }
    }

    @Test
    void theLimitCutsWhatTakesTooLong() throws Exception {
        try (TestBackend backend = backend();
                GatewayUnderTest gateway =
                        GatewayUnderTest.start(
                                """
                                drain: {request-timeout: 300ms}
                                pools: {app: {backends: ['%s']}}
                                """
                                        .formatted(backend.url()));
                RawClient client = RawClient.connect(gateway.port())) {
            client.send(RawClient.request("GET", "/slow", ""));
            working.await();

            gateway.signal("TERM");

            assertThat(gateway.awaitExit()).isEqualTo(75);
        }
    }

    @Test
    void aGatewayEndsWithWhoeverStartedIt() throws Exception {
        try (TestBackend backend = backend();
                GatewayUnderTest gateway = before(backend)) {
            long redis = redisOf(gateway);

            gateway.process().getOutputStream().close();

            assertThat(gateway.awaitExit()).isZero();
            assertGone(redis);
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (TestBackend backend = backend();
                GatewayUnderTest gateway =
                        GatewayUnderTest.launch(
                                """
                                listen: [{address: '127.0.0.1:%d'}]
                                pools: {app: {backends: ['%s']}}
                                """
                                        .formatted(backend.port(), backend.url()))) {
            assertThat(gateway.awaitExit()).isEqualTo(1);
            assertThat(gateway.err().with("could not start"))
                    .singleElement()
                    .asString()
                    .contains("Address already in use")
                    .contains(Integer.toString(backend.port()));
            assertThat(gateway.out().with("ready")).isEmpty();
        }
    }

    @Test
    void aFaultyConfigurationIsRefused() throws Exception {
        try (GatewayUnderTest gateway =
                GatewayUnderTest.launch("nonsense: 1\npools: {app: {backends: []}}")) {
            assertThat(gateway.awaitExit()).isEqualTo(2);
            assertThat(gateway.err().all().toString()).contains("nonsense").contains("backends");
        }
    }

    @Test
    void aRestartKeepsThePort() throws Exception {
        int port = TestBackend.freePort();
        try (TestBackend backend = backend()) {
            for (int i = 0; i < 2; i++) {
                try (GatewayUnderTest gateway =
                        GatewayUnderTest.start(
                                """
                                listen: [{address: '127.0.0.1:%d'}]
                                pools: {app: {backends: ['%s']}}
                                """
                                        .formatted(port, backend.url()))) {
                    assertThat(gateway.port()).isEqualTo(port);
                    assertThat(RawClient.get(port, "/").text()).isEqualTo("app");
                    gateway.signal("TERM");
                    assertThat(gateway.awaitExit()).isZero();
                }
            }
        }
        assertThatThrownBy(() -> RawClient.connect(port)).isInstanceOf(ConnectException.class);
    }
}
