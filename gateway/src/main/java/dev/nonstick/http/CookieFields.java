package dev.nonstick.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and trims the Cookie field (RFC 6265, section 4.2.1) without taking it apart. */
public final class CookieFields {
    private CookieFields() {}

    /**
     * The values of the cookies with this name, in order, at most {@code max}.
     *
     * @param field a Cookie field's value; several lines are looked at one by one
     */
    public static List<String> valuesOf(String field, String name, int max) {
        List<String> values = List.of();
        int at = indexOf(field, name, 0);
        while (at >= 0 && values.size() < max) {
            if (values.isEmpty()) {
                values = new ArrayList<>(1);
            }
            int from = at + name.length() + 1;
            values.add(field.substring(from, trimEnd(field, from, endOf(field, from))));
            at = indexOf(field, name, from);
        }
        return values;
    }

    /** The fields without the cookies of these names; the same list where there is none. */
    public static List<String> without(List<String> fields, Set<String> names) {
        for (int i = 0; i < fields.size(); i++) {
            if (!fields.get(i).equals(without(fields.get(i), names))) {
                List<String> kept = new ArrayList<>(fields.subList(0, i));
                for (String field : fields.subList(i, fields.size())) {
                    String rest = without(field, names);
                    if (rest != null) {
                        kept.add(rest);
                    }
                }
                return kept;
            }
        }
        return fields;
    }

    private static @Nullable String without(String field, Set<String> names) {
        String rest = field;
        for (String name : names) {
            rest = rest == null ? null : without(rest, name);
        }
        return rest;
    }

    /** The field without the cookies of this name; null where nothing is left of it. */
    public static @Nullable String without(String field, String name) {
        int at = indexOf(field, name, 0);
        if (at < 0) {
            return field;
        }
        StringBuilder rest = new StringBuilder(field.length());
        int copied = 0;
        while (at >= 0) {
            rest.append(field, copied, at);
            copied = Math.min(field.length(), endOf(field, at) + 1);
            while (copied < field.length() && isBlank(field.charAt(copied))) {
                copied++;
            }
            at = indexOf(field, name, copied);
        }
        rest.append(field, copied, field.length());
        int end = rest.length();
        while (end > 0 && (isBlank(rest.charAt(end - 1)) || rest.charAt(end - 1) == ';')) {
            end--;
        }
        return end == 0 ? null : rest.substring(0, end);
    }

    /**
     * The name under which a browser would send a Set-Cookie line's cookie; also of a line that
     * should be ignored, and of one without a name whose value reads so.
     *
     * @param line the Set-Cookie field's value
     */
    public static String nameSetBy(String line) {
        int from = 0;
        while (from < line.length() && (isBlank(line.charAt(from)) || line.charAt(from) == '=')) {
            from++;
        }
        int to = from;
        while (to < line.length() && line.charAt(to) != '=' && line.charAt(to) != ';') {
            to++;
        }
        return line.substring(from, trimEnd(line, from, to));
    }

    /** Where the next cookie with this name begins, or -1; the name is case-sensitive. */
    private static int indexOf(String field, String name, int from) {
        int at = field.indexOf(name, from);
        while (at >= 0) {
            int after = at + name.length();
            if (after < field.length() && field.charAt(after) == '=' && beginsPair(field, at)) {
                return at;
            }
            at = field.indexOf(name, at + 1);
        }
        return -1;
    }

    private static boolean beginsPair(String field, int at) {
        int before = at - 1;
        while (before >= 0 && isBlank(field.charAt(before))) {
            before--;
        }
        return before < 0 || field.charAt(before) == ';';
    }

    private static int endOf(String field, int from) {
        int end = field.indexOf(';', from);
        return end < 0 ? field.length() : end;
    }

    private static int trimEnd(String field, int from, int end) {
        int last = end;
        while (last > from && isBlank(field.charAt(last - 1))) {
            last--;
        }
        return last;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
