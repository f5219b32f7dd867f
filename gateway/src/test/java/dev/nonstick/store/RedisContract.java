package dev.nonstick.store;

import static dev.nonstick.store.Records.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.store.SessionStore.Found;
import io.vertx.core.Vertx;
import java.time.Duration;
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
    LoopStore store() {
        return store;
    }

    @Override
    LoopStore otherLoop() {
        return other;
    }

    @Override
    void fastForward(long millis) throws Exception {
        raw.fastForward(millis);
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

        assertThat(store.recordAt("k")).isEqualTo(second);
        assertThat(raw.ttlMillis("k")).isGreaterThan(MINUTE);
    }
}
