package dev.nonstick.config;

import java.util.Map;

/**
 * Replaces {@code ${NAME}} and {@code ${NAME:default}} by environment variables. The result is not
 * looked at again, so a variable cannot bring in another. A second dollar sign in front keeps the
 * text as it is, without that sign.
 */
final class Interpolation {

    private static final String SYNTAX = "${NAME} or ${NAME:default}";

    private final Map<String, String> env;

    Interpolation(Map<String, String> env) {
        this.env = Map.copyOf(env);
    }

    String resolve(String text) throws Rejected {
        int open = text.indexOf("${");
        if (open < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        int done = 0;
        for (; open >= 0; open = text.indexOf("${", done)) {
            if (open > done && text.charAt(open - 1) == '$') {
                out.append(text, done, open - 1).append("${");
                done = open + 2;
                continue;
            }
            int close = text.indexOf('}', open);
            if (close < 0) {
                throw new Rejected(SYNTAX);
            }
            out.append(text, done, open).append(variable(text.substring(open + 2, close)));
            done = close + 1;
        }
        return out.append(text, done, text.length()).toString();
    }

    private String variable(String inner) throws Rejected {
        int colon = inner.indexOf(':');
        String name = colon < 0 ? inner : inner.substring(0, colon);
        if (!isVariable(name)) {
            throw new Rejected(SYNTAX);
        }
        String value = env.get(name);
        if (value != null) {
            return value;
        }
        if (colon < 0) {
            throw new Rejected("environment variable " + name + " to be set");
        }
        return inner.substring(colon + 1);
    }

    private static boolean isVariable(String name) {
        return !name.isEmpty()
                && !Character.isDigit(name.charAt(0))
                && name.chars().allMatch(c -> Names.isName(c) && c != '-' && c != '.');
    }
}
