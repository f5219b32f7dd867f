package dev.nonstick.store;

import io.netty.buffer.ByteBuf;

/**
 * Writes commands as RESP: an array of bulk strings.
 *
 * <pre>
 * *2 CRLF $3 CRLF GET CRLF $4 CRLF key1 CRLF
 * </pre>
 *
 * <p>Stateless.
 */
final class RespWriter {

    private static final int CRLF = '\r' << 8 | '\n';

    /** Room for a type, the digits of any length, and CRLF. */
    private static final int LENGTH_LINE = 1 + 10 + 2;

    private RespWriter() {}

    /** How many bytes a command takes at most. */
    static int room(byte[][] words) {
        int room = LENGTH_LINE;
        for (byte[] word : words) {
            room = Math.addExact(room, LENGTH_LINE + word.length + 2);
        }
        return room;
    }

    static void write(byte[][] words, ByteBuf out) {
        line('*', words.length, out);
        for (byte[] word : words) {
            line('$', word.length, out);
            out.writeBytes(word).writeShort(CRLF);
        }
    }

    private static void line(char type, int length, ByteBuf out) {
        out.writeByte(type);
        digits(length, out);
        out.writeShort(CRLF);
    }

    private static void digits(int number, ByteBuf out) {
        if (number >= 10) {
            digits(number / 10, out);
        }
        out.writeByte('0' + number % 10);
    }
}
