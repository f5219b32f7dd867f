package dev.nonstick.config;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Lists of known names, and which of them somebody meant. */
final class Names {

    private static final int MAX_COMPARED = 64;

    private Names() {}

    /** Letter, digit, hyphen, underscore or dot. */
    static boolean isName(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || c == '.';
    }

    /** {@code one of a, b; nearest: b}, or the only name. */
    static String oneOf(Collection<String> known, String given) {
        if (known.isEmpty()) {
            return "nothing";
        }
        String list = String.join(", ", known);
        if (known.size() == 1) {
            return list;
        }
        String nearest = nearest(known, given);
        return "one of " + list + (nearest == null ? "" : "; nearest: " + nearest);
    }

    /** The name with the fewest edits to {@code given}; null where none looks like it. */
    static @Nullable String nearest(Collection<String> known, String given) {
        String nearest = null;
        int fewest = Math.max(2, given.length() / 2) + 1;
        for (String name : known) {
            int edits = edits(name, given);
            if (edits < fewest && edits < name.length()) {
                fewest = edits;
                nearest = name;
            }
        }
        return nearest;
    }

    /** Levenshtein distance, row by row. */
    static int edits(String from, String to) {
        if (from.length() > MAX_COMPARED || to.length() > MAX_COMPARED) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
