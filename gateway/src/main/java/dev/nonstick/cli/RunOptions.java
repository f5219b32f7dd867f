package dev.nonstick.cli;

import java.nio.file.Path;
import java.util.List;

/** How {@code run} was called. */
public sealed interface RunOptions {

    /** {@code run -c FILE}. */
    record FromFile(Path file) implements RunOptions {}

    /**
     * {@code run --backend URL}; the texts are as given, not validated.
     *
     * @param backends at least one
     */
    record Quick(List<String> backends, String listen, Path dataDir) implements RunOptions {
        public Quick {
            backends = List.copyOf(backends);
        }
    }
}
