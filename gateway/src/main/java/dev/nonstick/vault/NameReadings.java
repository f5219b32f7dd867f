package dev.nonstick.vault;

import java.util.HashSet;
import java.util.Set;

/**
 * The names that a client may not send, as the most eager server would read them. Cookie names are
 * exact, but not every server takes them so: to ASP.NET {@code SID} is {@code sid}; PHP reads
 * {@code my.app}, {@code my%5Fapp} and {@code my app} as {@code my_app}, and {@code sid[x]} as
 * {@code sid}; old parsers begin a new cookie at a comma, a space or a quote. So a name counts
 * decoded, in lower case, every character that is no letter or digit as an underscore, and wherever
 * in a client's cookie such a parser could find one.
 *
 * <p>Thread rule: belongs to one exchange.
 */
final class NameReadings {
    private final Set<String> fixed;
    private final Set<String> added = new HashSet<>();

    /**
     * @param fixed readings that are guarded always
     */
    NameReadings(Set<String> fixed) {
        this.fixed = fixed;
    }

    /** Guards a name. */
    void add(String name) {
        added.add(of(name));
    }

    boolean isEmpty() {
        return fixed.isEmpty() && added.isEmpty();
    }

    /** Whether a name may be read as one that was added. */
    boolean isAdded(String name) {
        String decoded = decoded(name);
        return added.contains(reading(decoded)) || added.contains(reading(cut(decoded)));
    }

    /** Whether a name may be read as a guarded one. */
    boolean isGuarded(String name) {
        String decoded = decoded(name);
        return isGuardedReading(reading(decoded)) || isGuardedReading(reading(cut(decoded)));
    }

    private boolean isGuardedReading(String reading) {
        return fixed.contains(reading) || added.contains(reading);
    }

    /** Whether a second name may be read in a cookie behind what is no separator to others. */
    boolean hidesGuarded(String cookie) {
        for (int equals = cookie.indexOf('='); equals >= 0; ) {
            int end = equals;
            while (end > 0 && isBlank(cookie.charAt(end - 1))) {
                end--;
            }
            int start = end;
            while (start > 0 && !isSeparator(cookie.charAt(start - 1))) {
                start--;
            }
            if (start > 0
                    && cookie.charAt(start - 1) != '='
                    && isGuarded(cookie.substring(start, end))) {
                return true;
            }
            equals = cookie.indexOf('=', equals + 1);
        }
        return false;
    }

    private static boolean isSeparator(char c) {
        return c == ',' || c == '"' || c == '=' || isBlank(c);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** A name as the most eager server reads it. */
    static String of(String name) {
        return reading(decoded(name));
    }

    private static String decoded(String name) {
        if (name.indexOf('%') < 0) {
            return name;
        }
        StringBuilder decoded = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '%' && i + 2 < name.length()) {
                int high = Character.digit(name.charAt(i + 1), 16);
                int low = Character.digit(name.charAt(i + 2), 16);
                if (high >= 0 && low >= 0) {
                    c = (char) (high * 16 + low);
                    i += 2;
                }
            }
            decoded.append(c);
        }
        return decoded.toString();
    }

    /** Up to where PHP sees an index, or a zero byte ends a name. */
    private static String cut(String decoded) {
        for (int i = 0; i < decoded.length(); i++) {
            char c = decoded.charAt(i);
            if (c == '[' || c == 0) {
                return decoded.substring(0, i);
            }
        }
        return decoded;
    }

    private static String reading(String decoded) {
        StringBuilder reading = new StringBuilder(decoded.length());
        for (int i = 0; i < decoded.length(); i++) {
            char c = decoded.charAt(i);
            // white space in front is passed over
            if (!reading.isEmpty() || (c != ' ' && c != '+' && (c < '\t' || c > '\r'))) {
                reading.append(readingOf(c));
            }
        }
        return reading.toString();
    }

    private static char readingOf(char c) {
        if (c >= 'A' && c <= 'Z') {
            return (char) (c | 0x20);
        }
        return c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '_';
    }
}
