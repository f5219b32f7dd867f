package dev.nonstick.store;

/**
 * What came is not RESP2, or more of it than we take. The stream cannot be read any further. Says
 * what is wrong and never what came.
 */
final class RespException extends Exception {
    private static final long serialVersionUID = 1L;

    RespException(String message) {
        super(message, null, false, false);
    }
}
