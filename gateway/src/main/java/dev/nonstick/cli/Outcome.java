package dev.nonstick.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** How commands end: exit codes, and what is said on standard error. */
final class Outcome {

    static final int OK = 0;

    /** Something broke that the user did not write. */
    static final int BROKEN = 1;

    /** Usage or configuration. */
    static final int MENDABLE = 2;

    /** What picocli puts in front of some of its messages. */
    private static final String PREFIX = "Error: ";

    private Outcome() {}

    static int onWrongUsage(ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        PrintWriter err = line.getErr();
        String name = line.getCommandSpec().qualifiedName();
        String text = firstLine(e);
        err.println(
                name + ": " + (text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text));
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("See " + name + " --help");
        return MENDABLE;
    }

    static int onException(Exception e, CommandLine line, ParseResult parsed) {
        String name = line.getCommandSpec().qualifiedName();
        if (e instanceof RefusedException refused) {
            return refused(refused.problems(), name, line.getErr());
        }
        line.getErr().println(name + ": " + summary(e));
        return BROKEN;
    }

    /** One line for each problem, and their number. */
    static int refused(List<String> problems, String subject, PrintWriter err) {
        problems.forEach(err::println);
        err.println(
                subject + ": " + problems.size() + (problems.size() == 1 ? " error" : " errors"));
        return MENDABLE;
    }

    /** The message; with its kind where it was not written for users. */
    private static String summary(Exception e) {
        String text = firstLine(e);
        String kind = e.getClass().getSimpleName();
        return text.isEmpty() ? kind : e instanceof RuntimeException ? kind + ": " + text : text;
    }

    private static String firstLine(Exception e) {
        String message = e.getMessage();
        return message == null ? "" : message.lines().findFirst().orElse("");
    }
}
