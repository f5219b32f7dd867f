package dev.nonstick.store;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Values with a time to live, in the memory of this process.
 *
 * <p>Thread-safe: a change of a key is alone with it.
 *
 * <p>What has expired is removed when it is met, and by a sweep over everything, which comes after
 * as many new entries as the last one left (so each of them pays for a few) or, when the map is
 * full, at most once a second.
 */
final class ExpiringMap<V> {

    static final int MAX_ENTRIES = 1_000_000;

    private static final int MIN_ROOMS_PER_SWEEP = 1_024;
    private static final long MIN_MILLIS_BETWEEN_SWEEPS = 1_000;

    private final ConcurrentHashMap<String, Entry<V>> entries = new ConcurrentHashMap<>();
    private final AtomicLong roomsUntilSweep = new AtomicLong(MIN_ROOMS_PER_SWEEP);
    private final AtomicLong nextSweepWhenFull = new AtomicLong(Long.MIN_VALUE);
    private final LongSupplier clockMillis;
    private final int maxEntries;

    /**
     * @param clockMillis the time; only differences count
     * @param maxEntries above this many there is no room
     */
    ExpiringMap(LongSupplier clockMillis, int maxEntries) {
        this.clockMillis = clockMillis;
        this.maxEntries = maxEntries;
    }

    /** Not a record: entries are told apart by identity. */
    static final class Entry<V> {
        final V value;
        final long expiresAt;

        Entry(V value, long expiresAt) {
            this.value = value;
            this.expiresAt = expiresAt;
        }

        private boolean expired(long now) {
            return expiresAt <= now;
        }

        /** The same value, which lives until then at least. */
        Entry<V> until(long millis) {
            return millis <= expiresAt ? this : new Entry<>(value, millis);
        }
    }

    /**
     * What a change leaves, and what it answers.
     *
     * @param left null: nothing
     */
    record Change<V, R>(@Nullable Entry<V> left, R answer) {}

    long now() {
        return clockMillis.getAsLong();
    }

    @Nullable V get(String key) {
        Entry<V> entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        if (entry.expired(now())) {
            entries.remove(key, entry);
            return null;
        }
        return entry.value;
    }

    /**
     * @param change is given what is there, or null
     */
    <R> R change(String key, Function<@Nullable Entry<V>, Change<V, R>> change) {
        long now = now();
        Answer<R> answer = new Answer<>();
        entries.compute(
                key,
                (_, old) -> {
                    Change<V, R> made = change.apply(old == null || old.expired(now) ? null : old);
                    answer.value = made.answer;
                    return made.left;
                });
        return answer.get();
    }

    private static final class Answer<R> {
        private @Nullable R value;

        R get() {
            R given = value;
            if (given == null) {
                throw new IllegalStateException("a change without an answer");
            }
            return given;
        }
    }

    /** Whether there is room for one more entry; to be asked before each that may be new. */
    boolean hasRoom() {
        long now = now();
        boolean full = entries.mappingCount() >= maxEntries;
        if (roomsUntilSweep.decrementAndGet() < 0 || (full && maySweep(now))) {
            roomsUntilSweep.set(Long.MAX_VALUE); // nobody else meanwhile
            entries.values().removeIf(entry -> entry.expired(now));
            roomsUntilSweep.set(Math.max(MIN_ROOMS_PER_SWEEP, entries.mappingCount()));
        }
        return entries.mappingCount() < maxEntries;
    }

    private boolean maySweep(long now) {
        long next = nextSweepWhenFull.get();
        return now >= next
                && nextSweepWhenFull.compareAndSet(next, now + MIN_MILLIS_BETWEEN_SWEEPS);
    }

    /** How many are kept, expired ones that nobody met yet included. */
    int size() {
        return entries.size();
    }
}
