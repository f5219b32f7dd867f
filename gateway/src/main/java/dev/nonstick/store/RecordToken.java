package dev.nonstick.store;

import java.util.Arrays;

/**
 * The token of a record: the part of it that no two writes share.
 *
 * <pre>
 * record:  0        1 .. 8    9 .. 20   21 ..
 *          format   version   nonce     sealing key id, sealed body
 *                   '---- token ----'
 * </pre>
 *
 * @param bytes version and nonce, {@value #LENGTH} bytes
 */
record RecordToken(byte[] bytes) implements SessionStore.Token {

    static final int OFFSET = 1;
    static final int LENGTH = 20;

    static RecordToken of(byte[] record) {
        if (!isIn(record)) {
            throw new IllegalArgumentException(
                    "record: " + record.length + " bytes (expected: format, version and nonce)");
        }
        return new RecordToken(Arrays.copyOfRange(record, OFFSET, OFFSET + LENGTH));
    }

    /** Whether these bytes are long enough to be a record. */
    static boolean isIn(byte[] record) {
        return record.length >= OFFSET + LENGTH;
    }

    boolean names(byte[] record) {
        return Arrays.equals(bytes, 0, LENGTH, record, OFFSET, OFFSET + LENGTH);
    }
}
