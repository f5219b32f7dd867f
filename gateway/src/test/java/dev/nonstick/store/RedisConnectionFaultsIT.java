package dev.nonstick.store;

import static dev.nonstick.store.Records.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.store.SessionStore.Ambiguous;
import dev.nonstick.store.SessionStore.Conflict;
import dev.nonstick.store.SessionStore.Done;
import dev.nonstick.store.SessionStore.FindResult;
import dev.nonstick.store.SessionStore.Found;
import dev.nonstick.store.SessionStore.Unavailable;
import dev.nonstick.store.SessionStore.WriteResult;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the store says when the connection to a real Redis breaks, stalls or goes silent. */
class RedisConnectionFaultsIT {

    private static final long MINUTE = 60_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final Vertx vertx = Vertx.vertx();
    private final Heard heard = new Heard();
    private TestRedis redis;
    private FaultyProxy proxy;
    private SessionStores stores;
    private LoopStore store;

    @BeforeEach
    void open() throws Exception {
        redis = TestRedis.start();
        proxy = new FaultyProxy(redis.port());
        openWith(TIMEOUT);
    }

    private void openWith(Duration commandTimeout) {
        stores = SessionStores.of(TestRedis.settings(proxy.port(), commandTimeout), heard);
        store = LoopStore.open(vertx, stores);
    }

    @AfterEach
    void close() throws Exception {
        stores.close().await();
        vertx.close().await();
        proxy.close();
        redis.close();
    }

    private Found create(String key, byte[] record) {
        assertThat(store.create(key, record, MINUTE)).isInstanceOf(Done.class);
        return store.found(key);
    }

    private void awaitInRedis(String key, byte[] record) throws Exception {
        try (RawRedis raw = redis.raw()) {
            Await.until("the write is in Redis", () -> Arrays.equals(record, raw.get(key)));
        }
    }

    @Test
    void lostAnswerOfAReplaceIsAmbiguousAndApplied() throws Exception {
        Found found = create("k", record("one"));
        byte[] second = record("two");

        proxy.swallowReplies();
        CompletableFuture<WriteResult> replace =
                store.replaceLater("k", found.token(), second, MINUTE);
        awaitInRedis("k", second);
        proxy.pass();
        proxy.cut();

        assertThat(LoopStore.get(replace)).isEqualTo(new Ambiguous(StoreFault.CONNECTION_LOST));
        heard.awaitConnects(2);
        // sent again, it finds itself
        Conflict conflict = (Conflict) store.replace("k", found.token(), second, MINUTE);
        assertThat(conflict.current()).isNotNull();
        assertThat(store.recordAt("k")).isEqualTo(second);
    }

    @Test
    void answerOfAReplaceThatNeverComesIsAmbiguous() throws Exception {
        Found found = create("k", record("one"));
        byte[] second = record("two");

        proxy.swallowReplies();

        assertThat(store.replace("k", found.token(), second, MINUTE))
                .isEqualTo(new Ambiguous(StoreFault.TIMEOUT));
        awaitInRedis("k", second);
    }

    @Test
    void everyWriteCutOnItsWayIsAmbiguousAndNotSentAgain() throws Exception {
        byte[] first = record("one");
        Found found = create("k", first);

        proxy.holdCommands();
        List<CompletableFuture<WriteResult>> writes =
                List.of(
                        store.onLoop(s -> s.create("new", record("new"), MINUTE)),
                        store.onLoop(s -> s.replace("k", found.token(), record("two"), MINUTE)),
                        store.onLoop(s -> s.touch("k", 9 * MINUTE)),
                        store.onLoop(s -> s.remove("k", found.token())));
        Await.until("all are sent", () -> heard.inFlight.get() == writes.size());
        Await.until("they are on their way", () -> proxy.heldBytes() > 0);
        proxy.cut();
        proxy.pass();

        for (CompletableFuture<WriteResult> write : writes) {
            assertThat(LoopStore.get(write)).isEqualTo(new Ambiguous(StoreFault.CONNECTION_LOST));
        }
        heard.awaitConnects(2);
        assertThat(store.recordAt("k")).isEqualTo(first);
        assertThat(store.find("new")).isEqualTo(SessionStore.Absent.INSTANCE);
    }

