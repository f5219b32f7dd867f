package dev.nonstick.session;

import dev.nonstick.vault.Vault;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session as the store keeps it; immutable.
 *
 * @param version counts the writes of this record
 * @param writes ids of the latest writes, newest first, at most {@link #MAX_WRITES}: one a version,
 *     so that a write whose answer was lost is found again
 * @param attributes by name, in the order they were first put
 * @param lease whose turn it is; null: nobody's
 * @param vault the cookies that the gateway keeps for the client
 */
public record SessionRecord(
        long version,
        Span span,
        Lineage lineage,
        Login login,
        @Nullable Lease lease,
        long[] writes,
        Map<String, Attribute> attributes,
        Vault vault) {

    /** How many write ids a record remembers. */
    public static final int MAX_WRITES = 16;

    /** Before its first write. */
    static SessionRecord unwritten(
            Span span,
            Lineage lineage,
            Login login,
            Map<String, Attribute> attributes,
            Vault vault) {
        return new SessionRecord(0, span, lineage, login, null, new long[0], attributes, vault);
    }

    /** Unix time. */
    public long createdMillis() {
        return span.createdMillis();
    }

    /** Unix time after which the session is over. */
    public long deadlineMillis() {
        return span.deadlineMillis();
    }

    public long idleMillis() {
        return span.idleMillis();
    }

    public int generation() {
        return lineage.generation();
    }

    public long epoch() {
        return login.epoch();
    }

    /** Whether this write is already in it. */
    public boolean lists(long writeId) {
        for (long write : writes) {
            if (write == writeId) {
                return true;
            }
        }
        return false;
    }

    /** This record as the next version, with the id of the write that stores it. */
    public SessionRecord written(long writeId) {
        int kept = Math.min(writes.length, MAX_WRITES - 1);
        long[] list = new long[kept + 1];
        list[0] = writeId;
        System.arraycopy(writes, 0, list, 1, kept);
        return new SessionRecord(version + 1, span, lineage, login, lease, list, attributes, vault);
    }

    /** The same session of another user; not yet written. */
    public SessionRecord of(Login user) {
        return with(span, lineage, user, attributes, vault);
    }

    /** The same session with other content; not yet written. */
    SessionRecord with(
            Span span, Lineage lineage, Login login, Map<String, Attribute> state, Vault vault) {
        return new SessionRecord(version, span, lineage, login, lease, writes, state, vault);
    }

    /** The same session, and whose turn it is; not yet written. */
    SessionRecord leased(@Nullable Lease next) {
        return new SessionRecord(version, span, lineage, login, next, writes, attributes, vault);
    }

    /** Never shows attributes, cookies or the principal. */
    @Override
    public String toString() {
        return "SessionRecord[version=" + version + ", generation=" + generation() + "]";
    }
}
