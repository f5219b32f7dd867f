package dev.nonstick.store;

import static dev.nonstick.store.Records.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.store.SessionStore.Done;
import dev.nonstick.store.SessionStore.Unavailable;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the store stops asking, what it says then, and how it comes back. */
class RedisBreakerIT {

    private static final long MINUTE = 60_000;
    private static final Duration TIMEOUT = Duration.ofMillis(200);
    private static final Unavailable OPEN = new Unavailable(StoreFault.BREAKER_OPEN);

    private final Vertx vertx = Vertx.vertx();
    private final Heard heard = new Heard();
    private final List<AutoCloseable> opened = new ArrayList<>();

    private LoopStore open(int port) {
        return open(port, TIMEOUT);
    }

    private LoopStore open(int port, Duration commandTimeout) {
        SessionStores stores =
                SessionStores.of(
                        new StoreSettings(
                                "redis://127.0.0.1:" + port,
                                "ns",
                                Duration.ofSeconds(5),
                                commandTimeout,
                                null,
                                null),
                        heard);
        opened.addFirst(() -> stores.close().await());
        return LoopStore.open(vertx, stores);
    }

    private TestRedis redis() throws Exception {
        TestRedis redis = TestRedis.start();
        opened.addLast(redis);
        return redis;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        vertx.close().await();
    }

    private void awaitBack(LoopStore store) throws Exception {
        Await.until("the store is back", () -> Done.INSTANCE.equals(store.ping()));
        assertThat(store.isDown()).isFalse();
        assertThat(heard.openBreakers).hasValue(0);
    }

    @Test
    void pausedRedisIsNotAskedAfterSomeRoundsAndIsWhenItGoesOn() throws Exception {
        TestRedis redis = redis();
        LoopStore store = open(redis.port());
        byte[] record = record("one");
        assertThat(store.create("k", record, MINUTE)).isInstanceOf(Done.class);
        assertThat(store.isDown()).isFalse();

        redis.signal("STOP");
        for (int i = 0; i < Breaker.MAX_FAILED_ROUNDS; i++) {
            assertThat(heard.opened).isEmpty();
            assertThat(store.find("k")).isEqualTo(new Unavailable(StoreFault.TIMEOUT));
        }
        Await.until("the breaker is open", store::isDown);
        assertThat(heard.opened).containsExactly(StoreFault.BREAKER_OPEN);
        assertThat(heard.openBreakers).hasValue(1);
        long start = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            assertThat(store.find("k")).isEqualTo(OPEN);
            assertThat(store.remove("k", RecordToken.of(record("one")))).isEqualTo(OPEN);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.multipliedBy(9));

