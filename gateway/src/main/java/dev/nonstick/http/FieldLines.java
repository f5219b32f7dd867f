package dev.nonstick.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The field lines of one head: where they are in its bytes and what their names say. Text is made
 * only of what is asked for; the rest is written as the bytes that it is.
 *
 * <p>Thread rule: belongs to one exchange.
 */
final class FieldLines {
    private static final int INITIAL = 16;

    /** For each line: where it begins, the colon, the trimmed value's begin and end. */
    private static final int STRIDE = 4;

    private static final int COLON = 1;
    private static final int VALUE = 2;
    private static final int VALUE_END = 3;

    private final byte[] bytes;
    private final int passing;
    private final ConnectionOptions connection = new ConnectionOptions();

    private int count;
    private int[] places = new int[INITIAL * STRIDE + 1];

    /** For each line: its name's {@link FieldName#bit}. */
    private int[] names = new int[INITIAL];

    /** The names that are there. */
    private int seen;

    private FieldLines(byte[] bytes, int passing) {
        this.bytes = bytes;
        this.passing = passing;
    }

    /** A set of names as bits. */
    static int bits(FieldName... names) {
        int bits = 0;
        for (FieldName name : names) {
            bits |= name.bit();
        }
        return bits;
    }

    /**
     * Reads the lines in {@code [from, to)}, the empty one included.
     *
     * @param bytes kept, not copied
     * @param passing names of which lines pass unless they are nominated
     */
    static FieldLines read(byte[] bytes, int from, int to, int passing)
            throws MalformedHeadException {
        require(isEnded(bytes, from, to));
        FieldLines lines = new FieldLines(bytes, passing);
        int empty = to - 2;
        int line = from;
        while (line < empty) {
            line = lines.readLine(line, to);
        }
        require(line == empty);
        lines.places[lines.count * STRIDE] = empty;
        lines.readConnection();
        return lines;
    }

    /** Whether the range ends in CRLF: then no search within runs over its end. */
    static boolean isEnded(byte[] bytes, int from, int to) {
        return from >= 0
                && to - from >= 2
                && to <= bytes.length
                && bytes[to - 2] == '\r'
                && bytes[to - 1] == '\n';
    }

    /** RFC 9112, section 5: no white space before the name or the colon, no folding. */
    private int readLine(int line, int to) throws MalformedHeadException {
        int colon = HeadBytes.tokenEnd(bytes, line);
        require(colon > line && bytes[colon] == ':');
        int value = colon + 1;
        while (HeadBytes.isBlank(bytes[value])) {
            value++;
        }
        int end = HeadBytes.textEnd(bytes, value, to);
        require(end + 1 < to && bytes[end] == '\r' && bytes[end + 1] == '\n');
        int valueEnd = end;
        while (valueEnd > value && HeadBytes.isBlank(bytes[valueEnd - 1])) {
            valueEnd--;
        }
        add(line, colon, value, valueEnd);
        return end + 2;
    }

    private void add(int line, int colon, int value, int valueEnd) {
        if (count == names.length) {
            names = Arrays.copyOf(names, count * 2);
            places = Arrays.copyOf(places, count * 2 * STRIDE + 1);
        }
        int name = FieldName.of(bytes, line, colon).bit();
        seen |= name;
        names[count] = name;
        int at = count * STRIDE;
        places[at] = line;
        places[at + COLON] = colon;
        places[at + VALUE] = value;
        places[at + VALUE_END] = valueEnd;
        count++;
    }

    private void readConnection() {
        for (int i = next(FieldName.CONNECTION, 0); i >= 0; i = next(FieldName.CONNECTION, i + 1)) {
            connection.read(bytes, place(i, VALUE), place(i, VALUE_END));
        }
        if (connection.nominates()) {
            for (int i = 0; i < count; i++) {
                if (isAnyOf(i, passing)
                        && connection.nominates(bytes, place(i, 0), place(i, COLON))) {
                    names[i] = FieldName.HOP_BY_HOP.bit();
                }
            }
        }
    }

    ConnectionOptions connection() {
        return connection;
    }

