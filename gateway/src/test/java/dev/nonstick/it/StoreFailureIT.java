package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.store.FaultyProxy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis pauses, dies and comes back: nobody is logged out, nothing acknowledged is lost. */
class StoreFailureIT {
    @TempDir static Path dir;

    private static Redis redis;
    private static FaultyProxy proxy;
    private static TestBackend backend;
    private static GatewayUnderTest gateway;

    private final Visitor visitor = new Visitor("plain");

    @BeforeAll
    static void start() throws Exception {
        redis = Redis.start(dir);
        proxy = new FaultyProxy(redis.port());
        backend = SessionBench.echoing(TestBackend.start("one"));
        // the timeouts are the defaults; one event loop is one connection: back for all or for none
        gateway =
                GatewayUnderTest.start(
                        "event-loops: 1\n"
                                + SessionBench.config("redis://127.0.0.1:" + proxy.port(), backend)
                                        .replace(", command-timeout: 2s", ""));
    }

    @AfterAll
    static void end() throws Exception {
        gateway.close();
        proxy.close();
        backend.close();
        redis.close();
    }

    @AfterEach
    void goOn() {
        redis.signal("CONT");
    }

    private void beginASession() {
        Await.until("a session", () -> visitor.update(gateway, "\"n\";put=1").status() == 200);
        assertThat(visitor.state(gateway)).isEqualTo("\"n\";v=1");
    }

    private void awaitStore() {
        Await.until("the store is back", () -> visitor.get(gateway, "/").status() == 200);
    }

    private static void assertRefusedForNow(Response response) {
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.field("Retry-After")).isPresent();
        assertThat(response.field("Set-Cookie")).isEmpty();
    }

    /** Invariant 7. */
    @Test
    void aPauseOfThreeSecondsLogsNobodyOut() {
        beginASession();
        String cookie = visitor.cookie();
        redis.signal("STOP");
        long start = System.nanoTime();
        Await.until(
                "3 s",
                () -> {
                    assertRefusedForNow(visitor.get(gateway, "/paused"));
                    // who has no session needs no store, and an instance is as ready as before
                    assertThat(new Visitor("plain").get(gateway, "/read-only").status())
                            .isEqualTo(200);
                    assertThat(gateway.admin("/readyz").status()).isEqualTo(200);
                    return System.nanoTime() - start > TimeUnit.SECONDS.toNanos(3);
                });
        redis.signal("CONT");
        awaitStore();

        assertThat(backend.requestsTo("/paused")).isEmpty();
        assertThat(visitor.state(gateway)).isEqualTo("\"n\";v=1");
        assertThat(visitor.update(gateway, "\"n\";incr=1").field("Set-Cookie")).isEmpty();
        assertThat(visitor.state(gateway)).isEqualTo("\"n\";v=2");
        assertThat(visitor.cookie()).isEqualTo(cookie);
    }

    /** The backend has acted when the store is gone: the client is told so. */
    @Test
    void aCommitThatCannotBeStoredIsNotAnsweredAsDone() throws Exception {
        beginASession();
        Gate gate = new Gate();
        backend.on("/acting", gate);
        CompletableFuture<Response> known =
                SessionBench.later(
                        () -> visitor.copy().post(gateway, "/acting", "X-Update: \"n\";incr=1"));
        CompletableFuture<Response> fresh =
                SessionBench.later(
                        () ->
                                new Visitor("plain")
                                        .post(gateway, "/acting", "X-Update: \"n\";incr=1"));
        gate.awaitArrivals(2);
        redis.signal("STOP");
        gate.open();

        for (Response response : SessionBench.all(List.of(known, fresh))) {
            assertRefusedForNow(response);
            assertThat(response.text()).contains("The instance has acted");
        }
        redis.signal("CONT");
        awaitStore();
        // unanswered is not unapplied; but never twice
        assertThat(visitor.state(gateway)).isIn("\"n\";v=1", "\"n\";v=2");
    }

    /**
     * Invariant 22: every acknowledged commit is there after the restart. With {@code everysec}
     * Redis may answer before it has written, while an earlier write is still on its way to a slow
     * disk.
     */
    @Test
    void aRedisThatWasKilledComesBackWithEveryAcknowledgedCommit() throws Exception {
        try (Resp resp = redis.resp()) {
            resp.command("CONFIG", "SET", "appendfsync", "always");
        }
        beginASession();
        try (Load load = Load.start(gateway, 4)) {
            load.awaitAcknowledged(60);
            redis.signal("KILL");
            load.awaitEnd();
            assertRefusedForNow(visitor.get(gateway, "/"));
            redis.close();
            redis = Redis.start(dir);
            // the same address, as the gateway sees it
            proxy.target(redis.port());
            awaitStore();

            load.assertKept(gateway);
            assertThat(visitor.state(gateway)).isEqualTo("\"n\";v=1");
        }
    }
}
