package dev.nonstick.store;

import io.vertx.core.Future;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Records in the memory of this process, for development: gone when it ends, seen by no other
 * gateway.
 *
 * <p>Thread-safe: the event loops of one gateway share one instance. Futures are complete when they
 * are returned. Keeps the arrays it is given; nobody may modify them.
 *
 * <p>Expired records are removed when they are met, and by a sweep over all of them, which comes
 * after as many creates as the last one left records (so each create pays for a few) or, when the
 * store is full, at most once a second.
 */
final class MemorySessionStore implements SessionStore {

    static final int MAX_RECORDS = 1_000_000;

    private static final int MIN_CREATES_PER_SWEEP = 1_024;
    private static final long MIN_MILLIS_BETWEEN_SWEEPS = 1_000;

    private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicLong createsUntilSweep = new AtomicLong(MIN_CREATES_PER_SWEEP);
    private final AtomicLong nextSweepWhenFull = new AtomicLong(Long.MIN_VALUE);
    private final LongSupplier clockMillis;
    private final int maxRecords;

    /**
     * @param clockMillis the time; only differences count
     * @param maxRecords above this many, creates are refused
     */
    MemorySessionStore(LongSupplier clockMillis, int maxRecords) {
        this.clockMillis = clockMillis;
        this.maxRecords = maxRecords;
    }

    /** Not a record: entries are told apart by identity. */
    private static final class Entry {
        private final Found found;
        private final long expiresAt;

        Entry(Found found, long expiresAt) {
            this.found = found;
            this.expiresAt = expiresAt;
        }

        boolean expired(long now) {
            return expiresAt <= now;
        }
    }

    @Override
    public Future<FindResult> find(String key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return Future.succeededFuture(Absent.INSTANCE);
        }
        if (entry.expired(clockMillis.getAsLong())) {
            entries.remove(key, entry);
            return Future.succeededFuture(Absent.INSTANCE);
        }
        return Future.succeededFuture(entry.found);
    }

    @Override
    public Future<WriteResult> create(String key, byte[] record, long ttlMillis) {
        long now = clockMillis.getAsLong();
        sweepIfDue(now);
        if (entries.mappingCount() >= maxRecords) {
            return Future.succeededFuture(new Unavailable(StoreFault.OVERLOADED));
        }
        Entry created = entry(record, now, ttlMillis);
        Entry current =
                entries.compute(key, (_, old) -> old == null || old.expired(now) ? created : old);
        return Future.succeededFuture(
                current == created ? new Done(created.found.token()) : new Conflict(null));
    }

    @Override
    public Future<WriteResult> replace(String key, Token token, byte[] record, long ttlMillis) {
        long now = clockMillis.getAsLong();
        RecordToken expected = (RecordToken) token;
        Entry written = entry(record, now, ttlMillis);
        Entry current =
                entries.computeIfPresent(
                        key,
                        (_, old) -> {
                            if (old.expired(now)) {
                                return null;
                            }
                            return expected.names(old.found.record()) ? written : old;
                        });
        if (current == written) {
            return Future.succeededFuture(new Done(written.found.token()));
        }
        return Future.succeededFuture(new Conflict(current == null ? null : current.found));
    }

    @Override
    public Future<WriteResult> touch(String key, long ttlMillis) {
        long now = clockMillis.getAsLong();
        long expiresAt = now + positive(ttlMillis);
        entries.computeIfPresent(
                key,
                (_, old) -> {
                    if (old.expired(now)) {
                        return null;
                    }
                    return old.expiresAt < expiresAt ? new Entry(old.found, expiresAt) : old;
                });
        return Future.succeededFuture(Done.INSTANCE);
    }

    @Override
    public Future<WriteResult> delete(String key) {
        entries.remove(key);
        return Future.succeededFuture(Done.INSTANCE);
    }

    @Override
    public Future<WriteResult> ping() {
        return Future.succeededFuture(Done.INSTANCE);
    }

    /** How many records are kept, expired ones that nobody met yet included. */
    int size() {
        return entries.size();
    }

    private static Entry entry(byte[] record, long now, long ttlMillis) {
        return new Entry(new Found(record, RecordToken.of(record)), now + positive(ttlMillis));
    }

    private static long positive(long ttlMillis) {
        return SessionStores.requirePositive(ttlMillis);
    }

    private void sweepIfDue(long now) {
        boolean full = entries.mappingCount() >= maxRecords;
        if (createsUntilSweep.decrementAndGet() < 0 || (full && maySweep(now))) {
            createsUntilSweep.set(Long.MAX_VALUE); // nobody else meanwhile
            entries.values().removeIf(entry -> entry.expired(now));
            createsUntilSweep.set(Math.max(MIN_CREATES_PER_SWEEP, entries.mappingCount()));
        }
    }

    private boolean maySweep(long now) {
        long next = nextSweepWhenFull.get();
        return now >= next
                && nextSweepWhenFull.compareAndSet(next, now + MIN_MILLIS_BETWEEN_SWEEPS);
    }
}
