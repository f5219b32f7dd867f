package dev.nonstick.loadtest.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A server of ours in the foreground; what it prints is in a file. */
public final class Child {
    private static final int SHOWN_LINES = 15;

    private final String name;
    private final Process process;
    private final Path output;

    Child(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    /** Fails, with its last words, where it has ended. */
    public void mustLive() {
        if (!process.isAlive()) {
            throw new BenchFailure(
                    name + " ended with exit code " + process.exitValue() + "\n" + lastWords());
        }
    }

    /** SIGTERM to it, and SIGKILL to it and its offspring where that was not enough. */
    public void stop(Duration patience) {
        List<ProcessHandle> offspring = process.descendants().toList();
        process.destroy();
        if (!ended(patience)) {
            process.destroyForcibly();
            if (!ended(Duration.ofSeconds(5))) {
                System.err.println(name + " (process " + pid() + ") does not end");
            }
        }
        offspring.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    }

    private boolean ended(Duration limit) {
        try {
            return process.waitFor(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Its last lines, to explain what went wrong. */
    public String lastWords() {
        try {
            List<String> lines = Files.readAllLines(output);
            int from = Math.max(0, lines.size() - SHOWN_LINES);
            return lines.isEmpty()
                    ? name + " printed nothing"
                    : name
                            + " printed last:\n| "
                            + String.join("\n| ", lines.subList(from, lines.size()));
        } catch (IOException e) {
            return "its output cannot be read: " + e.getMessage();
        }
    }
}
