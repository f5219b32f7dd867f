package dev.nonstick.loadtest.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes maps, lists, strings, numbers and booleans as JSON (RFC 8259). */
final class Json {
    private final StringBuilder out = new StringBuilder();

    private Json() {}

    static String of(Object value) {
        Json json = new Json();
        json.write(value, 0);
        return json.out.append('\n').toString();
    }

    private void write(@Nullable Object value, int depth) {
        switch (value) {
            case null -> out.append("null");
            case Map<?, ?> map -> {
                String separator = "{";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    line(separator, depth + 1);
                    string(String.valueOf(entry.getKey()));
                    out.append(": ");
                    write(entry.getValue(), depth + 1);
                    separator = ",";
                }
                close(map.isEmpty(), "{", "}", depth);
            }
            case List<?> list -> {
                String separator = "[";
                for (Object item : list) {
                    line(separator, depth + 1);
                    write(item, depth + 1);
                    separator = ",";
                }
                close(list.isEmpty(), "[", "]", depth);
            }
            case Double number ->
                    out.append(
                            Double.isFinite(number)
                                    ? String.format(Locale.ROOT, "%.4f", number)
                                    : "null");
            case Number number -> out.append(number);
            case Boolean bool -> out.append(bool);
            default -> string(value.toString());
        }
    }

    private void line(String separator, int depth) {
        out.append(separator).append('\n').append("  ".repeat(depth));
    }

    private void close(boolean empty, String begin, String end, int depth) {
        if (empty) {
            out.append(begin).append(end);
        } else {
            line("", depth);
            out.append(end);
        }
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
