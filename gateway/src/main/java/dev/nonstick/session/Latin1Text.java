package dev.nonstick.session;

import dev.nonstick.http.HeadWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * Text of characters below U+0100, one byte each, built in one array: so that what was written can
 * be signed where it lies.
 */
final class Latin1Text {
    private static final byte[] CRLF = {'\r', '\n'};

    private byte[] bytes;
    private int length;

    Latin1Text(int capacity) {
        this.bytes = new byte[capacity];
    }

    int length() {
        return length;
    }

    /** Adds characters; of those above U+00FF only the lower byte. */
    @SuppressWarnings("deprecation") // the lower bytes are what is wanted, without a copy
    Latin1Text append(String text) {
        int added = text.length();
        reserve(added);
        text.getBytes(0, added, bytes, length);
        length += added;
        return this;
    }

    Latin1Text append(byte[] text) {
        reserve(text.length);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
        return this;
    }

    /** Adds a number as four bytes, big-endian. */
    Latin1Text appendInt(int value) {
        reserve(4);
        length += 4;
        setInt(length - 4, value);
        return this;
    }

    void setInt(int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    private void reserve(int more) {
        if (more > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    /** What stands from here to there. */
    String from(int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    /** Writes what stands from here to there as a field line whose name is encoded already. */
    void write(byte[] name, int start, int end, HeadWriter out) {
        out.lines(name).bytes(bytes, start, end).lines(CRLF);
    }

    byte[] macOf(Mac mac) {
        mac.update(bytes, 0, length);
        return mac.doFinal();
    }
}
