package dev.nonstick.session;

import java.util.Map;

/**
 * A session as the store keeps it; immutable.
 *
 * @param version counts the writes of this record
 * @param createdMillis Unix time
 * @param deadlineMillis Unix time after which the session is over, used or not
 * @param idleMillis how long it lives without a request
 * @param generation counts rotations of the cookie
 * @param supersededMillis when the previous generation's successor was first presented; 0: not yet
 * @param epoch changes at a login
 * @param principal who is logged in; empty: nobody
 * @param writes ids of the latest writes, newest first, at most {@link #MAX_WRITES}: one a version,
 *     so that a write whose answer was lost is found again
 * @param attributes by name, in the order they were first put
 */
public record SessionRecord(
        long version,
        long createdMillis,
        long deadlineMillis,
        long idleMillis,
        int generation,
        long supersededMillis,
        long epoch,
        String principal,
        long[] writes,
        Map<String, Attribute> attributes) {

    /** How many write ids a record remembers. */
    public static final int MAX_WRITES = 16;

    /** Whether this write is already in it. */
    public boolean lists(long writeId) {
        for (long write : writes) {
            if (write == writeId) {
                return true;
            }
        }
        return false;
    }

    /** The same session with another cookie generation or other attributes; not yet written. */
    SessionRecord with(int newGeneration, long superseded, Map<String, Attribute> newState) {
        return new SessionRecord(
                version,
                createdMillis,
                deadlineMillis,
                idleMillis,
                newGeneration,
                superseded,
                epoch,
                principal,
                writes,
                newState);
    }

    /** This record as the next version, with the id of the write that stores it. */
    public SessionRecord written(long writeId) {
        int kept = Math.min(writes.length, MAX_WRITES - 1);
        long[] list = new long[kept + 1];
        list[0] = writeId;
        System.arraycopy(writes, 0, list, 1, kept);
        return new SessionRecord(
                version + 1,
                createdMillis,
                deadlineMillis,
                idleMillis,
                generation,
                supersededMillis,
                epoch,
                principal,
                list,
                attributes);
    }

    /** Never shows attributes or the principal. */
    @Override
    public String toString() {
        return "SessionRecord[version=" + version + ", generation=" + generation + "]";
    }
}
