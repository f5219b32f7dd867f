package dev.nonstick.store;

import dev.nonstick.store.SessionStore.Absent;
import dev.nonstick.store.SessionStore.Ambiguous;
import dev.nonstick.store.SessionStore.Unavailable;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Counters of whole applications: 64-bit numbers, one key each, which the caller makes. A counter
 * begins at zero.
 *
 * <p>Contract, besides that of {@link SessionStore} (futures always succeed, absent is not
 * unavailable, a time to live in the same command, the thread rule):
 *
 * <ul>
 *   <li>A counter lives at least as long as any write asked for; no write shortens its life.
 *   <li>A write with an idempotency key is applied once: sent again, it answers what it answered
 *       first. A counter remembers the last {@link #REMEMBERED} of such writes. Without a key, a
 *       write must not be sent again when its answer was lost.
 *   <li>A life that is not positive and an empty idempotency key are defects of the caller: {@link
 *       IllegalArgumentException}, at once.
 * </ul>
 */
public interface CounterStore {

    /** How many writes with idempotency keys a counter remembers. */
    int REMEMBERED = 16;

    /** The longest life, for counters of which nobody says how long they live: 400 days. */
    long LONGEST_MILLIS = 400L * 24 * 60 * 60 * 1_000;

    /**
     * Adds to a counter, which may have been absent, and answers the new value.
     *
     * @param by zero and negative too
     * @param ttlMillis taken for {@link #LONGEST_MILLIS} where it is more
     * @param idempotencyKey some dozen characters at most; null where the write is not sent again
     */
    Future<CountResult> count(String key, long by, long ttlMillis, @Nullable String idempotencyKey);

    /** Reads a counter. */
    Future<CounterResult> counter(String key);

    /** What {@link #count} answers. */
    sealed interface CountResult permits Counted, Overflow, Unavailable, Ambiguous {}

    /** What {@link #counter} answers. */
    sealed interface CounterResult permits Counted, Absent, Unavailable {}

    /** The value: of a write, the one it made. */
    record Counted(long value) implements CountResult, CounterResult {}

    /** Not applied: the value would leave 64 bits. */
    record Overflow() implements CountResult {
        public static final Overflow INSTANCE = new Overflow();
    }
}
