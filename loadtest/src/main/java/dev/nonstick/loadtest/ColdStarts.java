package dev.nonstick.loadtest;

import dev.nonstick.loadtest.load.OpenLoop;
import dev.nonstick.loadtest.load.Probe;
import dev.nonstick.loadtest.load.Target;
import dev.nonstick.loadtest.load.Wrk;
import dev.nonstick.loadtest.peer.Backend;
import dev.nonstick.loadtest.peer.Nonstick;
import dev.nonstick.loadtest.peer.Stage;
import dev.nonstick.loadtest.process.Child;
import dev.nonstick.loadtest.process.Patience;
import dev.nonstick.loadtest.process.Usage;
import dev.nonstick.loadtest.report.Cold;
import dev.nonstick.loadtest.report.Results;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Fresh processes, with the sessions that others of their kind have made. */
final class ColdStarts {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SMALL_HEAP = "-Xmx64m";
    private static final double SIDECAR_RATE = 1000;

    private final Stage stage;
    private final Wrk wrk;
    private final Plan plan;

    ColdStarts(Stage stage, Wrk wrk, Plan plan) {
        this.stage = stage;
        this.wrk = wrk;
        this.plan = plan;
    }

    /** Starts it a few times; the last one gets load from its first response on. */
    Cold measure(Running like) {
        List<Double> first = new ArrayList<>();
        while (true) {
            int port = stage.ports().free();
            long begun = System.nanoTime();
            Child child = like.peer().start(stage, port, like.name() + "-cold");
            try {
                Patience.until(LIMIT, child, () -> stateArrives(like, port));
                first.add((System.nanoTime() - begun) / 1e6);
                if (first.size() == plan.coldStarts()) {
                    Wrk.Result load = wrk.run(at(port, like), Target.CONNECTIONS, plan.cold());
                    return new Cold(
                            like.name(),
                            first,
                            load.micros() / 1e6,
                            load.perSecond(),
                            load.p99Micros());
                }
            } finally {
                stage.children().stop(child);
            }
        }
    }

    /** Resident memory with a small heap under a steady load. */
    Results.Sidecar sidecar(Running like, Nonstick peer) {
        int port = stage.ports().free();
        String options = (peer.variant().javaOptions() + " " + SMALL_HEAP).strip();
        Child child = peer.start(stage, port, like.name() + "-sidecar", options);
        try {
            Patience.until(LIMIT, child, () -> stateArrives(like, port));
            new OpenLoop(at(port, like)).run(SIDECAR_RATE, plan.closed());
            return new Results.Sidecar(like.name(), options, Usage.of(child.pid()).residentKib());
        } finally {
            stage.children().stop(child);
        }
    }

    private boolean stateArrives(Running like, int port) {
        try (Probe probe = new Probe(port)) {
            String seen =
                    probe.get(Backend.SEEN, like.target().cookies().getFirst()).header("X-Seen");
            return seen != null && seen.contains(stage.states().text(0));
        } catch (IOException e) {
            return false;
        }
    }

    private static Target at(int port, Running like) {
        Target target = like.target();
        return new Target(port, target.path(), target.cookies(), target.cookieFile());
    }
}
