package dev.nonstick.store;

import dev.nonstick.store.SessionStore.Unavailable;
import dev.nonstick.store.SessionStore.WriteResult;
import io.vertx.core.Future;
import java.util.List;

/**
 * What was ended, told to all gateways: one log for each namespace, which each gateway reads on and
 * on. The caller makes the key and the entries; the log gives them no meaning.
 *
 * <p>Contract, besides that of {@link SessionStore} (futures always succeed, a time to live in the
 * same command, the thread rule):
 *
 * <ul>
 *   <li>An entry is kept at least {@code keepMillis} after it came, by the store's own clock, and
 *       not much longer. An entry that is there already stays as it is, so a write may be sent
 *       again.
 *   <li>Who reads on from each cursor gets every entry that the store acknowledged and did not
 *       lose, also when the store's clock steps, as long as no {@link #OVERLAP_MILLIS} pass between
 *       two reads. <b>Entries come more than once</b>: those of the last {@link #OVERLAP_MILLIS}
 *       with each read.
 *   <li>No entries, too many of them, or a time that is not positive are defects of the caller:
 *       {@link IllegalArgumentException}, at once.
 * </ul>
 */
public interface RevocationLog {

    /** How many entries one write has at most. */
    int MAX_REVOKED = 1_000;

    /** How many entries one read brings at most. */
    int MAX_READ = 10_000;

    /** How far before the time of a read the next one begins. */
    long OVERLAP_MILLIS = 10_000;

    /** Before everything. */
    Cursor START = LogPosition.START;

    /**
     * Adds entries, all or none.
     *
     * @param entries 1 to {@link #MAX_REVOKED}
     * @param keepMillis the same in all writes to a log: a smaller one takes away what others keep
     */
    Future<WriteResult> revoke(String logKey, List<String> entries, long keepMillis);

    /** Reads what came since an earlier read, or from {@link #START}. Writes nothing. */
    Future<RevokedResult> revokedSince(String logKey, Cursor cursor);

    /** Where to read on. Opaque; good for the store and log it came from. */
    interface Cursor {}

    /** What {@link #revokedSince} answers. */
    sealed interface RevokedResult permits Revoked, Unavailable {}

    /**
     * The next entries, oldest first.
     *
     * @param next where to read on
     * @param more whether to read on at once
     */
    record Revoked(List<String> entries, Cursor next, boolean more) implements RevokedResult {

        public Revoked {
            entries = List.copyOf(entries);
        }

        /** Shows no entries. */
        @Override
        public String toString() {
            return "Revoked[" + entries.size() + ", next=" + next + ", more=" + more + "]";
        }
    }
}
