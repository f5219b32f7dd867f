package dev.nonstick.servlet;

/** A Token of RFC 9651, kept apart from Strings by its type. */
final class SfToken {

    private final String text;

    SfToken(String text) {
        this.text = text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SfToken && ((SfToken) other).text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
