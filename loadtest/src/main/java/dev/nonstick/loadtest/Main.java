package dev.nonstick.loadtest;

import dev.nonstick.loadtest.process.BenchFailure;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point: {@code ./nonstick bench}. */
@Command(name = "nonstick", subcommands = BenchCommand.class)
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // decimal points everywhere
        Locale.setDefault(Locale.ROOT);
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler(
                (failure, commandLine, parsed) -> {
                    if (failure instanceof BenchFailure) {
                        System.err.println("bench: " + failure.getMessage());
                    } else {
                        failure.printStackTrace();
                    }
                    return 1;
                });
        System.exit(line.execute(args));
    }
}
