package dev.nonstick.session;

/**
 * One change of one attribute. Operations, not whole states, travel from the backend to the store:
 * so two parallel responses that change different attributes are both kept.
 */
public sealed interface Operation {
    /** The attribute it changes. */
    String name();

    /** Sets an attribute. */
    record Put(String name, Attribute value) implements Operation {}

    /** Sets an attribute that does not exist yet. */
    record PutIfAbsent(String name, Attribute value) implements Operation {}

    /** Removes an attribute; nothing where there is none. */
    record Delete(String name) implements Operation {}

    /** Adds to a counter; one that does not exist counts from zero. */
    record Increment(String name, long by) implements Operation {}

    /** Adds bytes at the end of a blob, which keeps its type; one that does not exist is put. */
    record Append(String name, Attribute.Blob value) implements Operation {}
}
