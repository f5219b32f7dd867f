package dev.nonstick.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code version}. */
@Command(name = "version", description = "Prints the version.")
final class VersionCommand implements Callable<Integer> {

    private final Product product;

    @Spec private @Nullable CommandSpec spec;

    VersionCommand(Product product) {
        this.product = product;
    }

    @Override
    public Integer call() {
        Objects.requireNonNull(spec).commandLine().getOut().println(product.version());
        return Outcome.OK;
    }
}
