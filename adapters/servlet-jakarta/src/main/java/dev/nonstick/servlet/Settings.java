package dev.nonstick.servlet;

import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an operator may set. Each name is looked up as a context init-param, then as a system
 * property, then as an environment variable in upper case with {@code _}. Immutable.
 */
final class Settings {

    static final String BACKEND_KEY = "nonstick.backend-key";
    static final String VERIFY = "nonstick.verify";
    static final String LISTENERS = "nonstick.listeners";

    final BackendKeys keys;
    final boolean verify;

    /** Names of listener classes that the application registers from code. */
    final List<String> listeners;

    private Settings(BackendKeys keys, boolean verify, List<String> listeners) {
        this.keys = keys;
        this.verify = verify;
        this.listeners = listeners;
    }

    /**
     * @throws IllegalArgumentException if a value is wrong: better no start than a webapp that
     *     refuses every request
     */
    static Settings of(ServletContext context) {
        String key = lookUp(context, BACKEND_KEY);
        return new Settings(
                key == null ? BackendKeys.none() : BackendKeys.parse(key),
                verify(lookUp(context, VERIFY)),
                names(lookUp(context, LISTENERS)));
    }

    private static boolean verify(@Nullable String value) {
        if (value == null || value.equals("true")) {
            return true;
        }
        if (value.equals("false")) {
            return false;
        }
        throw new IllegalArgumentException(VERIFY + ": " + value + " (expected: true or false)");
    }

    private static List<String> names(@Nullable String value) {
        List<String> names = new ArrayList<>();
        if (value != null) {
            for (String name : value.split(",", -1)) {
                if (!name.isBlank()) {
                    names.add(name.trim());
                }
            }
        }
        return names;
    }

    private static @Nullable String lookUp(ServletContext context, String name) {
        String value = context.getInitParameter(name);
        if (value == null) {
            value = System.getProperty(name);
        }
        if (value == null) {
            value =
                    System.getenv(
                            name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
        }
        return value == null || value.isBlank() ? null : value.trim();
    }
}
