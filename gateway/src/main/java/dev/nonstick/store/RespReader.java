package dev.nonstick.store;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answers of Redis from the bytes of a connection, however they are cut.
 *
 * <pre>
 * +text CRLF    simple        $n CRLF n bytes CRLF    bulk; n = -1: nil
 * -text CRLF    failure       *n CRLF n answers       array; n = -1: nil
 * :n CRLF       number
 * </pre>
 *
 * <p>A bulk that is there as a whole is copied once, into the answer's own array. What is not whole
 * is kept until the rest comes; room is made for what came, not for what was announced.
 *
 * <p>Thread rule: belongs to one connection. After an exception it must not be used again.
 */
final class RespReader {

    /** Bytes of all strings of one answer; records are of some kilobytes. */
    static final int MAX_BYTES = 16 * 1024 * 1024;

    /** Entries of all arrays of one answer; those of a principal's index are the longest. */
    static final int MAX_ENTRIES = 32_768;

    /** Arrays within each other. */
    static final int MAX_DEPTH = 4;

    /** Bytes of a line, with its end. */
    static final int MAX_LINE = 64 * 1024;

    private static final int CRLF = '\r' << 8 | '\n';
    private static final int NO_BULK = -1;
    private static final byte[] NOTHING = {};

    private final int maxBytes;
    private final Deque<Open> open = new ArrayDeque<>(MAX_DEPTH);
    private int bytesLeft;
    private int entriesLeft;

    /** Length of the bulk whose line was read; else a line is next. */
    private int bulk = NO_BULK;

    /** The beginning of the line or bulk that is not whole yet, and how long it is. */
    private byte[] part = NOTHING;

    private int partLength;

    RespReader() {
        this(MAX_BYTES);
    }

    /**
     * @param maxBytes bytes of all strings of one answer
     */
    RespReader(int maxBytes) {
        this.maxBytes = maxBytes;
        begin();
    }

    /** An array whose entries are still coming. */
    private record Open(int count, List<Resp> items) {}

    private void begin() {
        bytesLeft = maxBytes;
        entriesLeft = MAX_ENTRIES;
    }

    /** Takes the next answer, or null after it took all bytes and the answer is not whole. */
    @Nullable Resp next(ByteBuf in) throws RespException {
        while (in.isReadable()) {
            Resp value = bulk == NO_BULK ? line(in) : bulk(in);
            Resp answer = value == null ? null : placed(value);
            if (answer != null) {
                begin();
                return answer;
            }
        }
        return null;
    }

    /** Puts a value into the array it belongs to; the answer, if that makes it whole. */
    private @Nullable Resp placed(Resp value) {
        Resp whole = value;
        for (Open array = open.peek(); array != null; array = open.peek()) {
            array.items.add(whole);
            if (array.items.size() < array.count) {
                return null;
            }
            open.pop();
            whole = new Resp.Many(Collections.unmodifiableList(array.items));
        }
        return whole;
    }

    private @Nullable Resp bulk(ByteBuf in) throws RespException {
        int whole = bulk + 2;
        if (partLength == 0 && in.readableBytes() >= whole) {
            byte[] bytes = new byte[bulk];
            in.readBytes(bytes);
            return endOfBulk(bytes, in.readShort());
        }
        keep(in, Math.min(in.readableBytes(), whole - partLength));
        if (partLength < whole) {
            return null;
        }
        int end = part[bulk] << 8 | part[bulk + 1];
        byte[] bytes = Arrays.copyOf(part, bulk);
        forgetPart();
        return endOfBulk(bytes, end);
    }

    private Resp endOfBulk(byte[] bytes, int end) throws RespException {
        require(end == CRLF, "a bulk does not end where it should");
        bulk = NO_BULK;
        return new Resp.Bulk(bytes);
    }

    private @Nullable Resp line(ByteBuf in) throws RespException {
        int most = Math.min(in.readableBytes(), MAX_LINE - partLength);
        int before = in.bytesBefore(most, (byte) '\n');
        if (before >= 0 && partLength == 0) {
            int start = in.readerIndex();
            in.skipBytes(before + 1);
            return value(in, start, before + 1);
        }
        keep(in, before < 0 ? most : before + 1);
        if (before < 0) {
            require(partLength < MAX_LINE, "a line is too long");
            return null;
        }
        ByteBuf line = Unpooled.wrappedBuffer(part, 0, partLength);
        forgetPart();
        return value(line, 0, line.readableBytes());
    }

    private void keep(ByteBuf in, int count) {
        int length = partLength + count;
        if (length > part.length) {
            part = Arrays.copyOf(part, Math.max(length, 2 * partLength));
        }
        in.readBytes(part, partLength, count);
        partLength = length;
    }

    private void forgetPart() {
        part = NOTHING;
        partLength = 0;
    }

    /** What a line with its end says: a value, or null where the value comes after it. */
    private @Nullable Resp value(ByteBuf in, int start, int length) throws RespException {
        int end = start + length - 2;
        require(length > 2 && in.getByte(end) == '\r', "a line does not end as it should");
        int from = start + 1;
        return switch (in.getByte(start)) {
            case '+' -> new Resp.Simple(text(in, from, end));
            case '-' -> new Resp.Failure(text(in, from, end));
            case ':' -> new Resp.Int(number(in, from, end));
            case '$' -> bulkOf(number(in, from, end));
            case '*' -> arrayOf(number(in, from, end));
            default -> throw new RespException("a line is of an unknown type");
        };
    }

    private @Nullable Resp bulkOf(long length) throws RespException {
        if (length == -1) {
            return Resp.Nil.INSTANCE;
        }
        bulk = spend(length);
        return null;
    }

    private @Nullable Resp arrayOf(long count) throws RespException {
        if (count == -1) {
            return Resp.Nil.INSTANCE;
        }
        require(count >= 0 && count <= entriesLeft, "an array is too long");
        require(open.size() < MAX_DEPTH, "arrays are nested too deep");
        if (count == 0) {
            return new Resp.Many(List.of());
        }
        entriesLeft -= (int) count;
        open.push(new Open((int) count, new ArrayList<>()));
        return null;
    }

    private String text(ByteBuf in, int from, int end) throws RespException {
        return in.toString(from, spend(end - from), StandardCharsets.UTF_8);
    }

    private int spend(long bytes) throws RespException {
        require(bytes >= 0 && bytes <= bytesLeft, "an answer is too long");
        bytesLeft -= (int) bytes;
        return (int) bytes;
    }

    /** Counts downwards, because there is one more negative number than positive ones. */
    private static long number(ByteBuf in, int from, int end) throws RespException {
        boolean negative = from < end && in.getByte(from) == '-';
        int first = negative ? from + 1 : from;
        require(first < end && end - first <= 19, "a number is not one");
        long value = 0;
        for (int at = first; at < end; at++) {
            int digit = in.getByte(at) - '0';
            require(digit >= 0 && digit <= 9, "a number is not one");
            value = value * 10 - digit;
            require(value <= 0, "a number is too large");
        }
        require(negative || value != Long.MIN_VALUE, "a number is too large");
        return negative ? value : -value;
    }

    private static void require(boolean held, String otherwise) throws RespException {
        if (!held) {
            throw new RespException(otherwise);
        }
    }
}
