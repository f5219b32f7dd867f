package dev.nonstick.cli.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All processes the demo has started. After {@link #close} none of them runs and none can be
 * started. Safe to use from the main thread and a shutdown hook.
 */
final class Children implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final List<ChildProcess> all = new ArrayList<>();
    private boolean closed;

    synchronized ChildProcess start(
            String name, List<String> command, Map<String, String> environment) {
        if (closed) {
            throw new DemoFailure("the demo is being stopped");
        }
        ChildProcess child = ChildProcess.start(name, command, environment);
        all.add(child);
        return child;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Whether a process of ours, or one started by them, still runs. */
    synchronized boolean anyAlive() {
        return all.stream().anyMatch(ChildProcess::isAlive)
                || offspring().anyMatch(ProcessHandle::isAlive);
    }

    /** What each of them has printed last. */
    synchronized String lastWords() {
        return String.join("\n", all.stream().map(ChildProcess::lastWords).toList());
    }

    /** Politely first; what has not ended then, and what they have left behind, is killed. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        all.forEach(ChildProcess::terminate);
        long deadline = System.nanoTime() + GRACE.toNanos();
        for (ChildProcess child : all) {
            try {
                child.exitCode(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            } catch (DemoFailure e) {
                child.kill();
            }
        }
        List<ProcessHandle> left = offspring().filter(ProcessHandle::isAlive).toList();
        left.forEach(ProcessHandle::destroyForcibly);
        left.forEach(Children::awaitEnd);
    }

    private static void awaitEnd(ProcessHandle killed) {
        for (int i = 0; i < 40 && killed.isAlive(); i++) {
            Pause.of(Duration.ofMillis(50));
        }
    }

    private Stream<ProcessHandle> offspring() {
        return all.stream().flatMap(child -> child.offspring().stream());
    }
}
