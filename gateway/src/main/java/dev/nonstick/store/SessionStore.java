package dev.nonstick.store;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Where session records live: an expiring register with compare-and-set. The store gives no meaning
 * to the bytes it keeps; all of that is in {@code dev.nonstick.session}.
 *
 * <p>Contract, held by one test suite for every implementation:
 *
 * <ul>
 *   <li><b>Absent and unavailable are different results.</b> A store that cannot answer never says
 *       absent.
 *   <li>A returned future <b>always succeeds</b>; failure is one of the sealed results, so a caller
 *       must look at it. It completes within the command timeout of the store, give or take what
 *       the event loop is late.
 *   <li>Every record has a time to live, set by the same command that writes the value. Expiry is
 *       the store's: an expired record is absent.
 *   <li>{@code create} writes only where nothing is; {@code replace} only where the token still
 *       matches, and never creates. So a record that was deleted stays deleted.
 *   <li>The token names one exact write: no two writes to a key share one.
 *   <li>{@code Unavailable} means surely not applied. {@code Ambiguous} means sent, but no answer
 *       came: the write may have been applied. Only writes can be ambiguous.
 *   <li>A record shorter than its header, or a time to live that is not positive, is a defect of
 *       the caller: {@link IllegalArgumentException}, at once.
 * </ul>
 *
 * <p>Answers need not come in the order of the calls, nor commands be executed in it: a find may
 * answer with an older record than the one that a write before it has left. A caller that goes on
 * with the newer of two records tells them apart by what it wrote into them. A write that got no
 * answer may be executed at any later time.
 *
 * <p>Thread rule: an instance belongs to one event loop; it is called there and completes its
 * futures there.
 */
public interface SessionStore {

    /** Reads a record: one command, no write. */
    Future<FindResult> find(String key);

    /** Writes {@code record} only if the key is absent. */
    Future<WriteResult> create(String key, byte[] record, long ttlMillis);

    /**
     * Writes {@code record} and its time to live only if the current record is the one that {@code
     * token} names; one round trip. A conflict carries the current record, or null where the key is
     * absent.
     */
    Future<WriteResult> replace(String key, Token token, byte[] record, long ttlMillis);

    /** Extends the time to live; never shortens it, never creates. Done also where absent. */
    Future<WriteResult> touch(String key, long ttlMillis);

    /**
     * Removes the record only if it is the one that {@code token} names; one round trip. A conflict
     * carries the current record, or null where there is none: also where an unanswered try before
     * has removed it.
     */
    Future<WriteResult> remove(String key, Token token);

    /** Asks for a sign of life: Done or Unavailable. */
    Future<WriteResult> ping();

    /**
     * Whether the store is known to answer nothing right now: an operation would be unavailable at
     * once. Asks nothing; costs nothing.
     */
    boolean isDown();

    /** Names one write of one key; opaque to everyone but the store that made it. */
    interface Token {}

    /** What {@link #find} answers. */
    sealed interface FindResult permits Found, Absent, Unavailable {}

    /**
     * The record and the token to replace it with.
     *
     * @param record not to be modified
     */
    record Found(byte[] record, Token token) implements FindResult {}

    /** Surely no such record. */
    record Absent() implements FindResult, CounterStore.CounterResult {
        public static final Absent INSTANCE = new Absent();
    }

    /** What a write answers. */
    sealed interface WriteResult permits Done, Conflict, Unavailable, Ambiguous {}

    /**
     * Applied.
     *
     * @param token names the record just written; null where the operation writes no value
     */
    record Done(@Nullable Token token) implements WriteResult {
        public static final Done INSTANCE = new Done(null);
    }

    /**
     * Not applied: another write came first.
     *
     * @param current what is there now; null where the key is absent (after {@code create}: where
     *     the store does not tell)
     */
    record Conflict(@Nullable Found current) implements WriteResult {}

    /** The store could not be asked or refused; nothing was applied. */
    record Unavailable(StoreFault fault)
            implements FindResult,
                    WriteResult,
                    PrincipalIndex.TermResult,
                    PrincipalIndex.MembersResult,
                    PrincipalIndex.EndResult,
                    RevocationLog.RevokedResult,
                    CounterStore.CountResult,
                    CounterStore.CounterResult {}

    /** The command was sent and no answer came: applied or not. */
    record Ambiguous(StoreFault fault)
            implements WriteResult,
                    PrincipalIndex.TermResult,
                    PrincipalIndex.EndResult,
                    CounterStore.CountResult {}
}
