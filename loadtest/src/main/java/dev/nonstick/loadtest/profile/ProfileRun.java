package dev.nonstick.loadtest.profile;

import dev.nonstick.loadtest.load.Target;
import dev.nonstick.loadtest.load.Wrk;
import dev.nonstick.loadtest.process.BenchFailure;
import dev.nonstick.loadtest.process.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Load on a JVM that runs, with a profiler in it: first its CPU time, then its allocations. */
public final class ProfileRun {
    private static final String CPU = "event=itimer,interval=500us,threads";
    private static final String MEMORY = "event=alloc,alloc=64k";
    private static final String FORMAT = "collapsed,ann";

    private final long pid;
    private final Target target;
    private final Wrk wrk;
    private final Duration time;

    public ProfileRun(long pid, Target target, Wrk wrk, Duration time) {
        this.pid = pid;
        this.target = target;
        this.wrk = wrk;
        this.time = time;
    }

    /** Writes the stacks and the summary there. */
    public void run(Path directory, String name) {
        try (JvmAgent jvm = JvmAgent.attach(pid)) {
            Files.createDirectories(directory);
            Path cpu = directory.resolve(name + "-cpu.collapsed").toAbsolutePath();
            Path memory = directory.resolve(name + "-alloc.collapsed").toAbsolutePath();
            StringBuilder text = new StringBuilder();

            System.err.println("allocation, without a profiler …");
            long allocated = jvm.allocatedBytes();
            Wrk.Result plain = wrk.run(target, Target.CONNECTIONS, time);
            double perRequest = (double) (jvm.allocatedBytes() - allocated) / plain.requests();

            System.err.println("CPU time …");
            jvm.profiler("start," + CPU);
            Usage before = Usage.of(pid);
            Wrk.Result load = wrk.run(target, Target.CONNECTIONS, time);
            Usage after = Usage.of(pid);
            jvm.profiler("stop,file=" + cpu + "," + FORMAT);

            System.err.println("allocations …");
            jvm.profiler("start," + MEMORY);
            wrk.run(target, Target.CONNECTIONS, time);
            jvm.profiler("stop,file=" + memory + ",total," + FORMAT);

            text.append(
                    "%s: %.1f us CPU a request with the profiler in it, %.0f %% of it in the kernel"
                                    .formatted(
                                            name,
                                            (double) after.microsSince(before) / load.requests(),
                                            100 * after.kernelShareSince(before))
                            + " (by utime and stime)\n%.0f bytes allocated a request\n\n"
                                    .formatted(perRequest));
            text.append(Stacks.read(cpu).cpuSummary()).append('\n');
            text.append(Stacks.read(memory).allocationSummary());
            Files.writeString(directory.resolve(name + ".txt"), text);
            System.out.println(text);
            System.out.println("stacks: " + cpu + ", " + memory);
        } catch (IOException e) {
            throw new BenchFailure("the profile cannot be written", e);
        }
    }
}