    @Test
    void writesBesidesRecordsAreAmbiguousWhenCutAndReadsAreSentOnceMore() throws Exception {
        openWith(Duration.ofSeconds(15));
        long now = PrincipalIndexContract.NOW;
        create("k", record("one"));
        long before = heard.inFlight.get();

        proxy.holdCommands();
        List<CompletableFuture<?>> writes =
                List.of(
                        store.principalsLater(i -> i.enlist("p", "one", now + 9, now, MINUTE)),
                        store.principalsLater(i -> i.endTerm("p", now, MINUTE, "w")),
                        store.principalsLater(i -> i.delist("p", "one")),
                        store.revocationsLater(r -> r.revoke("r", List.of("a"), MINUTE)),
                        store.countersLater(c -> c.count("c", 1, MINUTE, "k")));
        List<CompletableFuture<?>> reads =
                List.of(
                        store.principalsLater(i -> i.members("p", now)),
                        store.revocationsLater(r -> r.revokedSince("r", RevocationLog.START)),
                        store.countersLater(c -> c.counter("c")));
        Await.until("all are sent", () -> heard.inFlight.get() - before == 8);
        Await.until("they are on their way", () -> proxy.heldBytes() > 0);
        proxy.cut();
        proxy.pass();

        for (CompletableFuture<?> write : writes) {
            assertThat((Object) LoopStore.get(write))
                    .isEqualTo(new Ambiguous(StoreFault.CONNECTION_LOST));
        }
        assertThat((Object) LoopStore.get(reads.get(0))).isEqualTo(PrincipalIndex.Members.NONE);
        assertThat((Object) LoopStore.get(reads.get(1))).isInstanceOf(RevocationLog.Revoked.class);
        assertThat((Object) LoopStore.get(reads.get(2))).isEqualTo(SessionStore.Absent.INSTANCE);
    }

    @Test
    void cutBeforeSendingIsUnavailableAtOnce() throws Exception {
        byte[] first = record("one");
        Found found = create("k", first);

        proxy.refuse();
        proxy.cut();
        heard.awaitDisconnects(1);

        Unavailable unavailable = new Unavailable(StoreFault.DISCONNECTED);
        assertThat(store.replace("k", found.token(), record("two"), MINUTE)).isEqualTo(unavailable);
        assertThat(store.create("new", record("new"), MINUTE)).isEqualTo(unavailable);
        assertThat(store.touch("k", MINUTE)).isEqualTo(unavailable);
        assertThat(store.remove("k", RecordToken.of(record("one")))).isEqualTo(unavailable);
        assertThat(store.find("k")).isEqualTo(unavailable);
        assertThat(store.ping()).isEqualTo(unavailable);
        proxy.pass();
        heard.awaitConnects(2);
        assertThat(store.recordAt("k")).isEqualTo(first);
    }

    @Test
    void findWhoseConnectionBreaksIsSentOnceMore() throws Exception {
        openWith(Duration.ofSeconds(15));
        byte[] record = record("one");
        create("k", record);

        proxy.swallowReplies();
        CompletableFuture<FindResult> find = store.findLater("k");
        Await.until("the answer is lost", () -> proxy.swallowedBytes() > 0);
        proxy.pass();
        proxy.cut();

        assertThat(((Found) LoopStore.get(find)).record()).isEqualTo(record);
    }

    @Test
    void findWhoseConnectionDoesNotComeBackIsUnavailable() throws Exception {
        create("k", record("one"));

        proxy.swallowReplies();
        CompletableFuture<FindResult> find = store.findLater("k");
        Await.until("the answer is lost", () -> proxy.swallowedBytes() > 0);
        proxy.refuse();
        proxy.cut();

        assertThat(LoopStore.get(find)).isEqualTo(new Unavailable(StoreFault.CONNECTION_LOST));
    }

