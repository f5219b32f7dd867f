package dev.nonstick.demo.shop;

import org.jspecify.annotations.Nullable;

/** Text that came from outside, made harmless for where it goes. */
final class Text {
    private Text() {}

    /** For element content and quoted attribute values. */
    static String html(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(c);
            }
        }
        return safe.toString();
    }

    /** A JSON string with its quotes, or {@code null}. */
    static String json(@Nullable String text) {
        if (text == null) {
            return "null";
        }
        StringBuilder safe = new StringBuilder(text.length() + 16).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                safe.append('\\').append(c);
            } else if (c < ' ') {
                safe.append("\\u%04x".formatted((int) c));
            } else {
                safe.append(c);
            }
        }
        return safe.append('"').toString();
    }

    /** Form input: without surrounding blanks, at most {@code max} characters; absent is empty. */
    static String input(@Nullable String text, int max) {
        if (text == null) {
            return "";
        }
        String stripped = text.strip();
        return stripped.length() <= max ? stripped : stripped.substring(0, max);
    }
}
