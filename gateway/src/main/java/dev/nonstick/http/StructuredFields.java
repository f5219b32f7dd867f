package dev.nonstick.http;

import java.util.List;
import java.util.SequencedMap;

/**
 * Structured fields of RFC 9651: strict, bounded parsing, and appending of single values.
 *
 * <p>Several field lines of one name are joined with a comma before they are parsed (section 4.2).
 * A field that breaks a rule or a limit fails as a whole, as the RFC wants it.
 */
public final class StructuredFields {

    /** Longest field value, in characters. */
    public static final int MAX_FIELD = 256 * 1024;

    /** Most members of one field; the items of inner lists and repeated keys count too. */
    public static final int MAX_MEMBERS = 1024;

    /** Most parameters of one member or item; repeated names count too. */
    public static final int MAX_PARAMS = 16;

    /** Longest key or token, in characters. */
    public static final int MAX_NAME = 256;

    /** Longest String, in characters, or Display String, in bytes of UTF-8. */
    public static final int MAX_STRING = 64 * 1024;

    /** Largest magnitude of an Integer or a Date (section 3.3.1). */
    public static final long MAX_INTEGER = 999_999_999_999_999L;

    private StructuredFields() {}

    /** Parses a List; blank text is an empty list. */
    public static List<Member> parseList(String value) throws MalformedFieldException {
        return new FieldParser(value).list();
    }

    /** Parses a Dictionary; a repeated key keeps its first place and its last value. */
    public static SequencedMap<String, Member> parseDictionary(String value)
            throws MalformedFieldException {
        return new FieldParser(value).dictionary();
    }

    /** Parses a single Item. */
    public static Member.Item parseItem(String value) throws MalformedFieldException {
        return new FieldParser(value).onlyItem();
    }

    /**
     * Appends {@code text} as a String where it is printable ASCII, else as a Display String.
     *
     * @throws IllegalArgumentException where the text has an unpaired surrogate
     */
    public static void appendName(StringBuilder out, String text) {
        if (FieldWriter.isPrintableAscii(text)) {
            FieldWriter.string(out, text);
        } else {
            FieldWriter.displayString(out, text);
        }
    }

    /**
     * Appends a String.
     *
     * @throws IllegalArgumentException where the text is not printable ASCII
     */
    public static void appendString(StringBuilder out, String text) {
        FieldWriter.string(out, text);
    }

    /**
     * Appends a Display String.
     *
     * @throws IllegalArgumentException where the text has an unpaired surrogate
     */
    public static void appendDisplayString(StringBuilder out, String text) {
        FieldWriter.displayString(out, text);
    }

    /** Appends a Byte Sequence. */
    public static void appendBytes(StringBuilder out, byte[] bytes) {
        FieldWriter.bytes(out, bytes);
    }

    /**
     * Appends an Integer.
     *
     * @throws IllegalArgumentException where it has more than 15 digits
     */
    public static void appendInteger(StringBuilder out, long value) {
        FieldWriter.integer(out, value);
    }

    /**
     * Appends a Date.
     *
     * @throws IllegalArgumentException where it has more than 15 digits
     */
    public static void appendDate(StringBuilder out, long epochSecond) {
        FieldWriter.integer(out.append('@'), epochSecond);
    }

    /** Appends a Boolean. */
    public static void appendBoolean(StringBuilder out, boolean value) {
        out.append(value ? "?1" : "?0");
    }
}
