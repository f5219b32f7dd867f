package dev.nonstick.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.nonstick.loadtest.process.BenchFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
    private final AtomicInteger requests = new AtomicInteger();
    private volatile int status = 200;
    private volatile int stalled = Integer.MAX_VALUE;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        // one thread: a request that stalls keeps all others waiting
        server.setExecutor(Executors.newSingleThreadExecutor(Thread.ofVirtual().factory()));
        server.createContext(
                "/",
                exchange -> {
                    if (requests.incrementAndGet() == stalled) {
                        LockSupport.parkNanos(Duration.ofMillis(400).toNanos());
                    }
                    byte[] body = "hello".getBytes(StandardCharsets.US_ASCII);
                    exchange.sendResponseHeaders(status, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void sendsWhatIsDue() {
        OpenLoop.Result result = loop().run(200, Duration.ofSeconds(1));
        assertThat(result.requests()).isEqualTo(200);
        assertThat(requests).hasValue(200);
    }

    @Test
    void whatAStallKeepsWaitingIsNotOmitted() {
        stalled = 50;
        OpenLoop.Result result = loop().run(200, Duration.ofSeconds(1));
        // 400 ms at 200 a second: some 80 of 200 requests were due in the stall
        assertThat(result.max()).isGreaterThan(350_000);
        assertThat(result.p99()).isGreaterThan(300_000);
    }

    @Test
    void aBadStatusFails() {
        status = 503;
        OpenLoop loop = loop();
        assertThatThrownBy(() -> loop.run(100, Duration.ofSeconds(1)))
                .isInstanceOf(BenchFailure.class)
                .hasMessageContaining("status 503");
    }

    @Test
    void theProbeReadsFieldsAndBody() throws IOException {
        try (Probe probe = new Probe(server.getAddress().getPort())) {
            Answer answer = probe.get("/x", "sid=1");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Length")).isEqualTo("5");
            assertThat(answer.body()).isEqualTo("hello");
            assertThat(probe.get("/y", null).status()).isEqualTo(200);
        }
    }

    private OpenLoop loop() {
        return new OpenLoop(
                new Target(
                        server.getAddress().getPort(),
                        "/",
                        List.of("sid=1", "sid=2"),
                        Path.of("unused")));
    }
}
