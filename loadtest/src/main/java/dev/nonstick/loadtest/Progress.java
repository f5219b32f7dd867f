package dev.nonstick.loadtest;

import java.io.Console;

/** One line that says how far it is: overwritten on a terminal, else one line a step. */
final class Progress {
    private static final int WIDTH = 78;

    private final boolean terminal = isTerminal();
    private final long begun = System.nanoTime();
    private long doneSeconds;
    private final double allSeconds;

    /**
     * @param allSeconds how much load there will be
     */
    Progress(double allSeconds) {
        this.allSeconds = allSeconds;
    }

    @SuppressWarnings("SystemConsoleNull") // it does return null here where there is no terminal
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** Tells what comes now. */
    void step(String text) {
        long elapsed = (System.nanoTime() - begun) / 1_000_000_000;
        long percent = Math.min(99, Math.round(100.0 * doneSeconds / allSeconds));
        String line = "[%3d %% %2d:%02d] %s".formatted(percent, elapsed / 60, elapsed % 60, text);
        if (terminal) {
            String cut = line.length() > WIDTH ? line.substring(0, WIDTH) : line;
            System.err.print("\r" + cut + " ".repeat(WIDTH - cut.length()));
        } else {
            System.err.println(line);
        }
    }

    /** So many seconds of the plan are over. */
    void done(long seconds) {
        doneSeconds += seconds;
    }

    /** Leaves the line. */
    void end() {
        if (terminal) {
            System.err.print("\r" + " ".repeat(WIDTH) + "\r");
        }
    }
}
