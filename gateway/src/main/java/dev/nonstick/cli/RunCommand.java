package dev.nonstick.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code run}. */
@Command(
        name = "run",
        description = {
            "Runs the gateway in the foreground.",
            "It is configured by a file, or by backend URLs alone.",
            "SIGTERM or Ctrl-C lets requests under way finish; a second one does not."
        },
        sortOptions = false)
final class RunCommand implements Callable<Integer> {

    /** A file, or what stands for one. */
    static final class Source {
        @Option(
                names = {"-c", "--config"},
                paramLabel = "FILE",
                required = true,
                converter = ReadableFile.class,
                description = "The configuration; config/gateway.yaml documents every key.")
        private @Nullable Path file;

        @ArgGroup(exclusive = false)
        private @Nullable Quick quick;
    }

    /** The gateway without a file. */
    static final class Quick {
        @Option(
                names = "--backend",
                paramLabel = "URL",
                required = true,
                description = "A backend, as http://host:port; may be repeated.")
        private @Nullable List<String> backends;

        @Option(
                names = "--listen",
                paramLabel = "ADDRESS",
                defaultValue = "127.0.0.1:8080",
                description = "Where clients connect; default ${DEFAULT-VALUE}.")
        private @Nullable String listen;

        @Option(
                names = "--data-dir",
                paramLabel = "DIR",
                defaultValue = ".nonstick",
                description = "Keeps the sessions and the key; default ${DEFAULT-VALUE}.")
        private @Nullable Path dataDir;
    }

    private final Product product;

    @ArgGroup(multiplicity = "1")
    private @Nullable Source source;

    RunCommand(Product product) {
        this.product = product;
    }

    @Override
    public Integer call() throws RefusedException {
        return product.run(options());
    }

    private RunOptions options() throws RefusedException {
        if (source != null && source.file != null) {
            return new RunOptions.FromFile(source.file);
        }
        Quick quick = source == null ? null : source.quick;
        if (quick == null
                || quick.backends == null
                || quick.listen == null
                || quick.dataDir == null) {
            throw new RefusedException(List.of("missing: -c FILE or --backend URL"));
        }
        return new RunOptions.Quick(quick.backends, quick.listen, quick.dataDir);
    }
}