    @Test
    void pausedRedisIsUnavailableInTimeAndAnswersAreNotMixedUpAfterwards() throws Exception {
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            records.add(record("number " + i));
            create("k" + i, records.get(i));
        }
        redis.signal("STOP");
        long start = System.nanoTime();
        List<CompletableFuture<FindResult>> lost = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            lost.add(store.findLater("k" + i));
        }
        for (CompletableFuture<FindResult> find : lost) {
            assertThat(LoopStore.get(find)).isEqualTo(new Unavailable(StoreFault.TIMEOUT));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(TIMEOUT, TIMEOUT.plusSeconds(2));

        // these go out behind commands that nobody waits for any more
        redis.signal("CONT");
        List<CompletableFuture<FindResult>> finds = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            finds.add(store.findLater("k" + i % 20));
        }
        for (int i = 0; i < 400; i++) {
            assertThat(((Found) LoopStore.get(finds.get(i))).record())
                    .isEqualTo(records.get(i % 20));
        }
        assertThat(heard.disconnects).isEmpty();
        assertThat(heard.connects).hasValue(1);
    }

    @Test
    void silentConnectionIsMadeAnew() throws Exception {
        byte[] record = record("one");
        create("k", record);

        proxy.swallowReplies();
        for (int i = 0; i < Breaker.MAX_FAILED_ROUNDS; i++) {
            assertThat(heard.disconnects).isEmpty();
            assertThat(store.find("k")).isEqualTo(new Unavailable(StoreFault.TIMEOUT));
        }
        heard.awaitDisconnects(1);
        assertThat(heard.disconnects.getFirst()).isEqualTo(StoreFault.TIMEOUT);

        proxy.pass();
        heard.awaitConnects(2);
        assertThat(store.recordAt("k")).isEqualTo(record);
    }

    @Test
    void tooManyWaitingCommandsAreRefused() throws Exception {
        openWith(Duration.ofSeconds(15));
        byte[] record = record("one");
        create("k", record);

        proxy.holdCommands();
        List<CompletableFuture<FindResult>> finds = new ArrayList<>();
        for (int i = 0; i < RedisPipeline.MAX_UNANSWERED; i++) {
            finds.add(store.findLater("k"));
        }
        assertThat(store.find("k")).isEqualTo(new Unavailable(StoreFault.OVERLOADED));
        assertThat(store.remove("k", RecordToken.of(record)))
                .isEqualTo(new Unavailable(StoreFault.OVERLOADED));

        proxy.pass();
        for (CompletableFuture<FindResult> find : finds) {
            assertThat(((Found) LoopStore.get(find)).record()).isEqualTo(record);
        }
        assertThat(store.remove("k", RecordToken.of(record))).isEqualTo(Done.INSTANCE);
        assertThat(heard.inFlight).hasValue(0);
    }

    @Test
    void comesBackAfterRedisWasKilledAndStartedAgain() throws Exception {
        byte[] record = record("one");
        Found found = create("k", record);

        redis.kill();
        heard.awaitDisconnects(1);
        assertThat(store.find("k")).isEqualTo(new Unavailable(StoreFault.DISCONNECTED));
        redis.restart();
        proxy.target(redis.port());
        heard.awaitConnects(2);

        assertThat(store.recordAt("k")).isEqualTo(record);
        assertThat(store.replace("k", found.token(), record("two"), MINUTE))
                .isInstanceOf(Done.class);
    }

    @Test
    void opensWhileRedisIsDownAndConnectsWhenItIsUp() throws Exception {
        redis.kill();

        openWith(TIMEOUT);

        assertThat(heard.connects).hasValue(1); // the one of setting up
        assertThat(store.find("k")).isEqualTo(new Unavailable(StoreFault.DISCONNECTED));
        redis.restart();
        proxy.target(redis.port());
        heard.awaitConnects(2);
        Await.until("the store is back", () -> Done.INSTANCE.equals(store.ping()));
    }

    @Test
    void closedIsUnavailableAndStaysSo() throws Exception {
        create("k", record("one"));

        stores.close().await();

        assertThat(store.find("k")).isEqualTo(new Unavailable(StoreFault.DISCONNECTED));
        assertThat(heard.connects).hasValue(1);
    }
}
