package dev.nonstick.cli;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code check}. */
@Command(
        name = "check",
        description = {
            "Validates a configuration file.",
            "Prints everything that is wrong with it, one a line: path: value (expected: rule).",
            "Exits with 0 or 2."
        })
final class CheckCommand implements Callable<Integer> {

    private final Product product;

    @Parameters(paramLabel = "FILE", converter = ReadableFile.class, description = "What to check.")
    private @Nullable Path file;

    @Spec private @Nullable CommandSpec spec;

    CheckCommand(Product product) {
        this.product = product;
    }

    @Override
    public Integer call() {
        Path checked = Objects.requireNonNull(file);
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Product.Report report = product.check(checked);
        report.warnings().forEach(warning -> line.getErr().println("warning: " + warning));
        if (!report.errors().isEmpty()) {
            return Outcome.refused(report.errors(), checked.toString(), line.getErr());
        }
        line.getOut().println(checked + ": ok");
        return Outcome.OK;
    }
}
