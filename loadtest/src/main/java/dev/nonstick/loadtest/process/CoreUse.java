package dev.nonstick.loadtest.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What all processes together have used of one core so far (proc(5), stat): user, nice, system, and
 * what the hypervisor gave to others; without interrupts, which belong to nobody.
 *
 * @param ticks hundredths of a second
 */
public record CoreUse(long ticks) {
    private static final long MICROS_PER_TICK = 10_000;

    public static CoreUse of(int core) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/stat"))) {
                if (line.startsWith("cpu" + core + " ")) {
                    String[] fields = line.split(" ", -1);
                    return new CoreUse(
                            Long.parseLong(fields[1])
                                    + Long.parseLong(fields[2])
                                    + Long.parseLong(fields[3])
                                    + Long.parseLong(fields[8]));
                }
            }
            throw new BenchFailure("/proc/stat has no core " + core);
        } catch (IOException e) {
            throw new BenchFailure("/proc/stat", e);
        }
    }

    public long microsSince(CoreUse earlier) {
        return (ticks - earlier.ticks) * MICROS_PER_TICK;
    }
}
