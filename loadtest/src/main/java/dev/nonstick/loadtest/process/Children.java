package dev.nonstick.loadtest.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Every server that was started, so that none is left: they are stopped by process id at the end,
 * on a failure and on Ctrl-C, and the kernel kills them where this process is killed itself.
 *
 * <p>Thread rule: servers are started on the main thread, whose end is what the kernel watches.
 */
public final class Children {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Path directory;
    private final Deque<Child> running = new ArrayDeque<>();
    private boolean closed;

    /**
     * @param directory for what they print
     */
    public Children(Path directory) {
        this.directory = directory;
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAll, "stop-children"));
    }

    /** Starts a server on one core. */
    public Child start(
            String name, int core, List<String> command, Map<String, String> environment) {
        List<String> line = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL"));
        line.addAll(List.of("taskset", "-c", Integer.toString(core)));
        line.addAll(command);
        Path output = directory.resolve(name + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        synchronized (running) {
            if (closed) {
                throw new BenchFailure("stopping");
            }
            try {
                Child child = new Child(name, builder.start(), output);
                running.push(child);
                return child;
            } catch (IOException e) {
                throw new BenchFailure(name + " cannot be started", e);
            }
        }
    }

    public void stop(Child child) {
        synchronized (running) {
            running.remove(child);
        }
        child.stop(PATIENCE);
    }

    /** Stops them all, the last started first, and lets no more be started. */
    public void stopAll() {
        List<Child> all;
        synchronized (running) {
            closed = true;
            all = new ArrayList<>(running);
            running.clear();
        }
        all.forEach(child -> child.stop(PATIENCE));
    }
}
