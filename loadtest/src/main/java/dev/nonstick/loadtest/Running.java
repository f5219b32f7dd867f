package dev.nonstick.loadtest;

import dev.nonstick.loadtest.load.Probe;
import dev.nonstick.loadtest.load.Target;
import dev.nonstick.loadtest.peer.Peer;
import dev.nonstick.loadtest.peer.Stage;
import dev.nonstick.loadtest.process.BenchFailure;
import dev.nonstick.loadtest.process.Child;
import dev.nonstick.loadtest.process.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A peer that was started and has its sessions. */
record Running(Peer peer, Child child, Target target) {
    private static final Duration START = Duration.ofSeconds(60);

    static Running start(Peer peer, Stage stage) {
        int port = stage.ports().free();
        Child child = peer.start(stage, port, peer.name());
        Patience.until(START, child, () -> answers(port));
        List<String> cookies = peer.prepare(stage, port);
        Path file = stage.directory().resolve(peer.name() + ".cookies");
        try {
            Files.write(file, cookies);
        } catch (IOException e) {
            throw new BenchFailure("the cookies cannot be written", e);
        }
        return new Running(peer, child, new Target(port, peer.path(), cookies, file));
    }

    /** Whether the backend answers through it. */
    private static boolean answers(int port) {
        try (Probe probe = new Probe(port)) {
            return probe.get("/", null).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    String name() {
        return peer.name();
    }
}
