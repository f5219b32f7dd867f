package dev.nonstick.http;

/**
 * A structured field that is not one. Says what and where, never what the field contains, so it may
 * be logged; has no stack trace, because clients and backends can cause it at will.
 */
public final class MalformedFieldException extends Exception {

    private static final long serialVersionUID = 1;

    /** What is wrong; a closed list. */
    public enum Kind {
        FIELD_TOO_LONG("the field is too long"),
        TOO_MANY_MEMBERS("too many members"),
        TOO_MANY_PARAMETERS("too many parameters"),
        NAME_TOO_LONG("a key or token is too long"),
        STRING_TOO_LONG("a string is too long"),
        UNEXPECTED_END("the field ends too early"),
        BAD_SEPARATOR("no comma where one must be"),
        TRAILING_COMMA("nothing follows a comma"),
        BAD_KEY("not a key"),
        BAD_ITEM("not an item"),
        BAD_INNER_LIST("not an inner list"),
        BAD_NUMBER("not a number"),
        BAD_STRING("not a string"),
        BAD_BYTES("not a byte sequence"),
        BAD_BOOLEAN("not a boolean"),
        BAD_DATE("not a date"),
        BAD_DISPLAY_STRING("not a display string");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    private final Kind kind;
    private final int position;

    MalformedFieldException(Kind kind, int position) {
        super(kind.text + " at position " + position, null, false, false);
        this.kind = kind;
        this.position = position;
    }

    public Kind kind() {
        return kind;
    }

    /** How many characters were read when the parser gave up. */
    public int position() {
        return position;
    }
}
