package dev.nonstick.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** The command line of Nonstick. Every way through it ends in an exit code, none in a trace. */
@Command(
        name = "nonstick",
        description = "Nonstick keeps the sessions of web applications outside of them.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Try it:                nonstick demo",
            "Put it before an app:  nonstick run --backend http://127.0.0.1:9001"
        })
public final class NonstickCommand implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;

    private NonstickCommand() {}

    /**
     * Parses {@code args} and runs the command they name.
     *
     * @param demo a picocli command, to be called {@code demo}
     * @return the exit code: 2 for what the user can mend
     */
    public static int execute(Product product, Object demo, String... args) {
        return commandLine(product, demo).execute(args);
    }

    static CommandLine commandLine(Product product, Object demo) {
        CommandLine line =
                withHelp(new NonstickCommand())
                        .addSubcommand("demo", demo)
                        .addSubcommand("run", withHelp(new RunCommand(product)))
                        .addSubcommand("check", withHelp(new CheckCommand(product)))
                        .addSubcommand("backend-key", withHelp(new BackendKeyCommand(product)))
                        .addSubcommand("version", withHelp(new VersionCommand(product)));
        line.getCommandSpec()
                .version(product.version())
                .addOption(
                        OptionSpec.builder("-V", "--version")
                                .versionHelp(true)
                                .description("Print the version.")
                                .build());
        return line.setParameterExceptionHandler(Outcome::onWrongUsage)
                .setExecutionExceptionHandler(Outcome::onException);
    }

    private static CommandLine withHelp(Object command) {
        CommandLine line = new CommandLine(command);
        line.getCommandSpec()
                .addOption(
                        OptionSpec.builder("-h", "--help")
                                .usageHelp(true)
                                .description("Print this help.")
                                .build());
        return line;
    }

    /** No command: says which there are. */
    @Override
    public Integer call() {
        if (spec != null) {
            CommandLine line = spec.commandLine();
            line.usage(line.getErr());
        }
        return Outcome.MENDABLE;
    }
}
