package dev.nonstick.session;

/**
 * What the session cookie says once its MAC was verified.
 *
 * @param keyId which key made the MAC and the store key; a session keeps the one it was born with
 * @param rid 16 random bytes that name the record; never logged
 * @param generation counts rotations
 * @param createdSecond seconds since {@link #ORIGIN_SECOND}
 */
public record SessionId(int keyId, byte[] rid, int generation, long createdSecond) {

    /** 2026-01-01T00:00Z in Unix seconds. */
    public static final long ORIGIN_SECOND = 1_767_225_600L;

    /** Length of {@code rid} in bytes. */
    public static final int RID_BYTES = 16;

    /** The same session as its record is now: after a rotation or a login. */
    public SessionId currentOf(SessionRecord record) {
        long second = record.createdMillis() / 1000 - ORIGIN_SECOND;
        return new SessionId(keyId, rid, record.generation(), second);
    }

    /** Unix time in milliseconds at which the session was made. */
    public long createdMillis() {
        return (ORIGIN_SECOND + createdSecond) * 1000;
    }

    /** Never shows the rid. */
    @Override
    public String toString() {
        return "SessionId[keyId=" + keyId + ", generation=" + generation + "]";
    }
}
