package dev.nonstick.config;

/** How text from a configuration appears in messages: one short line without credentials. */
final class Shown {

    static final String SECRET = "***";

    private static final int MAX_LENGTH = 100;
    private static final int MAX_RULE = 400;

    private Shown() {}

    static String text(String text) {
        if (text.isEmpty()) {
            return "''";
        }
        return oneLine(withoutCredentials(text), MAX_LENGTH);
    }

    static String rule(String text) {
        return oneLine(text, MAX_RULE);
    }

    /** Hides what is before the last at sign of a URL's authority. */
    private static String withoutCredentials(String text) {
        int scheme = text.indexOf("://");
        int at = text.lastIndexOf('@');
        if (scheme < 0 || at < scheme) {
            return text;
        }
        return text.substring(0, scheme + 3) + SECRET + text.substring(at);
    }

    private static String oneLine(String text, int maxLength) {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .limit(maxLength)
                .forEach(c -> line.appendCodePoint(isPlain(c) ? c : '\ufffd'));
        return text.codePointCount(0, text.length()) > maxLength
                ? line.append('…').toString()
                : line.toString();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }
}
