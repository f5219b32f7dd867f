package dev.nonstick.http;

/**
 * Why a head or a body's framing cannot be read. One constant for each kind, without a stack trace:
 * what comes from the network must not cost more when it is wrong.
 */
// a constant has no stack trace that could be another's
@SuppressWarnings("StaticAssignmentOfThrowable")
public final class MalformedHeadException extends Exception {
    private static final long serialVersionUID = 1L;

    static final MalformedHeadException SYNTAX = new MalformedHeadException(Kind.SYNTAX);
    static final MalformedHeadException VERSION = new MalformedHeadException(Kind.VERSION);
    static final MalformedHeadException LINE_TOO_LONG =
            new MalformedHeadException(Kind.LINE_TOO_LONG);
    static final MalformedHeadException FIELDS_TOO_LARGE =
            new MalformedHeadException(Kind.FIELDS_TOO_LARGE);

    private final Kind kind;

    /** What is wrong. */
    public enum Kind {
        /** Against the grammar, or it could be read in two ways. */
        SYNTAX,
        /** A version of HTTP, but none that is spoken here. */
        VERSION,
        /** The start line is longer than allowed. */
        LINE_TOO_LONG,
        /** The field lines together are larger than allowed. */
        FIELDS_TOO_LARGE
    }

    private MalformedHeadException(Kind kind) {
        super(kind.name(), null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