        redis.signal("CONT");
        awaitBack(store);
        assertThat(store.recordAt("k")).isEqualTo(record);
        assertThat(heard.opened).hasSize(1);
    }

    @Test
    void manyCommandsInOneShortPauseAreOneRound() throws Exception {
        TestRedis redis = redis();
        LoopStore store = open(redis.port());
        redis.signal("STOP");
        List<CompletableFuture<SessionStore.FindResult>> finds = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            finds.add(store.findLater("k" + i));
        }
        for (CompletableFuture<SessionStore.FindResult> find : finds) {
            assertThat(LoopStore.get(find)).isEqualTo(new Unavailable(StoreFault.TIMEOUT));
        }
        redis.signal("CONT");

        awaitBack(store);
        assertThat(heard.opened).isEmpty();
        assertThat(heard.connects).hasValue(1);
    }

    @Test
    void aRefusedPortIsDownFromTheBeginningAndSaysSo() throws Exception {
        TestRedis redis = redis();
        int port = redis.port();
        redis.kill();

        LoopStore store = open(port);

        assertThat(store.isDown()).isTrue();
        assertThat(store.find("k")).isEqualTo(new Unavailable(StoreFault.DISCONNECTED));
        assertThat(heard.opened).containsExactly(StoreFault.DISCONNECTED);
        assertThat(heard.openBreakers).hasValue(1);
    }

    @Test
    void aLostConnectionOpensItUntilTheNextIsMade() throws Exception {
        TestRedis redis = redis();
        FaultyProxy proxy = new FaultyProxy(redis.port());
        opened.addFirst(proxy);
        LoopStore store = open(proxy.port());

        proxy.refuse();
        proxy.cut();
        Await.until("the breaker is open", store::isDown);
        assertThat(heard.opened).containsExactly(StoreFault.DISCONNECTED);
        proxy.pass();

        awaitBack(store);
    }

    private static void hearUpTo(ScriptedServer server, String end) throws Exception {
        StringBuilder heard = new StringBuilder();
        while (heard.indexOf(end) < 0) {
            String next = server.hear(1);
            assertThat(next).as("heard before the end: %s", heard).isNotEmpty();
            heard.append(next);
        }
    }

    private void refuseFinds(LoopStore store, ScriptedServer server, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            CompletableFuture<SessionStore.FindResult> find = store.findLater("key" + i);
            hearUpTo(server, "key" + i + "\r\n");
            server.say("-LOADING Redis is loading the dataset in memory\r\n");
            assertThat(LoopStore.get(find)).isEqualTo(new Unavailable(StoreFault.NOT_SERVING));
        }
    }

    private LoopStore openOn(ScriptedServer server) throws Exception {
        return openOn(server, Duration.ofSeconds(3));
    }

    private LoopStore openOn(ScriptedServer server, Duration commandTimeout) throws Exception {
        opened.addLast(server);
        CompletableFuture<LoopStore> store =
                CompletableFuture.supplyAsync(() -> open(server.port(), commandTimeout));
        server.accept();
        server.say("$1\r\na\r\n".repeat(RedisScript.ALL.size()));
        LoopStore open = LoopStore.get(store);
        hearUpTo(server, "$4\r\nsave\r\n");
        server.say("*0\r\n".repeat(3));
        return open;
    }

    @Test
    void aLoadingNodeIsProbedOnItsConnectionUntilItServes() throws Exception {
        ScriptedServer server = new ScriptedServer();
        LoopStore store = openOn(server);

        refuseFinds(store, server, Breaker.MAX_FAILED_ROUNDS);
        assertThat(store.isDown()).isTrue();
        assertThat(store.find("k")).isEqualTo(OPEN);
        hearUpTo(server, "PING\r\n");
        server.say("-LOADING Redis is loading the dataset in memory\r\n");
        assertThat(store.find("k")).isEqualTo(OPEN);
        hearUpTo(server, "PING\r\n");
        assertThat(store.find("k")).isEqualTo(OPEN);
        server.say("+PONG\r\n");

        Await.until("the breaker is closed", () -> !store.isDown());
        assertThat(heard.opened).containsExactly(StoreFault.BREAKER_OPEN);
        assertThat(heard.connects).hasValue(1);
        assertThat(heard.disconnects).isEmpty();
    }

    @Test
    void aConnectionThatEndsDuringAProbeIsMadeAnew() throws Exception {
        ScriptedServer server = new ScriptedServer();
        LoopStore store = openOn(server);
        refuseFinds(store, server, Breaker.MAX_FAILED_ROUNDS);

        hearUpTo(server, "PING\r\n");
        server.hangUp();
        server.accept();
        server.say("$1\r\na\r\n".repeat(RedisScript.ALL.size()));

        Await.until("the breaker is closed", () -> !store.isDown());
        assertThat(heard.connects).hasValue(2);
        assertThat(heard.disconnects).containsExactly(StoreFault.CONNECTION_LOST);
    }

    @Test
    void anUnansweredProbeGivesTheConnectionUp() throws Exception {
        ScriptedServer server = new ScriptedServer();
        LoopStore store = openOn(server);
        refuseFinds(store, server, Breaker.MAX_FAILED_ROUNDS);

        hearUpTo(server, "PING\r\n");
        assertThat(server.hearsTheEnd()).isTrue();
        server.accept();
        server.say("$1\r\na\r\n".repeat(RedisScript.ALL.size()));

        Await.until("the breaker is closed", () -> !store.isDown());
        assertThat(heard.disconnects).containsExactly(StoreFault.TIMEOUT);
    }

    @Test
    void aNodeThatAlwaysAnswersTooLateIsNotAskedEither() throws Exception {
        ScriptedServer server = new ScriptedServer();
        LoopStore store = openOn(server, TIMEOUT);

        for (int i = 0; i < Breaker.MAX_FAILED_ROUNDS; i++) {
            assertThat(store.find("key" + i)).isEqualTo(new Unavailable(StoreFault.TIMEOUT));
            hearUpTo(server, "key" + i + "\r\n");
            server.say("$-1\r\n");
        }

        Await.until("the breaker is open", () -> heard.opened.size() == 1);
        assertThat(heard.opened).containsExactly(StoreFault.BREAKER_OPEN);
    }

    @Test
    void refusedWritesAreNoFailureOfTheNode() throws Exception {
        TestRedis redis = redis();
        LoopStore store = open(redis.port());
        redis.command("CONFIG", "SET", "maxmemory", "1");

        for (int i = 0; i < 3 * Breaker.MAX_FAILED_ROUNDS; i++) {
            assertThat(store.create("k" + i, record("one"), MINUTE))
                    .isEqualTo(new Unavailable(StoreFault.NOT_SERVING));
        }

        assertThat(store.isDown()).isFalse();
        assertThat(store.find("k")).isEqualTo(SessionStore.Absent.INSTANCE);
    }
}
