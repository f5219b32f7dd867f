package dev.nonstick.loadtest;

import dev.nonstick.loadtest.load.OpenLoop;
import dev.nonstick.loadtest.load.Target;
import dev.nonstick.loadtest.load.Wrk;
import dev.nonstick.loadtest.peer.Stage;
import dev.nonstick.loadtest.process.BenchFailure;
import dev.nonstick.loadtest.process.CoreUse;
import dev.nonstick.loadtest.process.Usage;
import dev.nonstick.loadtest.report.ClosedSample;
import dev.nonstick.loadtest.report.OpenSample;
import java.time.Duration;

/** One measurement of one running peer. */
final class Measuring {
    /** Two slices of a warm-up that differ by less are the same. */
    private static final double SAME = 0.03;

    private static final Duration SLICE = Duration.ofSeconds(5);
    private static final int MAX_SLICES = 6;

    private final Wrk wrk;

    Measuring(Wrk wrk) {
        this.wrk = wrk;
    }

    /** As long as planned, and on until the figure settles where the plan says so. */
    void warm(Running running, Plan plan) {
        boolean jvm = running.peer().isJvm();
        Duration time = jvm ? plan.warmJvm() : plan.warmOther();
        closed(running, time);
        double last = Double.NaN;
        for (int i = 0; jvm && plan.settles() && i < MAX_SLICES; i++) {
            double next = closed(running, SLICE).cpuMicros();
            if (Math.abs(next - last) < SAME * last) {
                return;
            }
            last = next;
        }
    }

    ClosedSample closed(Running running, Duration time) {
        long pid = running.child().pid();
        CoreUse coreBefore = CoreUse.of(Stage.PROXY_CORE);
        Usage before = Usage.of(pid);
        Wrk.Result result = load(running, time);
        Usage after = Usage.of(pid);
        double onCore = CoreUse.of(Stage.PROXY_CORE).microsSince(coreBefore);
        double micros = after.microsSince(before);
        return new ClosedSample(
                result.perSecond(),
                result.p50Micros(),
                result.p99Micros(),
                micros / result.requests(),
                after.kernelShareSince(before),
                micros / result.micros(),
                Math.max(0, onCore - micros) / result.micros(),
                after.residentKib());
    }

    private Wrk.Result load(Running running, Duration time) {
        try {
            return wrk.run(running.target(), Target.CONNECTIONS, time);
        } catch (BenchFailure e) {
            throw new BenchFailure(
                    running.name() + ": " + e.getMessage() + "\n" + running.child().lastWords());
        }
    }

    OpenSample open(Running running, double rate, Duration time) {
        long pid = running.child().pid();
        OpenLoop loop = new OpenLoop(running.target());
        Usage before = Usage.of(pid);
        OpenLoop.Result result = loop.run(rate, time);
        double micros = Usage.of(pid).microsSince(before);
        return new OpenSample(
                rate,
                result.p50(),
                result.p99(),
                result.p999(),
                result.max(),
                micros / result.requests());
    }
}
