package dev.nonstick.vault;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Names of cookies, with wildcards, ready to be asked. */
final class NamePatterns {
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private final boolean httpOnly;
    private final Set<String> literals = new HashSet<>();
    private final List<String> wildcards = new ArrayList<>();

    NamePatterns(List<String> patterns) {
        this.httpOnly = patterns.contains(VaultSettings.HTTP_ONLY);
        for (String pattern : patterns) {
            if (pattern.indexOf('*') >= 0) {
                wildcards.add(pattern);
            } else if (!pattern.equals(VaultSettings.HTTP_ONLY)) {
                literals.add(pattern);
            }
        }
    }

    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean alphanumeric =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && TOKEN_MARKS.indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Those without a wildcard. */
    Set<String> literals() {
        return literals;
    }

    boolean isEmpty() {
        return !httpOnly && literals.isEmpty() && wildcards.isEmpty();
    }

    boolean matches(String name, boolean isHttpOnly) {
        return (httpOnly && isHttpOnly) || matches(name);
    }

    boolean matches(String name) {
        if (literals.contains(name)) {
            return true;
        }
        for (String wildcard : wildcards) {
            if (matches(wildcard, name)) {
                return true;
            }
        }
        return false;
    }

    /** Only the last star is ever gone back to, so this takes no more than length times length. */
    private static boolean matches(String wildcard, String name) {
        int at = 0;
        int star = -1;
        int taken = 0;
        int i = 0;
        while (i < name.length()) {
            if (at < wildcard.length() && wildcard.charAt(at) == '*') {
                star = at++;
                taken = i;
            } else if (at < wildcard.length() && wildcard.charAt(at) == name.charAt(i)) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++taken;
            } else {
                return false;
            }
        }
        while (at < wildcard.length() && wildcard.charAt(at) == '*') {
            at++;
        }
        return at == wildcard.length();
    }
}
