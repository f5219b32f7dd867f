package dev.nonstick.store;

import dev.nonstick.store.SessionStore.Ambiguous;
import dev.nonstick.store.SessionStore.Unavailable;
import dev.nonstick.store.SessionStore.WriteResult;
import io.vertx.core.Future;
import java.util.List;

/**
 * Which sessions a principal has, and the principal's <em>term</em>. One key each; the caller makes
 * it.
 *
 * <p>The index only helps to find records: the record is the truth. What an index cannot miss is
 * the term, a number that only rises: a session belongs to the term in which it was enlisted, and
 * {@link #endTerm} ends all sessions of the terms before, also those that the index does not name.
 *
 * <p>Contract, besides that of {@link SessionStore} (futures always succeed, absent is not
 * unavailable, a time to live in the same command, the thread rule):
 *
 * <ul>
 *   <li>A name is enlisted until its deadline. Every write removes those whose deadline has passed;
 *       no read shows them.
 *   <li>An index lives at least as long as any write asked for; no write shortens its life.
 *   <li>The first term of an index is the caller's time in milliseconds, and no term that is begun
 *       later is below the caller's time. So a term rises also where the index was lost (expired,
 *       or in a failover of the store), as far as the clocks of the gateways agree.
 *   <li>The caller's time decides what has passed; it is in milliseconds since 1970.
 *   <li>A name or write id that is empty or begins with {@code #}, and a deadline, time or life
 *       that is not positive, are defects of the caller: {@link IllegalArgumentException}, at once.
 * </ul>
 */
public interface PrincipalIndex {

    /** How many names an answer has at most. */
    int MAX_MEMBERS = 10_000;

    /**
     * Adds a name, or sets its deadline anew, and answers the current term. May be sent again.
     *
     * @param member a short name of a record; not empty, not beginning with {@code #}
     */
    Future<TermResult> enlist(
            String indexKey, String member, long deadlineMillis, long nowMillis, long ttlMillis);

    /** Reads the term and the names. Where there is no index: term 0 and no names. */
    Future<MembersResult> members(String indexKey, long nowMillis);

    /**
     * Begins a new term, and answers it with the names that are enlisted; they stay enlisted.
     *
     * <p>Sent again with the same {@code writeId}, also late and on another connection, it changes
     * nothing as long as no other write began a term meanwhile; then it begins one more.
     *
     * @param writeId names this write, for sending it again
     */
    Future<EndResult> endTerm(String indexKey, long nowMillis, long ttlMillis, String writeId);

    /** Removes a name. Done also where it is not enlisted. */
    Future<WriteResult> delist(String indexKey, String member);

    /** What {@link #enlist} answers. */
    sealed interface TermResult permits Term, Unavailable, Ambiguous {}

    /** Enlisted, in this term. */
    record Term(long term) implements TermResult {}

    /** What {@link #members} answers. */
    sealed interface MembersResult permits Members, Unavailable {}

    /** What {@link #endTerm} answers. */
    sealed interface EndResult permits Members, Unavailable, Ambiguous {}

    /**
     * The index.
     *
     * @param term the current one; 0 where there is no index
     * @param members at most {@link #MAX_MEMBERS}, of the latest deadlines, those first
     * @param more whether there are others
     */
    record Members(long term, List<String> members, boolean more)
            implements MembersResult, EndResult {

        static final Members NONE = new Members(0, List.of(), false);

        public Members {
            members = List.copyOf(members);
        }

        /** Shows no names. */
        @Override
        public String toString() {
            return "Members[term=" + term + ", " + members.size() + ", more=" + more + "]";
        }
    }
}
