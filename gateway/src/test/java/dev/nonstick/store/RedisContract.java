package dev.nonstick.store;

import static dev.nonstick.store.Records.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.store.RevocationLog.Cursor;
import dev.nonstick.store.RevocationLog.Revoked;
import dev.nonstick.store.SessionStore.Found;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The contract on one redis-server, and what only Redis can show. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RedisContract extends SessionStoreContract {

    private final Vertx vertx = Vertx.vertx();
    private TestRedis redis;
    private RawRedis raw;
    private SessionStores stores;
    private LoopStore store;
    private LoopStore other;

    abstract TestRedis startRedis() throws Exception;

    @BeforeAll
    void open() throws Exception {
        redis = startRedis();
        raw = redis.raw();
        stores =
                SessionStores.of(
                        TestRedis.settings(redis.port(), Duration.ofSeconds(5)),
                        StoreListener.SILENT);
        store = LoopStore.open(vertx, stores);
        other = LoopStore.open(vertx, stores);
    }

    @AfterAll
    void close() throws Exception {
        if (redis != null) {
            stores.close().await();
            raw.close();
            redis.close();
        }
        vertx.close().await();
    }

    @BeforeEach
    void empty() throws Exception {
        raw.command("FLUSHALL");
    }

    @Override
    public LoopStore store() {
        return store;
    }

    @Override
    public LoopStore otherLoop() {
        return other;
    }

    @Override
    public void fastForward(long millis) throws Exception {
        raw.fastForward(millis);
    }

    /** Redis's clock is its own: entries are made to look older instead. */
    @Override
    public void age(String logKey, long millis) throws Exception {
        if (raw.command("ZRANGE", logKey, "0", "-1") instanceof List<?> entries) {
            for (Object entry : entries) {
                raw.command("ZINCRBY", logKey, Long.toString(-millis), String.valueOf(entry));
            }
        }
    }

    @Test
    void everyWriteLeavesATimeToLive() throws Exception {
        store.create("k", record("one"), MINUTE);
        assertThat(raw.ttlMillis("k")).isBetween(1L, MINUTE);

        Found found = store.found("k");
        store.replace("k", found.token(), record("two"), 2 * MINUTE);
        assertThat(raw.ttlMillis("k")).isBetween(MINUTE + 1, 2 * MINUTE);

        store.touch("k", 3 * MINUTE);
        assertThat(raw.ttlMillis("k")).isBetween(2 * MINUTE + 1, 3 * MINUTE);
    }

    @Test
    void everyWriteBesidesLeavesATimeToLive() throws Exception {
        long now = PrincipalIndexContract.NOW;
        store.principals(index -> index.enlist("p", "one", now + 100, now, MINUTE));
        assertThat(raw.ttlMillis("p")).isBetween(1L, MINUTE);
        store.principals(index -> index.delist("p", "one"));
        assertThat(raw.ttlMillis("p")).isBetween(1L, MINUTE);
        store.principals(index -> index.endTerm("p", now, 2 * MINUTE, "w"));
        assertThat(raw.ttlMillis("p")).isBetween(MINUTE + 1, 2 * MINUTE);
        store.principals(index -> index.endTerm("q", now, MINUTE, "w"));
        assertThat(raw.ttlMillis("q")).isBetween(1L, MINUTE);

        store.revocations(log -> log.revoke("r", List.of("a"), MINUTE));
        assertThat(raw.ttlMillis("r")).isBetween(1L, MINUTE);

        store.counters(c -> c.count("c", 1, MINUTE, "key"));
        assertThat(raw.ttlMillis("c")).isBetween(1L, MINUTE);
    }

    @Test
    void readsLeaveNothing() throws Exception {
        store.principals(index -> index.members("p", PrincipalIndexContract.NOW));
        store.revocations(log -> log.revokedSince("r", RevocationLog.START));
        store.counters(c -> c.counter("c"));

        assertThat(raw.command("DBSIZE")).isEqualTo(0L);
    }

    @Test
    void aClockThatWasSetBackHidesNoRevocation() throws Exception {
        store.revocations(log -> log.revoke("r", List.of("before"), MINUTE));
        age("r", -MINUTE / 2); // now Redis's clock is half a minute behind the log
        Revoked first = revokedSince(RevocationLog.START);

        store.revocations(log -> log.revoke("r", List.of("after"), MINUTE));
        assertThat(revokedSince(first.next()).entries()).containsExactly("after", "before");

        raw.command("DEL", "r"); // and what was written last is lost
        Revoked second = revokedSince(first.next());
        store.revocations(log -> log.revoke("r", List.of("later"), MINUTE));
        assertThat(revokedSince(second.next()).entries()).containsExactly("later");
    }

    private Revoked revokedSince(Cursor cursor) {
        return (Revoked) store.revocations(log -> log.revokedSince("r", cursor));
    }

    @Test
    void aCounterIsBoundedWhateverItsKeys() throws Exception {
        for (int i = 0; i < 100; i++) {
            String key = "k" + i;
            store.counters(c -> c.count("c", 1, MINUTE, key));
        }

        assertThat(raw.command("HLEN", "c")).isEqualTo(2L + 2 * CounterStore.REMEMBERED);
    }

    @Test
    void keepsTheRecordAsItIs() throws Exception {
        byte[] record = record("\r\n\0ü");

        store.create("k", record, MINUTE);

        assertThat(raw.get("k")).isEqualTo(record);
    }

    @Test
    void scriptsAreSentAgainWhenRedisLostThem() throws Exception {
        store.create("k", record("one"), MINUTE);
        Found found = store.found("k");

        raw.command("SCRIPT", "FLUSH");
        byte[] second = record("two");
        assertThat(store.replace("k", found.token(), second, MINUTE))
                .isInstanceOf(SessionStore.Done.class);
        raw.command("SCRIPT", "FLUSH");
        assertThat(store.touch("k", 2 * MINUTE)).isEqualTo(SessionStore.Done.INSTANCE);
        raw.command("SCRIPT", "FLUSH");
        Revoked nothing = revokedSince(RevocationLog.START);
        assertThat(nothing.entries()).isEmpty();

        assertThat(store.recordAt("k")).isEqualTo(second);
        assertThat(raw.ttlMillis("k")).isGreaterThan(MINUTE);
    }
}
