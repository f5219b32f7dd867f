package dev.nonstick.store;

import dev.nonstick.store.ExpiringMap.Change;
import dev.nonstick.store.ExpiringMap.Entry;
import dev.nonstick.store.SessionStore.Done;
import dev.nonstick.store.SessionStore.Unavailable;
import dev.nonstick.store.SessionStore.WriteResult;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Revocations in the memory of this process, for development.
 *
 * <p>Thread-safe; futures are complete when they are returned.
 */
final class MemoryRevocationLog implements RevocationLog {

    private static final Unavailable FULL = new Unavailable(StoreFault.OVERLOADED);

    private final ExpiringMap<Log> logs;
    private final int maxEntries;

    /**
     * @param maxEntries of one log, above which more are refused
     */
    MemoryRevocationLog(LongSupplier clockMillis, int maxEntries) {
        this.logs = new ExpiringMap<>(clockMillis, maxEntries);
        this.maxEntries = maxEntries;
    }

    /** Entries by the time of their coming. Changed only within a change of its map. */
    private static final class Log {
        private final Map<String, Long> times = new LinkedHashMap<>();

        Revoked since(LogPosition from, long now) {
            List<Map.Entry<String, Long>> batch =
                    times.entrySet().stream()
                            .filter(entry -> entry.getValue() >= from.fromMillis())
                            .skip(from.skip())
                            .limit(MAX_READ)
                            .toList();
            List<String> entries = new ArrayList<>(batch.size());
            batch.forEach(entry -> entries.add(entry.getKey()));
            boolean more = batch.size() == MAX_READ;
            return new Revoked(
                    entries,
                    more
                            ? from.behindBatch(batch.getLast().getValue(), MAX_READ)
                            : LogPosition.behindAll(now),
                    more);
        }
    }

    @Override
    public Future<WriteResult> revoke(String logKey, List<String> entries, long keepMillis) {
        Arguments.requireEntries(entries);
        long now = logs.now();
        long expiresAt = now + Arguments.requirePositive("keepMillis", keepMillis);
        if (!logs.hasRoom()) {
            return Future.succeededFuture(FULL);
        }
        return Future.succeededFuture(
                logs.change(
                        logKey,
                        old -> {
                            Entry<Log> left =
                                    old == null
                                            ? new Entry<>(new Log(), expiresAt)
                                            : old.until(expiresAt);
                            Map<String, Long> times = left.value.times;
                            times.values().removeIf(time -> time <= now - keepMillis);
                            if (times.size() + entries.size() > maxEntries) {
                                return new Change<>(left, FULL);
                            }
                            entries.forEach(entry -> times.putIfAbsent(entry, now));
                            return new Change<>(left, Done.INSTANCE);
                        }));
    }

    @Override
    public Future<RevokedResult> revokedSince(String logKey, Cursor cursor) {
        LogPosition from = (LogPosition) cursor;
        long now = logs.now();
        return Future.succeededFuture(
                logs.change(
                        logKey,
                        old ->
                                new Change<>(
                                        old,
                                        old == null
                                                ? new Log().since(from, now)
                                                : old.value.since(from, now))));
    }
}
