package dev.nonstick.config;

/** A text that is not a value of its type; the message is the rule. */
final class Rejected extends Exception {

    private static final long serialVersionUID = 1;

    Rejected(String expected) {
        super(expected, null, false, false);
    }

    String expected() {
        String message = getMessage();
        return message == null ? "another value" : message;
    }
}
