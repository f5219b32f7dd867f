package dev.nonstick.session;

import dev.nonstick.http.StructuredFields;
import java.util.Base64;
import java.util.Map;

/**
 * The {@code Offload-State} field: a List of names with their values (RFC 9651).
 *
 * <pre>"cart";v=:aGVsbG8=:;t=java, "visits";v=3, %"caf%c3%a9";v=:…:;t=json</pre>
 */
final class StateField {
    private StateField() {}

    /** Adds the field's text. */
    static void append(Map<String, Attribute> state, Latin1Text out) {
        String separator = "";
        for (Map.Entry<String, Attribute> entry : state.entrySet()) {
            appendName(entry.getKey(), out.append(separator));
            separator = ", ";
            out.append(";v=");
            switch (entry.getValue()) {
                case Attribute.Counter counter -> {
                    StringBuilder integer = new StringBuilder(16);
                    StructuredFields.appendInteger(integer, counter.value());
                    out.append(integer.toString());
                }
                case Attribute.Blob blob -> appendBlob(blob, out);
            }
        }
    }

    private static void appendName(String name, Latin1Text out) {
        if (isToken(name)) {
            out.append("\"").append(name).append("\"");
        } else {
            StringBuilder quoted = new StringBuilder(name.length() + 16);
            StructuredFields.appendName(quoted, name);
            out.append(quoted.toString());
        }
    }

    private static void appendBlob(Attribute.Blob blob, Latin1Text out) {
        out.append(":").append(Base64.getEncoder().encode(blob.value())).append(":");
        String type = blob.type();
        if (type.isEmpty()) {
            return;
        }
        // a String can carry any tag that a Token can
        out.append(";t=");
        if (isToken(type)) {
            out.append(type);
        } else {
            StringBuilder quoted = new StringBuilder(type.length() + 16);
            StructuredFields.appendString(quoted, type);
            out.append(quoted.toString());
        }
    }

    /** Characters of the field; an upper bound where a name is not plain ASCII. */
    static int lengthOf(Map<String, Attribute> state) {
        long length = 0;
        for (Map.Entry<String, Attribute> entry : state.entrySet()) {
            length += 2 + 3 + 3 + textLength(entry.getKey());
            length +=
                    switch (entry.getValue()) {
                        case Attribute.Counter counter -> 16;
                        case Attribute.Blob blob ->
                                2L
                                        + (blob.value().length + 2L) / 3 * 4
                                        + 5
                                        + textLength(blob.type());
                    };
        }
        return (int) Math.min(Integer.MAX_VALUE, length);
    }

    /** Characters of a String or Display String between its quotes (RFC 9651, 4.1.6, 4.1.11). */
    private static int textLength(String text) {
        boolean plain = true;
        int asString = 0;
        int asDisplay = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean printable = c >= ' ' && c < 0x7f;
            plain &= printable;
            asString += c == '"' || c == '\\' ? 2 : 1;
            // an escape takes three characters for each of at most three bytes
            asDisplay += !printable ? 9 : c == '%' || c == '"' ? 3 : 1;
        }
        return plain ? asString : asDisplay;
    }

    /** RFC 9651, section 3.3.4, for the tags that need no quotes, and names without escapes. */
    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean digit = (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
            if (!letter && (i == 0 || !digit)) {
                return false;
            }
        }
        return true;
    }
}
