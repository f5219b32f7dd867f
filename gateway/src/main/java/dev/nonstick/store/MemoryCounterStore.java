package dev.nonstick.store;

import dev.nonstick.store.ExpiringMap.Change;
import dev.nonstick.store.ExpiringMap.Entry;
import dev.nonstick.store.SessionStore.Absent;
import dev.nonstick.store.SessionStore.Unavailable;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counters in the memory of this process, for development.
 *
 * <p>Thread-safe; futures are complete when they are returned.
 */
final class MemoryCounterStore implements CounterStore {

    private final ExpiringMap<Count> counters;

    /**
     * @param maxCounters above this many, writes are refused
     */
    MemoryCounterStore(LongSupplier clockMillis, int maxCounters) {
        this.counters = new ExpiringMap<>(clockMillis, maxCounters);
    }

    /**
     * @param remembered what the last writes with idempotency keys answered, oldest first
     */
    private record Count(long value, Map<String, Long> remembered) {

        static final Count NONE = new Count(0, Map.of());

        /**
         * @throws ArithmeticException beyond 64 bits
         */
        Count plus(long by, String idempotencyKey) {
            long sum = Math.addExact(value, by);
            if (idempotencyKey.isEmpty()) {
                return new Count(sum, remembered);
            }
            Map<String, Long> after = new LinkedHashMap<>(remembered);
            after.put(idempotencyKey, sum);
            if (after.size() > REMEMBERED) {
                after.remove(after.keySet().iterator().next());
            }
            return new Count(sum, after);
        }
    }

    @Override
    public Future<CountResult> count(
            String key, long by, long ttlMillis, @Nullable String idempotencyKey) {
        long expiresAt = counters.now() + Arguments.counterLife(ttlMillis);
        String once = Arguments.requireIdempotencyKey(idempotencyKey);
        if (!counters.hasRoom()) {
            return Future.succeededFuture(new Unavailable(StoreFault.OVERLOADED));
        }
        return Future.succeededFuture(
                counters.change(key, old -> counted(old, by, expiresAt, once)));
    }

    private static Change<Count, CountResult> counted(
            @Nullable Entry<Count> old, long by, long expiresAt, String once) {
        Count before = old == null ? Count.NONE : old.value;
        Long known = before.remembered.get(once);
        if (known != null) {
            return new Change<>(old, new Counted(known));
        }
        Count after;
        try {
            after = before.plus(by, once);
        } catch (ArithmeticException _) {
            return new Change<>(old, Overflow.INSTANCE);
        }
        long end = old == null ? expiresAt : Math.max(old.expiresAt, expiresAt);
        return new Change<>(new Entry<>(after, end), new Counted(after.value));
    }

    @Override
    public Future<CounterResult> counter(String key) {
        Count count = counters.get(key);
        return Future.succeededFuture(count == null ? Absent.INSTANCE : new Counted(count.value));
    }
}
