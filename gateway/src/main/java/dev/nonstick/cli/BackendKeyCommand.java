package dev.nonstick.cli;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code backend-key}. */
@Command(
        name = "backend-key",
        description = {
            "Prints the key of a pool's backends.",
            "With it they verify that session fields come from the gateway; adapters read it from"
                    + " NONSTICK_BACKEND_KEY."
        })
final class BackendKeyCommand implements Callable<Integer> {

    private final Product product;

    @Parameters(paramLabel = "POOL", description = "A pool of the configuration.")
    private @Nullable String pool;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            required = true,
            converter = ReadableFile.class,
            description = "The configuration of the gateway.")
    private @Nullable Path file;

    @Spec private @Nullable CommandSpec spec;

    BackendKeyCommand(Product product) {
        this.product = product;
    }

    @Override
    public Integer call() throws RefusedException {
        String key = product.backendKey(Objects.requireNonNull(file), Objects.requireNonNull(pool));
        Objects.requireNonNull(spec).commandLine().getOut().println(key);
        return Outcome.OK;
    }
}
