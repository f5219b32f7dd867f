package dev.nonstick.http;

import org.jspecify.annotations.Nullable;

/** Rewrites a Cache-Control field (RFC 9111, section 5.2). */
final class CacheControl {
    private static final String PRIVATE = "private";

    private CacheControl() {}

    /**
     * For one client only: without what lets a shared cache keep the response, and otherwise as it
     * says.
     *
     * @param field the lines joined by commas; null: none
     */
    static String madePrivate(@Nullable String field) {
        if (field == null) {
            return PRIVATE;
        }
        StringBuilder made = new StringBuilder(PRIVATE);
        int at = 0;
        while (at < field.length()) {
            int end = endOf(field, at);
            String directive = field.substring(at, end).strip();
            if (!directive.isEmpty() && !isAboutSharing(directive)) {
                made.append(", ").append(directive);
            }
            at = end + 1;
        }
        return made.toString();
    }

    /** Where the directive ends: at a comma that is not within quotes. */
    private static int endOf(String field, int from) {
        boolean quoted = false;
        int at = from;
        while (at < field.length() && (quoted || field.charAt(at) != ',')) {
            char c = field.charAt(at);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                at++;
            }
            at++;
        }
        return Math.min(at, field.length());
    }

    private static boolean isAboutSharing(String directive) {
        int equals = directive.indexOf('=');
        String name = equals < 0 ? directive : directive.substring(0, equals).strip();
        // what private="..." says of some fields is now said of all
        return name.equalsIgnoreCase("public")
                || name.equalsIgnoreCase("s-maxage")
                || name.equalsIgnoreCase(PRIVATE);
    }
}
