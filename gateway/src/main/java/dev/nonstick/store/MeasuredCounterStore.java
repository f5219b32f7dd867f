package dev.nonstick.store;

import dev.nonstick.store.SessionStore.Absent;
import dev.nonstick.store.SessionStore.Ambiguous;
import dev.nonstick.store.SessionStore.Unavailable;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Tells what each operation of other counters came to and how long it took. */
final class MeasuredCounterStore implements CounterStore {

    private final CounterStore counters;
    private final Measure measure;

    MeasuredCounterStore(CounterStore counters, Measure measure) {
        this.counters = counters;
        this.measure = measure;
    }

    @Override
    public Future<CountResult> count(
            String key, long by, long ttlMillis, @Nullable String idempotencyKey) {
        long start = Measure.start();
        return measure.of(
                "count",
                start,
                counters.count(key, by, ttlMillis, idempotencyKey),
                MeasuredCounterStore::outcome);
    }

    @Override
    public Future<CounterResult> counter(String key) {
        long start = Measure.start();
        return measure.of("counter", start, counters.counter(key), MeasuredCounterStore::outcome);
    }

    private static String outcome(CountResult result) {
        return switch (result) {
            case Counted _ -> "done";
            case Overflow _ -> "overflow";
            case Unavailable _ -> "unavailable";
            case Ambiguous _ -> "ambiguous";
        };
    }

    private static String outcome(CounterResult result) {
        return switch (result) {
            case Counted _ -> "found";
            case Absent _ -> "absent";
            case Unavailable _ -> "unavailable";
        };
    }
}
