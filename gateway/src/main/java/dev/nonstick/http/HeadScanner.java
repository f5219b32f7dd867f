package dev.nonstick.http;

/**
 * Finds the end of a head in bytes that come in pieces, and looks at each byte once. It bounds what
 * must be kept while a head is incomplete; what the lines say is judged when the head is read.
 *
 * <p>Thread rule: belongs to one connection.
 */
public final class HeadScanner {
    private final int maxLine;
    private final int maxFields;

    private boolean inLine;
    private int start;
    private int next;
    private int line;
    private int fields;

    /**
     * A scanner at the beginning of a head.
     *
     * @param maxLine longest start line, in bytes, without its CRLF; empty lines before it count
     * @param maxFields most bytes of all field lines together, each with its CRLF, without the
     *     empty line
     */
    public HeadScanner(int maxLine, int maxFields) {
        this.maxLine = maxLine;
        this.maxFields = maxFields;
        reset();
    }

    /** Begins a new head at index 0. */
    public void reset() {
        inLine = false;
        start = 0;
        next = 0;
        line = 0;
        fields = -1;
    }

    /**
     * Looks at what has come.
     *
     * @param bytes everything since {@link #reset}; may be another, longer array than before
     * @param length how much of it is filled; never less than before
     * @return the index behind the head's empty line, or -1: more is needed
     */
    public int scan(byte[] bytes, int length) throws MalformedHeadException {
        if (!inLine && !skipEmptyLines(bytes, length)) {
            return -1;
        }
        int feed = HeadBytes.feed(bytes, next, length);
        while (feed < length) {
            if (endsHead(bytes, feed)) {
                return feed + 1;
            }
            checkLine(bytes, feed);
            line = feed + 1;
            fields = fields < 0 ? line : fields;
            feed = HeadBytes.feed(bytes, line, length);
        }
        next = length;
        checkPart(bytes, length);
        return -1;
    }

    /** Where the start line begins: behind the empty lines that were skipped. */
    public int start() {
        return start;
    }

    /** RFC 9112, section 2.2: a server ignores empty lines before the request line. */
    private boolean skipEmptyLines(byte[] bytes, int length) throws MalformedHeadException {
        while (start < length) {
            byte first = bytes[start];
            if (first == '\n') {
                throw MalformedHeadException.SYNTAX;
            }
            if (first != '\r') {
                beginLine();
                return true;
            }
            if (start + 1 == length) {
                return false;
            }
            if (bytes[start + 1] != '\n') {
                throw MalformedHeadException.SYNTAX;
            }
            start += 2;
            if (start > maxLine) {
                throw MalformedHeadException.LINE_TOO_LONG;
            }
        }
        return false;
    }

    private void beginLine() {
        inLine = true;
        line = start;
        next = start;
    }

    private boolean endsHead(byte[] bytes, int feed) {
        return fields >= 0 && line == feed - 1 && bytes[line] == '\r';
    }

    /** The limits first, so that it does not matter in which pieces a line came. */
    private void checkLine(byte[] bytes, int feed) throws MalformedHeadException {
        boolean ended = bytes[feed - 1] == '\r';
        if (fields < 0) {
            if ((ended ? feed - 1 : feed) > maxLine) {
                throw MalformedHeadException.LINE_TOO_LONG;
            }
        } else if (feed + 1 - fields > maxFields) {
            throw MalformedHeadException.FIELDS_TOO_LARGE;
        }
        if (!ended) {
            throw MalformedHeadException.SYNTAX;
        }
    }

    /** What has come of a line that has not ended. */
    private void checkPart(byte[] bytes, int length) throws MalformedHeadException {
        boolean carriageReturn = bytes[length - 1] == '\r';
        if (fields < 0) {
            if ((carriageReturn ? length - 1 : length) > maxLine) {
                throw MalformedHeadException.LINE_TOO_LONG;
            }
            return;
        }
        boolean emptyLine = carriageReturn && line == length - 1;
        if (length - fields > maxFields && !emptyLine) {
            throw MalformedHeadException.FIELDS_TOO_LARGE;
        }
    }
}
