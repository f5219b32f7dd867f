package dev.nonstick.loadtest.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process has used so far (proc(5)).
 *
 * @param userTicks time in user mode, in hundredths of a second
 * @param systemTicks time in the kernel on its behalf, in hundredths of a second
 * @param residentKib VmRSS
 */
public record Usage(long userTicks, long systemTicks, long residentKib) {
    private static final long MICROS_PER_TICK = 10_000;

    public static Usage of(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // the second field is the name, in parentheses, and may hold anything
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return new Usage(
                    Long.parseLong(fields[11]), Long.parseLong(fields[12]), residentKib(pid));
        } catch (IOException e) {
            throw new BenchFailure("process " + pid + " is gone", e);
        }
    }

    private static long residentKib(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        return 0;
    }

    /** CPU time in microseconds since an earlier moment. */
    public long microsSince(Usage earlier) {
        return (userTicks - earlier.userTicks + systemTicks - earlier.systemTicks)
                * MICROS_PER_TICK;
    }

    /** The kernel's part of the CPU time since an earlier moment, 0 to 1. */
    public double kernelShareSince(Usage earlier) {
        long system = systemTicks - earlier.systemTicks;
        long all = system + userTicks - earlier.userTicks;
        return all == 0 ? 0 : (double) system / all;
    }
}
