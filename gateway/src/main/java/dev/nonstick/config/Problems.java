package dev.nonstick.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Everything found wrong so far; reading goes on with the default. */
final class Problems {

    private final List<ConfigError> errors = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Set<String> paths = new HashSet<>();

    void add(String path, String value, String expected) {
        errors.add(new ConfigError(path, value, expected));
        paths.add(path);
    }

    void warn(String path, String text) {
        warnings.add(Shown.text(path) + ": " + text);
    }

    /** Whether none of {@code paths} is wrong already, so that a rule over them means something. */
    boolean noneAt(String... paths) {
        for (String path : paths) {
            if (this.paths.contains(path)) {
                return false;
            }
        }
        return true;
    }

    List<ConfigError> errors() {
        return errors;
    }

    List<String> warnings() {
        return warnings;
    }
}
