package dev.nonstick.store;

import static dev.nonstick.store.Records.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.store.SessionStore.Done;
import dev.nonstick.store.SessionStore.Found;
import dev.nonstick.store.SessionStore.Unavailable;
import dev.nonstick.store.SessionStore.WriteResult;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the store makes of the errors that a real Redis answers with. */
abstract class RedisRefusals {

    private static final long MINUTE = 60_000;
    private static final Unavailable NOT_SERVING = new Unavailable(StoreFault.NOT_SERVING);
    private static final Unavailable REFUSED = new Unavailable(StoreFault.REFUSED);
    private static final Unavailable PROTOCOL = new Unavailable(StoreFault.PROTOCOL);

    private final Vertx vertx = Vertx.vertx();
    private final Heard heard = new Heard();
    private TestRedis redis;
    private RawRedis raw;
    private SessionStores stores;

    abstract TestRedis startRedis() throws Exception;

    @BeforeEach
    void start() throws Exception {
        redis = startRedis();
        raw = redis.raw();
        stores = stores("redis://127.0.0.1:" + redis.port(), null, null);
    }

    @AfterEach
    void close() throws Exception {
        stores.close().await();
        vertx.close().await();
        raw.close();
        redis.close();
    }

    private LoopStore open(@Nullable String username, @Nullable String password) {
        return open("redis://127.0.0.1:" + redis.port(), username, password);
    }

    private LoopStore open(String url, @Nullable String username, @Nullable String password) {
        stores = stores(url, username, password);
        return LoopStore.open(vertx, stores);
    }

    private SessionStores stores(String url, @Nullable String username, @Nullable String password) {
        return SessionStores.of(
                TestRedis.settings(url, Duration.ofSeconds(5), username, password), heard);
    }

    @Test
    void aReplicaRefusesWritesAndServesReads() throws Exception {
        LoopStore store = open(null, null);
        byte[] record = record("one");
        store.create("k", record, MINUTE);
        Found found = store.found("k");

        raw.command("REPLICAOF", "127.0.0.1", "1");

        assertThat(store.create("new", record("new"), MINUTE)).isEqualTo(NOT_SERVING);
        assertThat(store.replace("k", found.token(), record("two"), MINUTE)).isEqualTo(NOT_SERVING);
        assertThat(store.touch("k", 2 * MINUTE)).isEqualTo(NOT_SERVING);
        assertThat(store.remove("k", found.token())).isEqualTo(NOT_SERVING);
        assertThat(store.recordAt("k")).isEqualTo(record);

        raw.command("CONFIG", "SET", "replica-serve-stale-data", "no");
        assertThat(store.find("k")).isEqualTo(NOT_SERVING);
        assertThat(heard.disconnects).isEmpty();
    }

    private static List<Object> everyWrite(LoopStore store) {
        long now = PrincipalIndexContract.NOW;
        return List.of(
                store.principals(index -> index.enlist("ns:p", "one", now + 1, now, MINUTE)),
                store.principals(index -> index.endTerm("ns:p", now, MINUTE, "w2")),
                store.revocations(log -> log.revoke("ns:r", List.of("b"), MINUTE)),
                store.counters(c -> c.count("ns:c", 1, MINUTE, "k2")));
    }

    private static List<Object> everyRead(LoopStore store) {
        return List.of(
                store.principals(index -> index.members("ns:p", 1)),
                store.revocations(log -> log.revokedSince("ns:r", RevocationLog.START)),
                store.counters(c -> c.counter("ns:c")));
    }

    private static void writeAll(LoopStore store) {
        long now = PrincipalIndexContract.NOW;
        store.principals(index -> index.endTerm("ns:p", now, MINUTE, "w1"));
        store.revocations(log -> log.revoke("ns:r", List.of("a"), MINUTE));
        store.counters(c -> c.count("ns:c", 1, MINUTE, "k1"));
    }

    @Test
    void whatRefusesWritesRefusesAllOfThemAndAppliesNone() throws Exception {
        LoopStore store = open(null, null);
        writeAll(store);
        List<Object> before = everyRead(store);

        raw.command("CONFIG", "SET", "maxmemory", "1");
        assertThat(everyWrite(store)).containsOnly(NOT_SERVING);
        raw.command("CONFIG", "SET", "maxmemory", "0");
        raw.command("REPLICAOF", "127.0.0.1", "1");
        assertThat(everyWrite(store)).containsOnly(NOT_SERVING);
        WriteResult delisted = store.principals(index -> index.delist("ns:p", "one"));
        assertThat(delisted).isEqualTo(NOT_SERVING);

        assertThat(everyRead(store).get(0)).isEqualTo(before.get(0));
        assertThat(everyRead(store).get(2)).isEqualTo(before.get(2));
        assertThat(((RevocationLog.Revoked) everyRead(store).get(1)).entries())
                .containsExactly("a");
        raw.command("CONFIG", "SET", "replica-serve-stale-data", "no");
        assertThat(everyRead(store)).containsOnly(NOT_SERVING);
    }

    @Test
    void keysOfAnotherTypeAreNeitherReadNorWritten() throws Exception {
        LoopStore store = open(null, null);
        for (String key : List.of("ns:p", "ns:r", "ns:c")) {
            raw.command("RPUSH", key, "item");
        }

        assertThat(everyWrite(store)).containsOnly(PROTOCOL);
        assertThat(everyRead(store)).containsOnly(PROTOCOL);
        assertThat(raw.command("LLEN", "ns:p")).isEqualTo(1L);
    }

