package dev.nonstick.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a head: classes of characters by table, and searches that look at eight bytes at a
 * time.
 *
 * <p>Such a search finds the zero bytes of a word by what a subtraction borrows: the lowest mark is
 * always right, those above it need not be (they may stem from the borrow), so only the lowest is
 * used.
 */
final class HeadBytes {
    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long SPACES = ONES * ' ';
    private static final long DELS = ONES * 0x7f;
    private static final long FEEDS = ONES * '\n';

    /** RFC 9110, section 5.6.2: tchar. */
    private static final boolean[] TOKEN = new boolean[256];

    private static final byte[] LOWER = new byte[256];

    static {
        for (int i = 0; i < 256; i++) {
            boolean capital = i >= 'A' && i <= 'Z';
            LOWER[i] = (byte) (capital ? i | 0x20 : i);
            TOKEN[i] = i < 0x80 && isAlphanumeric((byte) i);
        }
        String marks = "!#$%&'*+-.^_`|~";
        for (int i = 0; i < marks.length(); i++) {
            TOKEN[marks.charAt(i)] = true;
        }
    }

    private HeadBytes() {}

    static boolean isAlphanumeric(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** Whether a field's value may hold this (RFC 9110, section 5.5). */
    static boolean isText(byte b) {
        return b < 0 || (b >= ' ' && b != 0x7f) || b == '\t';
    }

    /** Where a token ends; something that is none must come before the end of the array. */
    static int tokenEnd(byte[] bytes, int from) {
        int at = from;
        while (TOKEN[bytes[at] & 0xff]) {
            at++;
        }
        return at;
    }

    /** Where the first byte is that no field's value may hold, or {@code to}. */
    static int textEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at + 8 <= to) {
            long word = (long) WORD.get(bytes, at);
            long del = word ^ DELS;
            long marks = (((word - SPACES) & ~word) | ((del - ONES) & ~del)) & HIGHS;
            if (marks == 0) {
                at += 8;
                continue;
            }
            at += Long.numberOfTrailingZeros(marks) >>> 3;
            if (bytes[at] != '\t') {
                return at;
            }
            at++;
        }
        while (at < to && isText(bytes[at])) {
            at++;
        }
        return at;
    }

    /** Where the next LF is, or {@code to}. */
    static int feed(byte[] bytes, int from, int to) {
        int at = from;
        while (at + 8 <= to) {
            long word = (long) WORD.get(bytes, at) ^ FEEDS;
            long marks = (word - ONES) & ~word & HIGHS;
            if (marks != 0) {
                return at + (Long.numberOfTrailingZeros(marks) >>> 3);
            }
            at += 8;
        }
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    /** Whether the range begins with an ASCII text, in any case. */
    static boolean starts(byte[] bytes, int from, int to, String text) {
        int length = text.length();
        if (to - from < length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (LOWER[bytes[from + i] & 0xff] != LOWER[text.charAt(i) & 0xff]) {
                return false;
            }
        }
        return true;
    }

    /** Whether the range is an ASCII text, in any case. */
    static boolean equals(byte[] bytes, int from, int to, String text) {
        return to - from == text.length() && starts(bytes, from, to, text);
    }

    /** The number that one to 18 digits write, or -1 where the range is no such thing. */
    static long number(byte[] bytes, int from, int to) {
        int digits = to - from;
        if (digits < 1 || digits > 18) {
            return -1;
        }
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    static String string(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** In lower case; letters of ASCII only. */
    static String lowerString(byte[] bytes, int from, int to) {
        byte[] lower = new byte[to - from];
        for (int i = 0; i < lower.length; i++) {
            lower[i] = LOWER[bytes[from + i] & 0xff];
        }
        return string(lower, 0, lower.length);
    }
}
