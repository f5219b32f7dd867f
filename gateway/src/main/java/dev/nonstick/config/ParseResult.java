package dev.nonstick.config;

import java.util.List;

/** What became of a configuration. */
public sealed interface ParseResult {

    /**
     * It can be used.
     *
     * @param warnings one line each: what works, but should be known
     */
    record Valid(GatewaySettings settings, List<String> warnings) implements ParseResult {
        public Valid {
            warnings = List.copyOf(warnings);
        }
    }

    /** It cannot be used; these are all reasons, not only the first. */
    record Invalid(List<ConfigError> errors) implements ParseResult {
        public Invalid {
            errors = List.copyOf(errors);
        }
    }
}
