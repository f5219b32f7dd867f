package dev.nonstick.servlet;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * What the adapter itself keeps about a session, in an attribute the application does not see.
 *
 * <pre>
 * offset  bytes
 *      0      1  layout, 1
 *      1     16  random handle: the session id the application sees, in hex
 *     17      8  creation time, milliseconds since 1970
 *     25      4  what setMaxInactiveInterval said, in seconds; -2147483648: nothing
 *     29
 * </pre>
 *
 * The handle says nothing about the gateway's cookie, so an application may print it. Immutable.
 */
final class Metadata {

    static final String NAME = "nonstick.servlet";
    static final String TYPE = "servlet";

    private static final byte LAYOUT = 1;
    private static final int HANDLE_BYTES = 16;
    private static final int LENGTH = 1 + HANDLE_BYTES + 8 + 4;
    private static final int UNSET = Integer.MIN_VALUE;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] handle;
    private final long createdMillis;
    private final int maxInactive;

    private Metadata(byte[] handle, long createdMillis, int maxInactive) {
        this.handle = handle;
        this.createdMillis = createdMillis;
        this.maxInactive = maxInactive;
    }

    static Metadata fresh(long nowMillis) {
        return new Metadata(randomHandle(), nowMillis, UNSET);
    }

    /** Null if these bytes are not of this layout. */
    static @Nullable Metadata read(@Nullable Stored stored) {
        byte[] bytes = stored != null && stored.hasType(TYPE) ? stored.bytes() : null;
        if (bytes == null || bytes.length != LENGTH || bytes[0] != LAYOUT) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, LENGTH - 1);
        byte[] handle = new byte[HANDLE_BYTES];
        in.get(handle);
        return new Metadata(handle, in.getLong(), in.getInt());
    }

    byte[] write() {
        return ByteBuffer.allocate(LENGTH)
                .put(LAYOUT)
                .put(handle)
                .putLong(createdMillis)
                .putInt(maxInactive)
                .array();
    }

    Metadata withNewHandle() {
        return new Metadata(randomHandle(), createdMillis, maxInactive);
    }

    Metadata withMaxInactive(int seconds) {
        int wanted = seconds == UNSET ? -1 : seconds;
        return wanted == maxInactive ? this : new Metadata(handle, createdMillis, wanted);
    }

    String id() {
        StringBuilder hex = new StringBuilder(2 * HANDLE_BYTES);
        for (byte b : handle) {
            hex.append(Character.forDigit((b >> 4) & 15, 16))
                    .append(Character.forDigit(b & 15, 16));
        }
        return hex.toString();
    }

    long createdMillis() {
        return createdMillis;
    }

    /** Seconds, or null if the application never set any. */
    @Nullable Integer maxInactive() {
        return maxInactive == UNSET ? null : maxInactive;
    }

    private static byte[] randomHandle() {
        byte[] handle = new byte[HANDLE_BYTES];
        RANDOM.nextBytes(handle);
        return handle;
    }
}
