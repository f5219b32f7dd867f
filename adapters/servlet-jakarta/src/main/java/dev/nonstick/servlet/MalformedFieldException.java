package dev.nonstick.servlet;

/** A field that is not what the protocol says. The message never repeats the field's content. */
final class MalformedFieldException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedFieldException(String message) {
        super(message);
    }
}
