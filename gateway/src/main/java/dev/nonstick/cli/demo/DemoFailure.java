package dev.nonstick.cli.demo;

/** The demo cannot go on; the message says why, for the person who watches. */
final class DemoFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoFailure(String message) {
        super(message);
    }

    DemoFailure(String message, Throwable cause) {
        super(message + ": " + cause, cause);
    }
}
