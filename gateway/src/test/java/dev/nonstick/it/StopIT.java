package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Signals, exit codes and sockets of a gateway that is told to stop. */
class StopIT {
    @Test
    void whatIsUnderWayEndsAndThenTheGateway() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (TestBackend backend = TestBackend.start("a");
                GatewayUnderTest gateway = start(backend, "");
                RawClient client = RawClient.connect(gateway.port())) {
            backend.on(
                    "/slow",
                    call -> {
                        arrived.countDown();
                        if (release.await(30, TimeUnit.SECONDS)) {
                            call.ok("late", "Offload-Update: \"visits\";incr=1");
                        }
                    });
            client.send(RawClient.request("GET", "/slow", ""));
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

            gateway.signal("TERM");
            awaitRefused(gateway.port());
            assertThat(gateway.admin("/readyz").status()).isEqualTo(503);
            assertThat(gateway.admin("/livez").status()).isEqualTo(200);
            release.countDown();

            Response response = client.read();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).isEqualTo("late");
            assertThat(response.field("Connection")).contains("close");
            assertThat(response.field("Set-Cookie")).isPresent();
            assertThat(gateway.awaitExit()).isZero();
        }
    }

    @Test
    void aSecondSignalDoesNotWait() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        try (TestBackend backend = TestBackend.start("a");
                GatewayUnderTest gateway = start(backend, "");
                RawClient client = RawClient.connect(gateway.port())) {
            backend.on(
                    "/never",
                    call -> {
                        arrived.countDown();
                        call.awaitEnd();
                    });
            client.send(RawClient.request("GET", "/never", ""));
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

            gateway.signal("TERM");
            awaitRefused(gateway.port());
            gateway.signal("TERM");

            assertThat(gateway.awaitExit()).isEqualTo(75);
        }
    }

    @Test
    void anExchangeThatTakesTooLongIsCut() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        try (TestBackend backend = TestBackend.start("a");
                GatewayUnderTest gateway = start(backend, "drain: {request-timeout: 300ms}\n");
                RawClient client = RawClient.connect(gateway.port())) {
            backend.on(
                    "/never",
                    call -> {
                        arrived.countDown();
                        call.awaitEnd();
                    });
            client.send(RawClient.request("GET", "/never", ""));
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

            gateway.signal("INT");

            assertThat(gateway.awaitExit()).isEqualTo(75);
        }
    }

    @Test
    void anIdleGatewayEndsAtOnceAndItsRedisWithIt() throws Exception {
        try (TestBackend backend = TestBackend.start("a");
                GatewayUnderTest gateway = start(backend, "store: {url: 'embedded:'}\n")) {
            int redis = gateway.storePort();
            new Socket(InetAddress.getLoopbackAddress(), redis).close();

            gateway.signal("TERM");

            assertThat(gateway.awaitExit()).isZero();
            awaitRefused(redis);
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (TestBackend backend = TestBackend.start("a");
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                GatewayUnderTest gateway =
                        GatewayUnderTest.launch(
                                config(backend)
                                        + "listen: [{address: '127.0.0.1:%d'}]\n"
                                                .formatted(taken.getLocalPort()))) {
            assertThat(gateway.awaitExit()).isEqualTo(1);
            assertThat(gateway.err().all())
                    .anyMatch(
                            line ->
                                    line.contains("listen[].address")
                                            && line.contains(":" + taken.getLocalPort()))
                    .noneMatch(line -> line.startsWith("\tat "));
        }
    }

    private static String config(TestBackend backend) {
        return "pools: {app: {backends: ['%s']}}\nroutes: [{pool: app}]\n".formatted(backend.url());
    }

    private static GatewayUnderTest start(TestBackend backend, String more) {
        return GatewayUnderTest.start(config(backend) + more);
    }

    private static void awaitRefused(int port) {
        Await.until(
                "connections to " + port + " are refused",
                () -> {
                    try {
                        new Socket(InetAddress.getLoopbackAddress(), port).close();
                        return false;
                    } catch (ConnectException e) {
                        return true;
                    }
                });
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
                .isInstanceOf(ConnectException.class);
    }
}
