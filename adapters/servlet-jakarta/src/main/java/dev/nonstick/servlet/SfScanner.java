package dev.nonstick.servlet;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/** Position in a field value, keys and bare items (RFC 9651, 4.2.3.1 to 4.2.10). */
final class SfScanner {

    /** What {@link #peek} gives behind the last character. No field contains it. */
    static final char END = '\uffff';

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~:/";

    private final String text;
    private int at;

    SfScanner(String text) {
        this.text = text;
    }

    boolean atEnd() {
        return at >= text.length();
    }

    char peek() {
        return atEnd() ? END : text.charAt(at);
    }

    boolean accept(char wanted) {
        if (atEnd() || text.charAt(at) != wanted) {
            return false;
        }
        at++;
        return true;
    }

    void skipSpaces() {
        while (accept(' ')) {
            // only spaces here: tabs are for the places between members
        }
    }

    void skipOptionalWhitespace() {
        while (accept(' ') || accept('\t')) {
            // OWS of RFC 9110, 5.6.3
        }
    }

    MalformedFieldException expected(String what) {
        return new MalformedFieldException("character " + at + " (expected: " + what + ")");
    }

    String key() throws MalformedFieldException {
        int start = at;
        if (!lowerCase(peek()) && peek() != '*') {
            throw expected("key");
        }
        while (lowerCase(peek()) || digit(peek()) || "_-.*".indexOf(peek()) >= 0) {
            at++;
        }
        return text.substring(start, at);
    }

    Object bareItem() throws MalformedFieldException {
        char first = peek();
        if (first == '-' || digit(first)) {
            return number();
        } else if (first == '"') {
            return string();
        } else if (first == ':') {
            return bytes();
        } else if (first == '?') {
            return bool();
        } else if (first == '@') {
            return date();
        } else if (first == '%') {
            return displayString();
        } else if (first == '*' || letter(first)) {
            return token();
        }
        throw expected("item");
    }

    private Object number() throws MalformedFieldException {
        int start = at;
        accept('-');
        int whole = digits();
        if (whole == 0 || whole > 15) {
            throw expected("1 to 15 digits");
        }
        if (!accept('.')) {
            return Long.valueOf(text.substring(start, at));
        }
        int fraction = digits();
        if (whole > 12 || fraction == 0 || fraction > 3) {
            throw expected("decimal of at most 12 and 3 digits");
        }
        return new BigDecimal(text.substring(start, at));
    }

    private int digits() {
        int start = at;
        while (digit(peek())) {
            at++;
        }
        return at - start;
    }

    private String string() throws MalformedFieldException {
        StringBuilder value = new StringBuilder();
        at++;
        while (true) {
            char next = visible();
            if (next == '"') {
                return value.toString();
            }
            if (next == '\\') {
                next = visible();
                if (next != '"' && next != '\\') {
                    throw expected("escaped quote or backslash");
                }
            }
            value.append(next);
        }
    }

    private String displayString() throws MalformedFieldException {
        ByteArrayOutputStream utf8 = new ByteArrayOutputStream();
        at++;
        if (!accept('"')) {
            throw expected("quote after %");
        }
        while (true) {
            char next = visible();
            if (next == '"') {
                return decode(utf8.toByteArray());
            }
            utf8.write(next == '%' ? lowerHex() * 16 + lowerHex() : next);
        }
    }

    private String decode(byte[] utf8) throws MalformedFieldException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            throw expected("UTF-8");
        }
    }

    /** Only lower case is allowed (4.2.10). */
    private int lowerHex() throws MalformedFieldException {
        int value = "0123456789abcdef".indexOf(peek());
        if (value < 0) {
            throw expected("two of 0-9a-f after %");
        }
        at++;
        return value;
    }

    private char visible() throws MalformedFieldException {
        char next = peek();
        if (next < 0x20 || next > 0x7e) {
            throw expected("visible ASCII and a closing quote");
        }
        at++;
        return next;
    }

    private byte[] bytes() throws MalformedFieldException {
        int end = text.indexOf(':', at + 1);
        if (end < 0) {
            throw expected("closing colon");
        }
        String encoded = text.substring(at + 1, end);
        try {
            byte[] value = Base64.getDecoder().decode(encoded);
            at = end + 1;
            return value;
        } catch (IllegalArgumentException e) {
            throw expected("base64");
        }
    }

    private boolean bool() throws MalformedFieldException {
        at++;
        if (accept('1')) {
            return true;
        }
        if (accept('0')) {
            return false;
        }
        throw expected("0 or 1");
    }

    private Instant date() throws MalformedFieldException {
        at++;
        Object seconds = number();
        if (!(seconds instanceof Long)) {
            throw expected("whole seconds");
        }
        return Instant.ofEpochSecond((Long) seconds);
    }

    private SfToken token() {
        int start = at;
        while (letter(peek()) || digit(peek()) || TOKEN_MARKS.indexOf(peek()) >= 0) {
            at++;
        }
        return new SfToken(text.substring(start, at));
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean lowerCase(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean letter(char c) {
        return lowerCase(c) || (c >= 'A' && c <= 'Z');
    }
}
