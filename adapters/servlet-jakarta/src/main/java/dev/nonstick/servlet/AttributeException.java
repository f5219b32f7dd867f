package dev.nonstick.servlet;

/** The value of an attribute cannot be read or written. Names the attribute and the class. */
final class AttributeException extends Exception {

    private static final long serialVersionUID = 1L;

    AttributeException(String message) {
        super(message);
    }

    AttributeException(String name, String failure, Throwable cause) {
        super("attribute \"" + name + "\": " + failure + " (" + cause + ")", cause);
    }
}
