package dev.nonstick.http;

import java.math.BigDecimal;
import java.util.Arrays;

/** A value without parameters: the eight types of RFC 9651, section 3.3. */
public sealed interface BareItem {

    /** Integer, at most 15 digits. */
    record Int(long value) implements BareItem {}

    /** Decimal, at most 12 digits before the point and 3 after it. */
    record Dec(BigDecimal value) implements BareItem {}

    /** String of printable ASCII. */
    record Str(String value) implements BareItem {}

    /** Token. */
    record Token(String value) implements BareItem {}

    /**
     * Byte Sequence; compared by content.
     *
     * @param value not to be modified
     */
    record Bytes(byte[] value) implements BareItem {
        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes bytes && Arrays.equals(bytes.value, value);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(value);
        }

        @Override
        public String toString() {
            return "Bytes[" + value.length + "]";
        }
    }

    /** Boolean. */
    record Bool(boolean value) implements BareItem {
        public static final Bool TRUE = new Bool(true);
        public static final Bool FALSE = new Bool(false);
    }

    /** Date, in seconds since 1970-01-01T00:00Z. */
    record Date(long epochSecond) implements BareItem {}

    /** Display String: any Unicode text. */
    record Display(String value) implements BareItem {}
}
