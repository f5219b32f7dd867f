package dev.nonstick.sideapi;

/**
 * A call that cannot be understood; the message says what and where, and nothing of its content.
 */
final class MalformedCallException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedCallException(String what) {
        super(what, null, false, false);
    }

    /**
     * @param where a path such as {@code operations[2].value}
     */
    MalformedCallException(String where, String expected) {
        this(where + " (expected: " + expected + ")");
    }
}
