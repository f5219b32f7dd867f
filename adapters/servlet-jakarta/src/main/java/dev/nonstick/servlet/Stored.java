package dev.nonstick.servlet;

import org.jspecify.annotations.Nullable;

/** An attribute as it came from the gateway: a counter, or bytes with a type tag. Immutable. */
final class Stored {

    /** The tag of values that the JDK serialised. */
    static final String JAVA = "java";

    private final byte @Nullable [] bytes;
    private final long counter;
    private final String type;

    private Stored(byte @Nullable [] bytes, long counter, String type) {
        this.bytes = bytes;
        this.counter = counter;
        this.type = type;
    }

    static Stored counter(long value) {
        return new Stored(null, value, "");
    }

    static Stored bytes(byte[] bytes, String type) {
        return new Stored(bytes, 0, type);
    }

    /** Null for a counter. Callers do not change the array. */
    byte @Nullable [] bytes() {
        return bytes;
    }

    boolean isCounter() {
        return bytes == null;
    }

    long counter() {
        return counter;
    }

    boolean isJava() {
        return type.equals(JAVA);
    }

    boolean hasType(String wanted) {
        return bytes != null && type.equals(wanted);
    }
}
