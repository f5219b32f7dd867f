package dev.nonstick.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process of ours: its output is read all the time, the last lines are kept to explain a failure.
 * Its stdin stays open as long as we live; children that watch it end with us, however we end.
 */
final class ChildProcess {
    /** How long the output of a process that has ended may take to arrive. */
    private static final Duration AFTERMATH = Duration.ofMillis(300);

    private static final int KEPT_LINES = 200;
    private static final int SHOWN_LINES = 15;

    private final String name;
    private final Process process;
    private final Deque<String> lines = new ArrayDeque<>();
    private volatile List<ProcessHandle> offspring = List.of();

    private ChildProcess(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    static ChildProcess start(String name, List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        try {
            ChildProcess child = new ChildProcess(name, builder.start());
            child.keepReading(child.process.inputReader(StandardCharsets.UTF_8));
            child.keepReading(child.process.errorReader(StandardCharsets.UTF_8));
            return child;
        } catch (IOException e) {
            throw new DemoFailure(name + " cannot be started", e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it has started itself, such as the embedded Redis, as last seen. */
    List<ProcessHandle> offspring() {
        return offspring;
    }

    /** The rest of the first line that begins with {@code prefix}. */
    String await(String prefix, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean ended = false;
        synchronized (lines) {
            while (true) {
                for (String line : lines) {
                    if (line.startsWith(prefix)) {
                        noteOffspring();
                        return line.substring(prefix.length()).strip();
                    }
                }
                if (!ended && !process.isAlive()) {
                    ended = true;
                    deadline = Math.min(deadline, System.nanoTime() + AFTERMATH.toNanos());
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new DemoFailure(missing(prefix, limit) + "\n" + lastWords());
                }
                pause(Math.min(left, 100));
            }
        }
    }

    /** SIGKILL: no hook runs, no socket is closed in order. */
    void kill() {
        noteOffspring();
        process.destroyForcibly();
        exitCode(Duration.ofSeconds(5));
    }

    /** SIGTERM; does not wait. */
    void terminate() {
        noteOffspring();
        process.destroy();
    }

    int exitCode(Duration limit) {
        try {
            if (process.waitFor(limit)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("interrupted", e);
        }
        throw new DemoFailure(name + " has not ended after " + seconds(limit) + "\n" + lastWords());
    }

    private void noteOffspring() {
        List<ProcessHandle> now = process.descendants().toList();
        if (!now.isEmpty()) {
            offspring = now;
        }
    }

    private void pause(long millis) {
        try {
            lines.wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("interrupted", e);
        }
    }

    /** Its last lines, under a heading, to explain what went wrong. */
    String lastWords() {
        synchronized (lines) {
            if (lines.isEmpty()) {
                return name + " printed nothing";
            }
            return name
                    + " printed last:\n| "
                    + String.join(
                            "\n| ",
                            lines.stream().skip(Math.max(0, lines.size() - SHOWN_LINES)).toList());
        }
    }

    private String missing(String prefix, Duration limit) {
        String what = "the line '" + prefix.strip() + " ...'";
        return process.isAlive()
                ? name + " has not printed " + what + " within " + seconds(limit)
                : name + " ended with exit code " + process.exitValue() + " before " + what;
    }

    private void keepReading(BufferedReader output) {
        Thread reader =
                new Thread(
                        () -> {
                            try (output) {
                                output.lines().forEach(this::keep);
                            } catch (IOException | UncheckedIOException e) {
                                // the process is gone, and its pipe with it
                            }
                        },
                        name + "-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void keep(String line) {
        synchronized (lines) {
            if (lines.size() == KEPT_LINES) {
                lines.removeFirst();
            }
            lines.addLast(line);
            lines.notifyAll();
        }
    }

    private static String seconds(Duration limit) {
        return limit.toSeconds() + " s";
    }
}
