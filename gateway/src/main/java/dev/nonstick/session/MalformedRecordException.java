package dev.nonstick.session;

/** Bytes that opened but are no record body of a format known here. */
final class MalformedRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedRecordException(String message) {
        super(message, null, false, false);
    }
}