    /** The next line of this name from the given one on, or -1. */
    int next(FieldName name, int from) {
        int bit = name.bit();
        if ((seen & bit) != 0) {
            for (int i = from; i < count; i++) {
                if (names[i] == bit) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** The last line of this name, or -1. */
    int last(FieldName name) {
        int last = -1;
        for (int i = next(name, 0); i >= 0; i = next(name, i + 1)) {
            last = i;
        }
        return last;
    }

    int count(FieldName name) {
        int lines = 0;
        for (int i = next(name, 0); i >= 0; i = next(name, i + 1)) {
            lines++;
        }
        return lines;
    }

    String name(int line) {
        return HeadBytes.string(bytes, place(line, 0), place(line, COLON));
    }

    String value(int line) {
        return HeadBytes.string(bytes, place(line, VALUE), place(line, VALUE_END));
    }

    boolean isNamed(int line, String name) {
        return HeadBytes.equals(bytes, place(line, 0), place(line, COLON), name);
    }

    /** Whether a line's value is an ASCII text, in any case; no line is none. */
    boolean isValue(int line, String text) {
        return line >= 0
                && HeadBytes.equals(bytes, place(line, VALUE), place(line, VALUE_END), text);
    }

    /** The number that a line's value is, or -1. */
    long number(int line) {
        return HeadBytes.number(bytes, place(line, VALUE), place(line, VALUE_END));
    }

    /** The last line's value, or null. */
    @Nullable String lastValue(FieldName name) {
        int line = last(name);
        return line < 0 ? null : value(line);
    }

    /** All lines' values, in order. */
    List<String> values(FieldName name) {
        int line = next(name, 0);
        if (line < 0) {
            return List.of();
        }
        List<String> values = new ArrayList<>(2);
        for (; line >= 0; line = next(name, line + 1)) {
            values.add(value(line));
        }
        return values;
    }

    /** All lines' values with commas between (RFC 9110, section 5.3), or null. */
    @Nullable String joined(FieldName name) {
        return joined(name, null);
    }

    /** Likewise, of those lines only that are spelled so in any case. */
    @Nullable String joined(FieldName name, @Nullable String spelled) {
        String joined = null;
        for (int i = next(name, 0); i >= 0; i = next(name, i + 1)) {
            if (spelled == null || isNamed(i, spelled)) {
                joined = joined == null ? value(i) : joined + ", " + value(i);
            }
        }
        return joined;
    }

    /** The lines of these names as text, in order. */
    List<Map.Entry<String, String>> entries(int wanted) {
        List<Map.Entry<String, String>> entries = new ArrayList<>(4);
        for (int i = 0; i < count; i++) {
            if (isAnyOf(i, wanted)) {
                entries.add(Map.entry(name(i), value(i)));
            }
        }
        return entries;
    }

    /** Whether a line passes. */
    boolean anyPasses() {
        for (int i = 0; i < count; i++) {
            if (isAnyOf(i, passing)) {
                return true;
            }
        }
        return false;
    }

    /** Writes the lines of these names; neighbours in one go. */
    void write(HeadWriter out, int wanted) {
        int run = -1;
        for (int i = 0; i < count; i++) {
            if (isAnyOf(i, wanted) && isAsWritten(i)) {
                run = run < 0 ? i : run;
            } else {
                writeRun(out, run, i);
                run = -1;
                if (isAnyOf(i, wanted)) {
                    writeLine(out, i);
                }
            }
        }
        writeRun(out, run, count);
    }

    void writeLine(HeadWriter out, int line) {
        out.field(
                bytes,
                place(line, 0),
                place(line, COLON),
                place(line, VALUE),
                place(line, VALUE_END));
    }

    private void writeRun(HeadWriter out, int from, int to) {
        if (from >= 0) {
            out.bytes(bytes, place(from, 0), place(to, 0));
        }
    }

    /** Whether the value is trimmed already: at most one space before it, nothing behind it. */
    private boolean isAsWritten(int line) {
        int value = place(line, VALUE);
        int colon = place(line, COLON);
        return place(line + 1, 0) == place(line, VALUE_END) + 2
                && (value == colon + 1 || (value == colon + 2 && bytes[colon + 1] == ' '));
    }

    private boolean isAnyOf(int line, int bits) {
        return (bits & names[line]) != 0;
    }

    private int place(int line, int what) {
        return places[line * STRIDE + what];
    }

    private static void require(boolean holds) throws MalformedHeadException {
        if (!holds) {
            throw MalformedHeadException.SYNTAX;
        }
    }
}
