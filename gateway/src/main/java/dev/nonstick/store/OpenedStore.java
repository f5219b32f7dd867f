package dev.nonstick.store;

import java.util.function.LongSupplier;

/**
 * One store with all it offers, opened for one event loop.
 *
 * <p>Thread rule: belongs to that event loop, as its parts do.
 */
public record OpenedStore(
        SessionStore sessions,
        PrincipalIndex principals,
        RevocationLog revocations,
        CounterStore counters) {

    /** In the memory of this process; thread-safe, for all event loops. */
    static OpenedStore inMemory(LongSupplier clockMillis) {
        int most = ExpiringMap.MAX_ENTRIES;
        return new OpenedStore(
                new MemorySessionStore(clockMillis, most),
                new MemoryPrincipalIndex(clockMillis, most),
                new MemoryRevocationLog(clockMillis, most),
                new MemoryCounterStore(clockMillis, most));
    }

    static OpenedStore over(RedisLink link) {
        return new OpenedStore(
                new RedisSessionStore(link),
                new RedisPrincipalIndex(link),
                new RedisRevocationLog(link),
                new RedisCounterStore(link));
    }

    OpenedStore measured(StoreListener listener) {
        Measure measure = new Measure(listener);
        return new OpenedStore(
                new MeasuredSessionStore(sessions, measure),
                new MeasuredPrincipalIndex(principals, measure),
                new MeasuredRevocationLog(revocations, measure),
                new MeasuredCounterStore(counters, measure));
    }
}
