package dev.nonstick.http;

import java.util.Arrays;

/**
 * The framing of a chunked body (RFC 9112, section 7.1), byte by byte but for the data.
 *
 * <pre>
 *   size [;extension] CRLF  data CRLF  ...  0 [;extension] CRLF  trailers  CRLF
 * </pre>
 *
 * <p>Thread rule: belongs to one body.
 */
public final class ChunkedFraming {
    private static final int MAX_DIGITS = 8;
    private static final int MAX_EXTENSION = 1024;
    private static final byte[] NO_TRAILERS = {'\r', '\n'};

    private final int maxTrailers;

    private State state = State.SIZE;
    private int digits;
    private int extension;
    private long data;
    private byte[] trailers = NO_TRAILERS;
    private int trailersLength;
    private int trailerLine;

    /** What comes next. */
    private enum State {
        SIZE,
        BLANK,
        EXTENSION,
        SIZE_FEED,
        DATA,
        DATA_FEED,
        TRAILERS,
        DONE
    }

    /**
     * At the beginning of a body.
     *
     * @param maxTrailers most bytes of all trailer lines together, each with its CRLF
     */
    public ChunkedFraming(int maxTrailers) {
        this.maxTrailers = maxTrailers;
    }

    /**
     * Takes a byte that is no data.
     *
     * @throws IllegalStateException where data comes next, or nothing more
     */
    public void accept(byte b) throws MalformedHeadException {
        switch (state) {
            case SIZE -> size(b);
            case BLANK -> {
                countExtension();
                afterSize(b);
            }
            case EXTENSION -> extension(b);
            case SIZE_FEED -> {
                require(b == '\n');
                beginData();
            }
            case DATA -> {
                if (data > 0) {
                    throw new IllegalStateException("data comes next");
                }
                require(b == '\r');
                state = State.DATA_FEED;
            }
            case DATA_FEED -> {
                require(b == '\n');
                state = State.SIZE;
            }
            case TRAILERS -> trailer(b);
            case DONE -> throw new IllegalStateException("the body has ended");
        }
    }

    /** How many bytes of chunk data come next. */
    public long data() {
        return state == State.DATA ? data : 0;
    }

    /**
     * Says that so many bytes of data were taken.
     *
     * @throws IllegalArgumentException where these are more than come next
     */
    public void took(long bytes) {
        if (bytes < 0 || bytes > data()) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: up to data())");
        }
        data -= bytes;
    }

    public boolean isDone() {
        return state == State.DONE;
    }

    /** Once it is done: the trailer lines with the empty line; not to be modified. */
    public byte[] trailers() {
        return trailers;
    }

    private void size(byte b) throws MalformedHeadException {
        int digit = Character.digit(b, 16);
        if (digit >= 0) {
            require(++digits <= MAX_DIGITS);
            data = data << 4 | digit;
        } else {
            require(digits > 0);
            afterSize(b);
        }
    }

    /** RFC 9112, section 7.1.1: white space before an extension is bad, but to be read over. */
    private void afterSize(byte b) throws MalformedHeadException {
        state =
                switch (b) {
                    case ' ', '\t' -> State.BLANK;
                    case ';' -> State.EXTENSION;
                    case '\r' -> State.SIZE_FEED;
                    default -> throw MalformedHeadException.SYNTAX;
                };
    }

    private void extension(byte b) throws MalformedHeadException {
        if (b == '\r') {
            state = State.SIZE_FEED;
        } else {
            countExtension();
            require(HeadBytes.isText(b));
        }
    }

    private void countExtension() throws MalformedHeadException {
        require(++extension <= MAX_EXTENSION);
    }

    private void beginData() {
        state = data == 0 ? State.TRAILERS : State.DATA;
        digits = 0;
        extension = 0;
    }

    private void trailer(byte b) throws MalformedHeadException {
        boolean ended = trailersLength > 0 && trailers[trailersLength - 1] == '\r';
        int line = trailersLength - trailerLine;
        // the empty line does not count
        boolean empty = line == 0 ? b == '\r' : line == 1 && ended && b == '\n';
        if (trailersLength >= maxTrailers && !empty) {
            throw MalformedHeadException.FIELDS_TOO_LARGE;
        }
        append(b);
        if (b == '\n') {
            require(ended);
            trailerLine = trailersLength;
            if (empty) {
                state = State.DONE;
                if (trailers.length > trailersLength) {
                    trailers = Arrays.copyOf(trailers, trailersLength);
                }
            }
        }
    }

    /** Most bodies have no trailers: as long as it looks so, nothing is allocated. */
    private void append(byte b) {
        boolean shared = trailers.length == NO_TRAILERS.length;
        if (shared && trailersLength < trailers.length && b == trailers[trailersLength]) {
            trailersLength++;
            return;
        }
        if (shared || trailersLength == trailers.length) {
            trailers = Arrays.copyOf(trailers, Math.max(64, trailers.length * 2));
        }
        trailers[trailersLength++] = b;
    }

    private static void require(boolean holds) throws MalformedHeadException {
        if (!holds) {
            throw MalformedHeadException.SYNTAX;
        }
    }
}
