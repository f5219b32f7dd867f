package dev.nonstick.cli;

import java.nio.file.Path;
import java.util.List;

/**
 * What the commands need of the product; the composition root implements it. Files given to it
 * exist and can be read.
 */
public interface Product {

    /**
     * Runs the gateway in the foreground until it is told to stop.
     *
     * @return the exit code
     * @throws RefusedException where the configuration cannot be used
     */
    int run(RunOptions options) throws RefusedException;

    /** Validates a configuration file; what is wrong with it is in the report. */
    Report check(Path file);

    /**
     * The key with which backends of {@code pool} verify the gateway's fields.
     *
     * @throws RefusedException where the configuration cannot be used or has no such pool
     */
    String backendKey(Path file, String pool) throws RefusedException;

    String version();

    /**
     * What a check found.
     *
     * @param errors {@code path: value (expected: rule)} each; none: the file is valid
     * @param warnings what works, but should be known
     */
    record Report(List<String> errors, List<String> warnings) {
        public Report {
            errors = List.copyOf(errors);
            warnings = List.copyOf(warnings);
        }
    }
}
