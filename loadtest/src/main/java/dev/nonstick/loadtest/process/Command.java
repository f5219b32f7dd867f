package dev.nonstick.loadtest.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A program that runs to its end. */
public final class Command {
    private Command() {}

    /**
     * What it came to.
     *
     * @param output stdout and stderr
     */
    public record Result(int exitCode, String output) {
        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    public static Result run(Duration limit, List<String> command) {
        return run(limit, command, null, Map.of());
    }

    public static Result run(
            Duration limit,
            List<String> command,
            @Nullable Path directory,
            Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            Thread watch = killAfter(process, limit);
            try {
                byte[] output = process.getInputStream().readAllBytes();
                int exit = process.waitFor();
                return new Result(exit, new String(output, StandardCharsets.UTF_8));
            } finally {
                watch.interrupt();
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return new Result(127, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted", e);
        }
    }

    private static Thread killAfter(Process process, Duration limit) {
        return Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            try {
                                if (!process.waitFor(limit)) {
                                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                                    process.destroyForcibly();
                                }
                            } catch (InterruptedException e) {
                                // it has ended
                            }
                        });
    }

    /** The first line it prints, or nothing where it cannot be run. */
    public static String firstLine(String... command) {
        Result result = run(Duration.ofSeconds(10), List.of(command));
        return result.output().lines().findFirst().orElse("").strip();
    }
}
