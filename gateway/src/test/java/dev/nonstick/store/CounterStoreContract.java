package dev.nonstick.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nonstick.store.CounterStore.CountResult;
import dev.nonstick.store.CounterStore.Counted;
import dev.nonstick.store.CounterStore.CounterResult;
import dev.nonstick.store.CounterStore.Overflow;
import dev.nonstick.store.SessionStore.Absent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every store of counters must do: the sentences of {@link CounterStore}. */
interface CounterStoreContract {

    String VISITS = "ns:c:visits";

    LoopStore store();

    LoopStore otherLoop();

    void fastForward(long millis) throws Exception;

    private CountResult count(long by) {
        return count(store(), by, null);
    }

    private CountResult count(long by, @Nullable String idempotencyKey) {
        return count(store(), by, idempotencyKey);
    }

    private static CountResult count(LoopStore store, long by, @Nullable String idempotencyKey) {
        return store.counters(
                c -> c.count(VISITS, by, SessionStoreContract.MINUTE, idempotencyKey));
    }

    private CounterResult value() {
        return valueOf(VISITS);
    }

    private CounterResult valueOf(String key) {
        return store().counters(c -> c.counter(key));
    }

    @Test
    default void aCounterThatNobodyWroteIsAbsent() {
        assertThat(value()).isEqualTo(Absent.INSTANCE);
    }

    @Test
    default void countsFromZero() {
        assertThat(count(1)).isEqualTo(new Counted(1));
        assertThat(count(41)).isEqualTo(new Counted(42));
        assertThat(count(-50)).isEqualTo(new Counted(-8));
        assertThat(count(0)).isEqualTo(new Counted(-8));
        assertThat(value()).isEqualTo(new Counted(-8));
        assertThat(valueOf("ns:c:other")).isEqualTo(Absent.INSTANCE);
    }

    @Test
    default void countsEveryTimeFromEveryLoop() {
        List<CompletableFuture<CountResult>> counts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            LoopStore store = i % 2 == 0 ? store() : otherLoop();
            counts.add(
                    store.countersLater(
                            c -> c.count(VISITS, 1, SessionStoreContract.MINUTE, null)));
        }

        assertThat(counts.stream().map(count -> ((Counted) LoopStore.get(count)).value()))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 100).boxed().toList());
    }

    @Test
    default void aWriteWithAKeyIsAppliedOnce() {
        assertThat(count(5, "k1")).isEqualTo(new Counted(5));
        assertThat(count(2)).isEqualTo(new Counted(7));

        assertThat(count(5, "k1")).isEqualTo(new Counted(5));
        assertThat(count(otherLoop(), 5, "k1")).isEqualTo(new Counted(5));
        assertThat(value()).isEqualTo(new Counted(7));
        assertThat(count(1, "k2")).isEqualTo(new Counted(8));
    }

    @Test
    default void theLastWritesAreRemembered() {
        for (int i = 0; i <= CounterStore.REMEMBERED; i++) {
            count(1, "k" + i);
        }

        for (int i = 1; i <= CounterStore.REMEMBERED; i++) {
            assertThat(count(1, "k" + i)).isEqualTo(new Counted(i + 1));
        }
        assertThat(count(1, "k0")).isEqualTo(new Counted(CounterStore.REMEMBERED + 2));
    }

    @Test
    default void keysOfAnyLookAreKeys() {
        for (String key : List.of("v", "n", "s:1", "i:k", "ü \r\n", "0")) {
            Counted first = (Counted) count(1, key);
            assertThat(count(1, key)).isEqualTo(first);
        }
        assertThat(value()).isEqualTo(new Counted(6));
    }

    @Test
    default void keepsAll64Bits() {
        assertThat(count(Long.MAX_VALUE - 1, "k")).isEqualTo(new Counted(Long.MAX_VALUE - 1));
        assertThat(count(1)).isEqualTo(new Counted(Long.MAX_VALUE));
        assertThat(count(Long.MAX_VALUE - 1, "k")).isEqualTo(new Counted(Long.MAX_VALUE - 1));
        assertThat(value()).isEqualTo(new Counted(Long.MAX_VALUE));
    }

    @Test
    default void beyond64BitsNothingIsWritten() {
        count(Long.MAX_VALUE);

        assertThat(count(1)).isEqualTo(Overflow.INSTANCE);
        assertThat(count(1, "k")).isEqualTo(Overflow.INSTANCE);
        assertThat(value()).isEqualTo(new Counted(Long.MAX_VALUE));
        assertThat(count(-1, "k")).isEqualTo(new Counted(Long.MAX_VALUE - 1));
        count(-Long.MAX_VALUE);
        count(-Long.MAX_VALUE);
        assertThat(count(-2)).isEqualTo(Overflow.INSTANCE);
    }

    @Test
    default void aCounterExpiresAndNoWriteShortensItsLife() throws Exception {
        long minute = SessionStoreContract.MINUTE;
        store().counters(c -> c.count(VISITS, 1, 3 * minute, "k"));
        count(1);

        fastForward(2 * minute);
        assertThat(value()).isEqualTo(new Counted(2));
        store().counters(c -> c.count(VISITS, 1, 3 * minute, null));
        fastForward(2 * minute);
        assertThat(count(0)).isEqualTo(new Counted(3));
        fastForward(minute);
        assertThat(value()).isEqualTo(Absent.INSTANCE);
        assertThat(count(1, "k")).isEqualTo(new Counted(1));
    }

    @Test
    default void noCounterLivesForever() throws Exception {
        store().counters(c -> c.count(VISITS, 1, 2 * CounterStore.LONGEST_MILLIS, null));

        fastForward(CounterStore.LONGEST_MILLIS - 10_000);
        assertThat(value()).isEqualTo(new Counted(1));
        fastForward(10_000);
        assertThat(value()).isEqualTo(Absent.INSTANCE);
    }

    @Test
    default void refusesLivesAndKeysThatAreNone() {
        assertThatThrownBy(() -> store().counters(c -> c.count(VISITS, 1, 0, null)))
                .hasMessageContaining("ttlMillis");
        assertThatThrownBy(() -> count(1, "")).hasMessageContaining("idempotency key");
    }
}
