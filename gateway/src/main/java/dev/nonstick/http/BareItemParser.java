package dev.nonstick.http;

import dev.nonstick.http.BareItem.Bool;
import dev.nonstick.http.BareItem.Bytes;
import dev.nonstick.http.BareItem.Date;
import dev.nonstick.http.BareItem.Dec;
import dev.nonstick.http.BareItem.Display;
import dev.nonstick.http.BareItem.Int;
import dev.nonstick.http.BareItem.Str;
import dev.nonstick.http.BareItem.Token;
import dev.nonstick.http.MalformedFieldException.Kind;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Values without parameters (RFC 9651, sections 4.2.3.1 and 4.2.4 to 4.2.10). */
final class BareItemParser {

    private static final int MAX_INTEGER_DIGITS = 15;
    private static final int MAX_DIGITS_BEFORE_POINT = 12;
    private static final int MAX_DIGITS_AFTER_POINT = 3;

    private final FieldCursor in;

    BareItemParser(FieldCursor in) {
        this.in = in;
    }

    BareItem next() throws MalformedFieldException {
        char first = in.peek();
        if (first == '-' || FieldChars.isDigit(first)) {
            return number();
        }
        if (FieldChars.startsToken(first)) {
            return token();
        }
        char type = in.next();
        return switch (type) {
            case '"' -> string();
            case ':' -> bytes();
            case '?' -> bool();
            case '@' -> date();
            case '%' -> display();
            default -> throw in.malformed(Kind.BAD_ITEM);
        };
    }

    /** Section 4.2.4. */
    private BareItem number() throws MalformedFieldException {
        boolean negative = in.skip('-');
        int start = in.position();
        long digits = digits(0);
        int whole = in.position() - start;
        if (whole == 0 || whole > MAX_INTEGER_DIGITS) {
            throw in.malformed(Kind.BAD_NUMBER);
        }
        if (in.peek() != '.') {
            return new Int(negative ? -digits : digits);
        }
        in.advance();
        int point = in.position();
        digits = digits(digits);
        int scale = in.position() - point;
        if (whole > MAX_DIGITS_BEFORE_POINT || scale == 0 || scale > MAX_DIGITS_AFTER_POINT) {
            throw in.malformed(Kind.BAD_NUMBER);
        }
        return new Dec(BigDecimal.valueOf(negative ? -digits : digits, scale));
    }

    /** Reads digits onto {@code value}; what overflows has too many digits and is refused after. */
    private long digits(long value) {
        long result = value;
        for (char c = in.peek(); FieldChars.isDigit(c); c = in.peek()) {
            result = result * 10 + (c - '0');
            in.advance();
        }
        return result;
    }

    /** Section 4.2.6. */
    private Token token() throws MalformedFieldException {
        int start = in.position();
        while (FieldChars.inToken(in.peek())) {
            in.advance();
        }
        return new Token(in.name(start));
    }

    /** Section 4.2.5, after the quote. One copy where nothing is escaped, which is the rule. */
    private Str string() throws MalformedFieldException {
        int start = in.position();
        while (true) {
            char c = in.next();
            if (c == '"') {
                int end = in.position() - 1;
                bounded(end - start);
                return new Str(in.between(start, end));
            }
            if (c == '\\') {
                return new Str(escapedString(start));
            }
            if (!FieldChars.isPrintable(c)) {
                throw in.malformed(Kind.BAD_STRING);
            }
        }
    }

    /** The rest of a string whose first backslash was just read. */
    private String escapedString(int start) throws MalformedFieldException {
        StringBuilder text = new StringBuilder(in.between(start, in.position() - 1));
        text.append(escaped());
        while (true) {
            char c = in.next();
            if (c == '"') {
                bounded(text.length());
                return text.toString();
            }
            if (!FieldChars.isPrintable(c)) {
                throw in.malformed(Kind.BAD_STRING);
            }
            text.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() throws MalformedFieldException {
        char c = in.next();
        if (c != '"' && c != '\\') {
            throw in.malformed(Kind.BAD_STRING);
        }
        return c;
    }

    private void bounded(int length) throws MalformedFieldException {
        if (length > StructuredFields.MAX_STRING) {
            throw in.malformed(Kind.STRING_TOO_LONG);
        }
    }

    /** Section 4.2.7, after the colon. */
    private Bytes bytes() throws MalformedFieldException {
        int end = in.find(':');
        if (end < 0) {
            throw in.malformed(Kind.UNEXPECTED_END);
        }
        byte[] bytes = FieldBase64.decode(in, in.position(), end);
        in.moveTo(end + 1);
        return new Bytes(bytes);
    }

    /** Section 4.2.8, after the question mark. */
    private Bool bool() throws MalformedFieldException {
        return switch (in.next()) {
            case '0' -> Bool.FALSE;
            case '1' -> Bool.TRUE;
            default -> throw in.malformed(Kind.BAD_BOOLEAN);
        };
    }

    /** Section 4.2.9, after the at sign. */
    private Date date() throws MalformedFieldException {
        char first = in.peek();
        if ((first == '-' || FieldChars.isDigit(first)) && number() instanceof Int(long seconds)) {
            return new Date(seconds);
        }
        throw in.malformed(Kind.BAD_DATE);
    }

    /** Section 4.2.10, after the percent sign. */
    private Display display() throws MalformedFieldException {
        if (in.next() != '"') {
            throw in.malformed(Kind.BAD_DISPLAY_STRING);
        }
        int close = in.find('"');
        if (close < 0) {
            throw in.malformed(Kind.UNEXPECTED_END);
        }
        ByteBuffer utf8 = ByteBuffer.allocate(close - in.position());
        while (in.position() < close) {
            utf8.put(displayByte());
        }
        in.advance();
        bounded(utf8.position());
        try {
            return new Display(StandardCharsets.UTF_8.newDecoder().decode(utf8.flip()).toString());
        } catch (CharacterCodingException e) {
            throw in.malformed(Kind.BAD_DISPLAY_STRING);
        }
    }

    private byte displayByte() throws MalformedFieldException {
        char c = in.next();
        if (!FieldChars.isPrintable(c)) {
            throw in.malformed(Kind.BAD_DISPLAY_STRING);
        }
        if (c != '%') {
            return (byte) c;
        }
        int high = FieldChars.hex(in.next());
        int low = FieldChars.hex(in.next());
        if (high < 0 || low < 0) {
            throw in.malformed(Kind.BAD_DISPLAY_STRING);
        }
        return (byte) ((high << 4) | low);
    }
}
