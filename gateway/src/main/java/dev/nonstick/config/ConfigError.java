package dev.nonstick.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param path where, as {@code pools.app.timeouts.connect}
 * @param value what is there, as written; {@code ***} for a secret
 * @param expected the rule it breaks
 */
public record ConfigError(String path, String value, String expected) {

    public ConfigError {
        path = Shown.text(path);
        value = Shown.text(value);
        expected = Shown.rule(expected);
    }

    @Override
    public String toString() {
        return path + ": " + value + " (expected: " + expected + ")";
    }
}
