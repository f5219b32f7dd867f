package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.it.RawClient.End;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Client or backend go while an answer is here and the store has not acknowledged its commit. */
@Timeout(30)
class AwaitedCommitIT {
    private static final String UPDATE = "Offload-Update: \"n\";incr=1";

    @TempDir static Path dir;

    private static Redis redis;
    private static TestBackend backend;
    private static GatewayUnderTest gateway;

    private final CountDownLatch answered = new CountDownLatch(1);

    @BeforeAll
    static void start() throws IOException {
        redis = Redis.start(dir);
        backend = TestBackend.start("app").on("/update", call -> call.ok("updated", UPDATE));
        gateway =
                GatewayUnderTest.start(
                        """
                        event-loops: 1
                        store: {url: '%s', command-timeout: 2s}
                        pools: {app: {backends: ['%s']}}
                        """
                                .formatted(redis.url(), backend.url()));
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.awaitMetric(0, "nonstick_in_flight");
        gateway.awaitMetric(0, "nonstick_backend_in_flight");
        gateway.close();
        backend.close();
        redis.close();
    }

    @BeforeEach
    void pause() {
        Await.until(
                "the store is there",
                () ->
                        RawClient.get(gateway.port(), "/").status() == 200
                                && RawClient.get(gateway.port(), "/update").status() == 200);
        redis.signal("STOP");
        backend.forget();
    }

    @AfterEach
    void goOn() {
        redis.signal("CONT");
    }

    /** The backend sends a text behind its head, and closes or resets. */
    private void answers(String path, String rest, boolean reset) {
        backend.onHead(
                path,
                call -> {
                    call.send("HTTP/1.1 200 OK\r\n" + UPDATE + "\r\n" + rest);
                    if (reset) {
                        call.reset();
                    } else {
                        call.close();
                    }
                    answered.countDown();
                });
    }

    /** What had come before is handled: all is on one event loop. */
    private void awaitHandled() throws InterruptedException {
        answered.await();
        for (int i = 0; i < 3; i++) {
            assertThat(RawClient.get(gateway.port(), "/").text()).isEqualTo("app");
        }
    }

    private Response afterTheCommit(String path) throws Exception {
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(RawClient.request("GET", path, ""));
            awaitHandled();
            redis.signal("CONT");
            return client.read();
        }
    }

    @Test
    void anAnswerThatIsCompleteSurvivesItsBackend() throws Exception {
        answers("/length", "Content-Length: 3\r\n\r\nabc", false);
        answers("/close", "\r\nabc", false);

        assertThat(afterTheCommit("/length").text()).isEqualTo("abc");
        redis.signal("STOP");
        assertThat(afterTheCommit("/close").text()).isEqualTo("abc");
    }

    @Test
    void anAnswerThatIsNotCompleteIsReplaced() throws Exception {
        answers("/half", "Content-Length: 9\r\n\r\nabc", false);
        answers("/none", "Content-Length: 9\r\n\r\n", false);
        answers("/reset", "\r\n", true);

        assertThat(afterTheCommit("/half").status()).isEqualTo(502);
        redis.signal("STOP");
        assertThat(afterTheCommit("/none").status()).isEqualTo(502);
        redis.signal("STOP");
        assertThat(afterTheCommit("/reset").status()).isEqualTo(502);
    }

    @Test
    void aClientThatGoesIsRecordedOnce() throws Exception {
        answers("/leaves", "Content-Length: 3\r\n\r\nabc", false);
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(RawClient.request("GET", "/leaves", ""));
            awaitHandled();
        }
        assertThat(gateway.accessLine("/leaves")).contains("client_gone");
        redis.signal("CONT");
        Await.until(
                "the store is back",
                () -> RawClient.get(gateway.port(), "/update").status() == 200);
        assertThat(gateway.out().with("/leaves")).hasSize(1);
    }

    @Test
    void aBodyThatTurnsMalformedRefusesTheExchange() throws Exception {
        answers("/chunks", "Content-Length: 3\r\n\r\nabc", false);
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(RawClient.request("POST", "/chunks", "", "Transfer-Encoding: chunked"));
            awaitHandled();
            client.send("broken\r\n");

            assertThat(client.read().status()).isEqualTo(400);
            assertThat(client.readEnd()).isEqualTo(End.CLOSED);
        }
    }

    /** Both connections are joined although one of them has ended: the other hears of it. */
    @Test
    void aWebSocketWhoseBackendHasGoneIsClosed() throws Exception {
        backend.on(
                "/socket",
                call -> {
                    WebSocketWire.accept(call, UPDATE);
                    call.reset();
                    answered.countDown();
                });
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(WebSocketWire.request("/socket"));
            awaitHandled();
            redis.signal("CONT");

            Response response = client.read();

            assertThat(response.status()).isEqualTo(101);
            assertThat(WebSocketWire.of(client, response).read().code()).isEqualTo(1011);
        }
    }
}
