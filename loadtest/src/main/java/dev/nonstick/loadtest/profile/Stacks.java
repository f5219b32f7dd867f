package dev.nonstick.loadtest.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Collapsed stacks: a line a stack, frames separated by semicolons, root first, then its weight.
 * Java frames end in {@code _[j]}, {@code _[i]}, {@code _[0]} or {@code _[1]}, kernel frames in
 * {@code _[k]}.
 */
final class Stacks {
    private static final int TOP = 25;

    /**
     * Wrappers of system calls, without the underscores and prefixes that the C library puts before
     * them. The timer events see no kernel stacks: time in the kernel shows as time in these.
     */
    private static final Set<String> SYSTEM_CALLS =
            Set.of(
                    "send",
                    "sendto",
                    "sendmsg",
                    "sendmmsg",
                    "write",
                    "writev",
                    "recv",
                    "recvfrom",
                    "recvmsg",
                    "read",
                    "readv",
                    "epoll_wait",
                    "epoll_pwait",
                    "epoll_pwait2",
                    "epoll_ctl",
                    "syscall",
                    "accept4",
                    "connect",
                    "close",
                    "shutdown",
                    "futex",
                    "madvise",
                    "mmap",
                    "munmap",
                    "sched_yield",
                    "futex_abstimed_wait_common",
                    "pthread_cond_timedwait",
                    "pthread_cond_signal",
                    "eventfd_read",
                    "eventfd_write");

    private static final Pattern LIBC_PREFIX = Pattern.compile("^_*(GI_+|libc_|new_)?_*");

    private record Stack(List<String> frames, long weight) {}

    private final List<Stack> stacks = new ArrayList<>();
    private long total;

    static Stacks read(Path file) throws IOException {
        Stacks all = new Stacks();
        for (String line : Files.readAllLines(file)) {
            int space = line.lastIndexOf(' ');
            if (space > 0) {
                long weight = Long.parseLong(line.substring(space + 1));
                all.stacks.add(new Stack(List.of(line.substring(0, space).split(";", -1)), weight));
                all.total += weight;
            }
        }
        return all;
    }

    String cpuSummary() {
        StringBuilder text =
                new StringBuilder("where the CPU time went (%d samples)\n".formatted(total));
        append(text, by(stack -> kind(stack.frames())), 10);
        text.append("\ntop frames in the kernel (the system call, and who made it)\n");
        append(text, by(stack -> isKernel(leaf(stack.frames())) ? systemCall(stack) : ""), TOP);
        text.append("\ntop Java frames\n");
        append(text, by(stack -> isJava(leaf(stack.frames())) ? leaf(stack.frames()) : ""), TOP);
        text.append("\nJava frames with all that they call\n");
        append(text, inclusive(), 2 * TOP);
        return text.toString();
    }

    String allocationSummary() {
        StringBuilder text = new StringBuilder("what was allocated\n");
        append(text, by(stack -> leaf(stack.frames())), TOP);
        text.append("\nby whom (the frame that allocated)\n");
        append(text, by(stack -> allocator(stack.frames())), TOP);
        return text.toString();
    }

    private Map<String, Long> by(Function<Stack, String> name) {
        Map<String, Long> weights = new HashMap<>();
        stacks.forEach(stack -> weights.merge(name.apply(stack), stack.weight(), Long::sum));
        weights.remove("");
        return weights;
    }

    private Map<String, Long> inclusive() {
        Map<String, Long> weights = new HashMap<>();
        for (Stack stack : stacks) {
            for (String frame : new HashSet<>(stack.frames())) {
                if (isJava(frame)) {
                    weights.merge(frame, stack.weight(), Long::sum);
                }
            }
        }
        return weights;
    }

    private void append(StringBuilder text, Map<String, Long> weights, int limit) {
        weights.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .limit(limit)
                .forEach(
                        entry ->
                                text.append(
                                        "%6.1f %%  %s%n"
                                                .formatted(
                                                        100.0 * entry.getValue() / total,
                                                        entry.getKey())));
    }

    private static String leaf(List<String> frames) {
        return frames.getLast();
    }

    private static boolean isJava(String frame) {
        return frame.endsWith("_[j]")
                || frame.endsWith("_[i]")
                || frame.endsWith("_[0]")
                || frame.endsWith("_[1]");
    }

    private static boolean isKernel(String frame) {
        return frame.endsWith("_[k]")
                || SYSTEM_CALLS.contains(LIBC_PREFIX.matcher(frame).replaceFirst(""));
    }

    private static String kind(List<String> frames) {
        String leaf = leaf(frames);
        if (frames.stream().anyMatch(frame -> frame.contains("CompilerThre"))) {
            return "JIT compiler";
        }
        if (isKernel(leaf)) {
            return "kernel (system calls)";
        }
        if (isJava(leaf)) {
            return "Java";
        }
        return frames.stream().anyMatch(Stacks::isJava) ? "native code under Java" : "JVM";
    }

    /** The call, and the last frames of Netty, of Vert.x and of ours before it. */
    private static String systemCall(Stack stack) {
        StringBuilder text = new StringBuilder(leaf(stack.frames()));
        for (String owner : List.of("io/netty/", "io/vertx/", "dev/nonstick/")) {
            stack.frames().reversed().stream()
                    .filter(frame -> frame.startsWith(owner))
                    .findFirst()
                    .ifPresent(frame -> text.append(" <- ").append(frame));
        }
        return text.toString();
    }

    private static String allocator(List<String> frames) {
        // the last frame is the class
        for (int i = frames.size() - 2; i >= 0; i--) {
            if (isJava(frames.get(i)) && !frames.get(i).startsWith("java/")) {
                return frames.get(i);
            }
        }
        return leaf(frames);
    }
}