    @Test
    void fullMemoryRefusesWrites() throws Exception {
        LoopStore store = open(null, null);
        byte[] record = record("one");
        store.create("k", record, MINUTE);
        Found found = store.found("k");

        raw.command("CONFIG", "SET", "maxmemory", "1");

        assertThat(store.create("new", record("new"), MINUTE)).isEqualTo(NOT_SERVING);
        assertThat(store.replace("k", found.token(), record("two"), MINUTE)).isEqualTo(NOT_SERVING);
        assertThat(store.recordAt("k")).isEqualTo(record);
    }

    @Test
    void wrongPasswordIsRefusedAndTheRightOneIsNot() throws Exception {
        raw.command("CONFIG", "SET", "requirepass", "right");

        assertThat(open(null, "wrong").find("k")).isEqualTo(REFUSED);
        assertThat(heard.disconnects).containsExactly(StoreFault.REFUSED);
        stores.close().await();
        assertThat(open(null, null).ping()).isEqualTo(REFUSED);
        stores.close().await();

        LoopStore store = open(null, "right");
        assertThat(store.create("k", record("one"), MINUTE)).isInstanceOf(Done.class);
    }

    @Test
    void passwordSetRightLaterIsTriedAgain() throws Exception {
        raw.command("CONFIG", "SET", "requirepass", "other");
        LoopStore store = open(null, "right");
        assertThat(store.find("k")).isEqualTo(REFUSED);

        raw.command("CONFIG", "SET", "requirepass", "right");

        heard.awaitConnects(1);
        assertThat(store.ping()).isEqualTo(Done.INSTANCE);
    }

    @Test
    void forbiddenCommandsAreRefused() throws Exception {
        raw.command("ACL", "SETUSER", "reader", "on", ">pw", "~ns:*", "+@read", "+hello");
        LoopStore store = open("reader", "pw");

        assertThat(store.find("ns:k")).isEqualTo(SessionStore.Absent.INSTANCE);
        assertThat(store.create("ns:k", record("one"), MINUTE)).isEqualTo(REFUSED);
        assertThat(store.find("elsewhere")).isEqualTo(REFUSED);
        assertThat(heard.warnings).isEmpty();
    }

    @Test
    void aUserWithFewestRightsIsEnough() throws Exception {
        raw.command(
                "ACL",
                "SETUSER",
                "gateway",
                "on",
                ">pw",
                "~ns:*",
                "+get",
                "+set",
                "+unlink",
                "+evalsha",
                "+eval",
                "+getrange",
                "+pttl",
                "+pexpire",
                "+zadd",
                "+zrange",
                "+zrangebyscore",
                "+zrevrangebyscore",
                "+zrem",
                "+zremrangebyscore",
                "+time",
                "+hget",
                "+hset",
                "+hdel",
                "+hincrby",
                "+ping");
        LoopStore store = open("gateway", "pw");

        assertThat(store.create("ns:k", record("one"), MINUTE)).isInstanceOf(Done.class);
        Found found = store.found("ns:k");
        assertThat(store.replace("ns:k", found.token(), record("two"), MINUTE))
                .isInstanceOf(Done.class);
        assertThat(store.touch("ns:k", 2 * MINUTE)).isEqualTo(Done.INSTANCE);
        assertThat(raw.ttlMillis("ns:k")).isGreaterThan(MINUTE);
        assertThat(store.remove("ns:k", store.found("ns:k").token())).isEqualTo(Done.INSTANCE);
        writeAll(store);
        assertThat(everyWrite(store)).noneMatch(Unavailable.class::isInstance);
        assertThat(everyRead(store)).noneMatch(Unavailable.class::isInstance);
        assertThat(store.ping()).isEqualTo(Done.INSTANCE);
    }

    @Test
    void whatIsNoRecordIsNeitherFoundNorAbsent() throws Exception {
        LoopStore store = open(null, null);
        store.create("k", record("one"), MINUTE);
        Found found = store.found("k");

        raw.command("SET", "k", "short");
        raw.command("RPUSH", "list", "item");

        assertThat(store.find("k")).isEqualTo(PROTOCOL);
        assertThat(store.find("list")).isEqualTo(PROTOCOL);
        assertThat(store.replace("list", found.token(), record("two"), MINUTE)).isEqualTo(PROTOCOL);
        assertThat(raw.command("LLEN", "list")).isEqualTo(1L);
    }

    @Test
    void usesTheDatabaseOfTheUrl() throws Exception {
        LoopStore store = open("redis://127.0.0.1:" + redis.port() + "/3", null, null);

        store.create("k", record("one"), MINUTE);

        assertThat(raw.command("EXISTS", "k")).isEqualTo(0L);
        raw.command("SELECT", "3");
        assertThat(raw.command("EXISTS", "k")).isEqualTo(1L);
    }

    @Test
    void warnsOfANodeThatCanLoseSessions() throws Exception {
        raw.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        raw.command("CONFIG", "SET", "appendonly", "no");

        open(null, null);
        LoopStore.open(vertx, stores);

        Await.until("two warnings", () -> heard.warnings.size() >= 2);
        heard.awaitConnects(2);
        assertThat(heard.warnings)
                .containsExactly(StoreListener.MAY_EVICT, StoreListener.NOT_PERSISTENT);
    }

    @Test
    void saysNothingOfAnEmbeddedOne() {
        LoopStore store = open(null, null);

        assertThat(store.ping()).isEqualTo(Done.INSTANCE); // its answer comes after those of CONFIG
        assertThat(heard.warnings).isEmpty();
        assertThat(heard.commands).containsExactly("ping done");
    }
}
