package dev.nonstick.servlet;

/**
 * The request must not reach the application. The message is sent to the peer: no secrets in it.
 */
final class RefusedRequestException extends Exception {

    private static final long serialVersionUID = 1L;

    final int status;

    RefusedRequestException(int status, String reason) {
        super(reason);
        this.status = status;
    }
}
