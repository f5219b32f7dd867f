package dev.nonstick.store;

import static dev.nonstick.store.Records.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.store.SessionStore.Done;
import dev.nonstick.store.SessionStore.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class MemorySessionStoreTest extends SessionStoreContract {

    private static final Vertx VERTX = Vertx.vertx();

    private final AtomicLong now = new AtomicLong(1_000);
    private final MemorySessionStore memory = new MemorySessionStore(now::get, 1_000);
    private final OpenedStore all =
            new OpenedStore(
                    memory,
                    new MemoryPrincipalIndex(now::get, 1_000),
                    new MemoryRevocationLog(now::get, 20_000),
                    new MemoryCounterStore(now::get, 1_000));
    private final LoopStore store = LoopStore.open(VERTX, () -> Future.succeededFuture(all));
    private final LoopStore other = LoopStore.open(VERTX, () -> Future.succeededFuture(all));

    @AfterAll
    static void close() {
        VERTX.close().await();
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
    public void fastForward(long millis) {
        now.addAndGet(millis);
    }

    @Override
    public void age(String logKey, long millis) {
        now.addAndGet(millis);
    }

    private void fill(int records) {
        for (int i = 0; i < records; i++) {
            assertThat(store.create("ns:s:" + i, record("x"), MINUTE)).isInstanceOf(Done.class);
        }
    }

    @Test
    void refusesMoreThanItsBound() {
        fill(1_000);

        assertThat(store.create("ns:s:more", record("x"), MINUTE))
                .isEqualTo(new Unavailable(StoreFault.OVERLOADED));
        assertThat(memory.size()).isEqualTo(1_000);
        store.remove("ns:s:7", store.found("ns:s:7").token());
        assertThat(store.create("ns:s:more", record("x"), MINUTE)).isInstanceOf(Done.class);
    }

    @Test
    void makesRoomByForgettingExpiredRecords() {
        fill(1_000);
        fastForward(MINUTE);

        assertThat(store.create("ns:s:more", record("x"), MINUTE)).isInstanceOf(Done.class);
        assertThat(memory.size()).isEqualTo(1);
    }

    @Test
    void forgetsExpiredRecordsThatNobodyAsksFor() {
        MemorySessionStore roomy = new MemorySessionStore(now::get, 1_000_000);
        for (int i = 0; i < 5_000; i++) {
            assertThat(roomy.create("ns:s:" + i, record("x"), 100).result())
                    .isInstanceOf(Done.class);
            fastForward(1);
        }

        assertThat(roomy.size()).isLessThan(1_500);
    }
}
