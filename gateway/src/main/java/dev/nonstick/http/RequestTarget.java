package dev.nonstick.http;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Takes request targets apart (RFC 9112, section 3.2). */
public final class RequestTarget {
    private RequestTarget() {}

    /** Where the authority of an absolute-form target begins, or -1. */
    static int authorityStart(String target) {
        if (target.regionMatches(true, 0, "http://", 0, 7)) {
            return 7;
        }
        return target.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1;
    }

    static int authorityEnd(String target, int start) {
        int end = start;
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        return end;
    }

    /** The authority of an absolute-form target, or null. */
    public static @Nullable String authority(String target) {
        int start = authorityStart(target);
        return start < 0 ? null : target.substring(start, authorityEnd(target, start));
    }

    /** The target as backends get it: origin form, or {@code *}. */
    public static String originForm(String target) {
        int start = authorityStart(target);
        if (start < 0) {
            return target;
        }
        String rest = target.substring(authorityEnd(target, start));
        return rest.startsWith("/") ? rest : "/" + rest;
    }

    /** The path of an origin-form target, undecoded. */
    public static String path(String originForm) {
        int query = originForm.indexOf('?');
        return query < 0 ? originForm : originForm.substring(0, query);
    }

    /** Whether a path could be read in more ways than one. */
    public static boolean isPlain(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%' || c == ';' || c == '\\') {
                return false;
            }
            if (c == '/' && i + 1 < path.length()) {
                char next = path.charAt(i + 1);
                if (next == '/' || next == '.') {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * The path as the most eager server would read it: decoded, parameters cut, empty and dot
     * segments removed.
     *
     * @return null where an escape is broken, and where a {@code ..} climbs above the root or
     *     stands next to what servers treat in different orders: then there is no one answer to
     *     what it takes away ({@code /p//../a} is {@code /a} or {@code /p/a})
     */
    public static @Nullable String normalized(String path) {
        String decoded = decode(path);
        if (decoded == null) {
            return null;
        }
        Deque<String> segments = new ArrayDeque<>();
        boolean folder = false;
        for (String raw : decoded.replace('\\', '/').split("/", -1)) {
            int parameter = raw.indexOf(';');
            String segment = parameter < 0 ? raw : raw.substring(0, parameter);
            boolean up = segment.equals("..");
            folder = up || segment.isEmpty() || segment.equals(".");
            if (up && (hasOtherReadings(path) || segments.pollLast() == null)) {
                return null;
            }
            if (!folder) {
                segments.addLast(segment);
            }
        }
        return "/" + String.join("/", segments) + (folder && !segments.isEmpty() ? "/" : "");
    }

    /** Whether anything but dot segments must be treated, be it before or after them. */
    private static boolean hasOtherReadings(String path) {
        return path.contains("//")
                || path.indexOf('%') >= 0
                || path.indexOf(';') >= 0
                || path.indexOf('\\') >= 0;
    }

    private static @Nullable String decode(String path) {
        StringBuilder out = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%') {
                if (i + 2 >= path.length()) {
                    return null;
                }
                int high = Character.digit(path.charAt(i + 1), 16);
                int low = Character.digit(path.charAt(i + 2), 16);
                if (high < 0 || low < 0 || (high == 0 && low == 0)) {
                    return null;
                }
                c = (char) (high * 16 + low);
                i += 2;
            }
            out.append(c);
        }
        return out.toString();
    }
}
