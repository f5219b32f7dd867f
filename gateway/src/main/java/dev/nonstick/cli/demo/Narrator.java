package dev.nonstick.cli.demo;

import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Everything the demo says, and the count of what it has checked. One thread at a time. */
final class Narrator {
    private static final int LINE = 76;
    private static final int LABEL = 10;

    private final PrintStream out;
    private final Paint paint;
    private final String tick;
    private final String cross;
    private int passed;
    private int failed;

    Narrator(PrintStream out, Paint paint, boolean unicode) {
        this.out = out;
        this.paint = paint;
        this.tick = unicode ? "✓" : "ok";
        this.cross = unicode ? "✗" : "FAILED";
    }

    /** Colours only for a person at a terminal who does not mind them. */
    @SuppressWarnings("SystemConsoleNull") // never null from JDK 22 to 24, null again in 25
    static Narrator onStdout() {
        Console console = System.console();
        boolean terminal = console != null && console.isTerminal();
        boolean colours = terminal && System.getenv("NO_COLOR") == null;
        return new Narrator(System.out, new Paint(colours), charset().newEncoder().canEncode('✓'));
    }

    private static Charset charset() {
        return Charset.forName(
                System.getProperty("stdout.encoding", StandardCharsets.US_ASCII.name()));
    }

    void title(String title, String... lines) {
        out.println();
        out.println("  " + paint.bold(title));
        for (String line : lines) {
            out.println("  " + line);
        }
    }

    void act(int number, String headline) {
        String text = "  " + number + "  " + headline + " ";
        out.println();
        out.println(paint.bold(text) + paint.dim("-".repeat(Math.max(0, LINE - text.length()))));
    }

    void say(String text) {
        out.println("     " + text);
    }

    /** What a person would type to do the same. */
    void command(String command) {
        out.println("     " + paint.cyan("$ " + command));
    }

    void fact(String label, String value) {
        out.println("     " + paint.dim(pad(label, LABEL)) + value);
    }

    /** One column for each visit. Rows are printed in the map's order. */
    void table(Map<String, List<String>> rows) {
        int width =
                rows.values().stream()
                        .flatMap(List::stream)
                        .mapToInt(String::length)
                        .max()
                        .orElse(0);
        out.println();
        rows.forEach(
                (label, cells) -> {
                    StringBuilder line = new StringBuilder("       ");
                    line.append(paint.dim(pad(label, LABEL)));
                    for (String cell : cells) {
                        line.append(paint.cell(cell, pad(cell, width))).append("  ");
                    }
                    out.println(line.toString().stripTrailing());
                });
        out.println();
    }

    /**
     * States a claim and whether it holds.
     *
     * @param seen what was seen; told where the claim does not hold
     */
    void check(String claim, boolean holds, Object seen) {
        if (holds) {
            passed++;
            out.println("     " + paint.green(tick) + " " + claim);
        } else {
            failed++;
            out.println("     " + paint.red(cross + " " + claim));
            out.println("       seen: " + seen);
        }
    }

    void failure(String message) {
        failed++;
        out.println();
        out.println("  " + paint.red(cross + " " + message.replace("\n", "\n    ")));
    }

    boolean hasFailed() {
        return failed > 0;
    }

    /** Text of several lines that somebody else has written. */
    void quote(String text) {
        out.println();
        text.lines().forEach(line -> out.println("    " + paint.dim(line)));
    }

    /** The closing line; true if everything held. */
    boolean summary() {
        String line = passed + " checks passed, " + failed + " failed";
        out.println();
        out.println("  " + (failed == 0 ? paint.green(line) : paint.red(line)));
        out.flush();
        return failed == 0;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
