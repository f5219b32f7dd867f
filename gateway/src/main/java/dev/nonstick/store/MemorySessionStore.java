package dev.nonstick.store;

import dev.nonstick.store.ExpiringMap.Change;
import dev.nonstick.store.ExpiringMap.Entry;
import io.vertx.core.Future;
import java.util.function.LongSupplier;

/**
 * Records in the memory of this process, for development: gone when it ends, seen by no other
 * gateway.
 *
 * <p>Thread-safe: the event loops of one gateway share one instance. Futures are complete when they
 * are returned. Keeps the arrays it is given; nobody may modify them.
 */
final class MemorySessionStore implements SessionStore {

    private final ExpiringMap<Found> records;

    /**
     * @param clockMillis the time; only differences count
     * @param maxRecords above this many, creates are refused
     */
    MemorySessionStore(LongSupplier clockMillis, int maxRecords) {
        this.records = new ExpiringMap<>(clockMillis, maxRecords);
    }

    @Override
    public Future<FindResult> find(String key) {
        Found found = records.get(key);
        return Future.succeededFuture(found == null ? Absent.INSTANCE : found);
    }

    @Override
    public Future<WriteResult> create(String key, byte[] record, long ttlMillis) {
        Entry<Found> created = entry(record, ttlMillis);
        if (!records.hasRoom()) {
            return Future.succeededFuture(new Unavailable(StoreFault.OVERLOADED));
        }
        return Future.succeededFuture(
                records.change(
                        key,
                        old ->
                                old == null
                                        ? new Change<>(created, new Done(created.value.token()))
                                        : new Change<>(old, new Conflict(null))));
    }

    @Override
    public Future<WriteResult> replace(String key, Token token, byte[] record, long ttlMillis) {
        RecordToken expected = (RecordToken) token;
        Entry<Found> written = entry(record, ttlMillis);
        return Future.succeededFuture(
                records.change(
                        key,
                        old -> {
                            if (old == null) {
                                return new Change<>(null, new Conflict(null));
                            }
                            return expected.names(old.value.record())
                                    ? new Change<>(written, new Done(written.value.token()))
                                    : new Change<>(old, new Conflict(old.value));
                        }));
    }

    @Override
    public Future<WriteResult> touch(String key, long ttlMillis) {
        long expiresAt = expiry(ttlMillis);
        return Future.succeededFuture(
                records.change(
                        key,
                        old ->
                                new Change<>(
                                        old == null ? null : old.until(expiresAt), Done.INSTANCE)));
    }

    @Override
    public Future<WriteResult> remove(String key, Token token) {
        RecordToken expected = (RecordToken) token;
        return Future.succeededFuture(
                records.change(
                        key,
                        old -> {
                            if (old == null) {
                                return new Change<>(null, new Conflict(null));
                            }
                            return expected.names(old.value.record())
                                    ? new Change<>(null, Done.INSTANCE)
                                    : new Change<>(old, new Conflict(old.value));
                        }));
    }

    @Override
    public Future<WriteResult> ping() {
        return Future.succeededFuture(Done.INSTANCE);
    }

    @Override
    public boolean isDown() {
        return false;
    }

    /** How many records are kept, expired ones that nobody met yet included. */
    int size() {
        return records.size();
    }

    private Entry<Found> entry(byte[] record, long ttlMillis) {
        return new Entry<>(new Found(record, RecordToken.of(record)), expiry(ttlMillis));
    }

    private long expiry(long ttlMillis) {
        return records.now() + Arguments.requirePositive("ttlMillis", ttlMillis);
    }
}
