package dev.nonstick.http;

import dev.nonstick.http.MalformedFieldException.Kind;

/** Text and a position in it. */
final class FieldCursor {

    /** What {@link #peek} gives at the end: NUL occurs in no structured field. */
    static final char END = 0;

    private final String text;
    private int position;

    FieldCursor(String text) {
        this.text = text;
    }

    int position() {
        return position;
    }

    boolean atEnd() {
        return position >= text.length();
    }

    char peek() {
        return position < text.length() ? text.charAt(position) : END;
    }

    char at(int index) {
        return text.charAt(index);
    }

    void advance() {
        position++;
    }

    /** Reads one character; the field must not end here. */
    char next() throws MalformedFieldException {
        if (atEnd()) {
            throw malformed(Kind.UNEXPECTED_END);
        }
        return text.charAt(position++);
    }

    /** Skips {@code c} if it is next. */
    boolean skip(char c) {
        if (peek() != c) {
            return false;
        }
        position++;
        return true;
    }

    void skipSpaces() {
        while (peek() == ' ') {
            position++;
        }
    }

    /** OWS of RFC 9110: spaces and tabs. */
    void skipOptionalWhitespace() {
        while (peek() == ' ' || peek() == '\t') {
            position++;
        }
    }

    /** Index of the next {@code c}, or -1. */
    int find(char c) {
        return text.indexOf(c, position);
    }

    void moveTo(int index) {
        position = index;
    }

    /** The text from {@code start} up to, not including, {@code end}. */
    String between(int start, int end) {
        return text.substring(start, end);
    }

    /** The key or token from {@code start} to here. */
    String name(int start) throws MalformedFieldException {
        if (position - start > StructuredFields.MAX_NAME) {
            throw malformed(Kind.NAME_TOO_LONG);
        }
        return text.substring(start, position);
    }

    MalformedFieldException malformed(Kind kind) {
        return new MalformedFieldException(kind, position);
    }
}
