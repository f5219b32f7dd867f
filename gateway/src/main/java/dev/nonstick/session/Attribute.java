package dev.nonstick.session;

/** One value of a session. */
public sealed interface Attribute {

    /**
     * Bytes that only the application understands.
     *
     * @param type the application's word for how they are encoded; may be empty
     */
    record Blob(byte[] value, String type) implements Attribute {}

    /** An integer that can be incremented without reading it first. */
    record Counter(long value) implements Attribute {}
}
