package dev.nonstick.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes a head into bytes that are used again and again; they grow as needed and stay large.
 *
 * <p>Text is written as Latin-1; a character above it loses its upper byte. No line is written that
 * holds a control other than a tab: a CR or LF in it would begin a line of somebody else's making
 * (RFC 9112, section 11.1).
 *
 * <p>Thread rule: belongs to one event loop.
 */
public final class HeadWriter {
    private static final int INITIAL = 1024;
    private static final byte[] VERSION = "HTTP/1.1".getBytes(StandardCharsets.US_ASCII);

    private byte[] array = new byte[INITIAL];
    private int length;

    /** An empty one. */
    public HeadWriter() {}

    /** Begins again. */
    public HeadWriter clear() {
        length = 0;
        return this;
    }

    /** The start line of a request (RFC 9112, section 3). */
    public HeadWriter requestLine(String method, String target) {
        int start = length;
        reserve(method.length() + target.length() + 16);
        text(method);
        array[length++] = ' ';
        text(target);
        array[length++] = ' ';
        return bytes(VERSION, 0, VERSION.length).endLine(start);
    }

    /**
     * The start line of a response (RFC 9112, section 4).
     *
     * @param status three digits
     * @param reason may be empty
     */
    public HeadWriter statusLine(int status, String reason) {
        int start = length;
        reserve(reason.length() + 24);
        bytes(VERSION, 0, VERSION.length);
        array[length++] = ' ';
        digits(status);
        // the space belongs there even where no reason follows
        array[length++] = ' ';
        text(reason);
        return endLine(start);
    }

    /**
     * One field line.
     *
     * @throws IllegalArgumentException where name or value hold a control; nothing is written then
     */
    public HeadWriter field(String name, String value) {
        int start = length;
        reserve(name.length() + value.length() + 4);
        text(name);
        array[length++] = ':';
        array[length++] = ' ';
        text(value);
        return endLine(start);
    }

    /** One field line whose value is a number. */
    public HeadWriter field(String name, long value) {
        int start = length;
        reserve(name.length() + 24);
        text(name);
        array[length++] = ':';
        array[length++] = ' ';
        digits(value);
        return endLine(start);
    }

    /** Field lines that {@link #line} made. */
    public HeadWriter lines(byte[] lines) {
        return bytes(lines, 0, lines.length);
    }

    /** Bytes as they are. */
    public HeadWriter bytes(byte[] from, int start, int end) {
        int count = end - start;
        reserve(count);
        System.arraycopy(from, start, array, length, count);
        length += count;
        return this;
    }

    /** The empty line. */
    public HeadWriter end() {
        reserve(2);
        return newLine();
    }

    /** What was written, from index 0; another array once it had to grow. */
    public byte[] array() {
        return array;
    }

    /** How many bytes were written. */
    public int length() {
        return length;
    }

    /**
     * A field line with its CRLF, to be written many times.
     *
     * @throws IllegalArgumentException where name or value hold a control
     */
    public static byte[] line(String name, String value) {
        return new HeadWriter().field(name, value).copy();
    }

    /** What was written, as an array of its own. */
    byte[] copy() {
        return Arrays.copyOf(array, length);
    }

    /** A field line of parts of another head, which were read and need no check. */
    HeadWriter field(byte[] from, int name, int nameEnd, int value, int valueEnd) {
        bytes(from, name, nameEnd).reserve(valueEnd - value + 4);
        array[length++] = ':';
        array[length++] = ' ';
        return bytes(from, value, valueEnd).end();
    }

    // the only way of the JDK to write Latin-1 into an array that is there
    @SuppressWarnings("deprecation")
    private void text(String text) {
        int count = text.length();
        text.getBytes(0, count, array, length);
        length += count;
    }

    private void digits(long number) {
        if (number < 0) {
            throw new IllegalArgumentException("number: " + number + " (expected: not negative)");
        }
        int digits = 1;
        for (long rest = number / 10; rest != 0; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int at = length + digits - 1; at >= length; at--) {
            array[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    /** Looks at what was written and not at the text: a character may become a CR on the way. */
    private HeadWriter endLine(int start) {
        if (HeadBytes.textEnd(array, start, length) < length) {
            length = start;
            throw new IllegalArgumentException("line: holds a control (expected: none but tabs)");
        }
        return newLine();
    }

    private HeadWriter newLine() {
        array[length++] = '\r';
        array[length++] = '\n';
        return this;
    }

    private void reserve(int count) {
        if (array.length - length < count) {
            array = Arrays.copyOf(array, Math.max(array.length * 2, length + count));
        }
    }
}
