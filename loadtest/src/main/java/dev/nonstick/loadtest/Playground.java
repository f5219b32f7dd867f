package dev.nonstick.loadtest;

import dev.nonstick.loadtest.load.Wrk;
import dev.nonstick.loadtest.peer.Backend;
import dev.nonstick.loadtest.peer.Peer;
import dev.nonstick.loadtest.peer.RedisServer;
import dev.nonstick.loadtest.peer.Stage;
import dev.nonstick.loadtest.peer.States;
import dev.nonstick.loadtest.process.BenchFailure;
import dev.nonstick.loadtest.process.Children;
import dev.nonstick.loadtest.process.Command;
import dev.nonstick.loadtest.process.Packages;
import dev.nonstick.loadtest.process.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Backend, Redis and load generator, in a directory of their own; gone at the end. */
final class Playground implements AutoCloseable {
    private static final List<String> PACKAGES =
            List.of("nginx", "redis-server", "wrk", "util-linux");

    private final Stage stage;
    private final Wrk wrk;

    private Playground(Stage stage, Wrk wrk) {
        this.stage = stage;
        this.wrk = wrk;
    }

    static Playground open(List<Peer> peers, int sessions) {
        Set<String> packages = new LinkedHashSet<>(PACKAGES);
        peers.forEach(peer -> packages.addAll(peer.packages()));
        Packages.require(packages);
        pinSelf();
        try {
            Path directory = Files.createTempDirectory("nonstick-bench-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory), "remove"));
            Children children = new Children(directory);
            Ports ports = new Ports();
            Stage stage =
                    new Stage(
                            directory,
                            children,
                            ports,
                            new int[] {ports.free(), ports.free()},
                            ports.free(),
                            new States(sessions));
            Backend.start(stage);
            RedisServer.start(stage);
            return new Playground(stage, new Wrk(directory, Stage.LOAD_CORE));
        } catch (IOException e) {
            throw new BenchFailure("no temporary directory", e);
        }
    }

    /** The open loop's driver is this process. */
    private static void pinSelf() {
        List<String> line = new ArrayList<>(List.of("taskset", "-acp"));
        line.add(Integer.toString(Stage.LOAD_CORE));
        line.add(Long.toString(ProcessHandle.current().pid()));
        Command.Result result = Command.run(Duration.ofSeconds(10), line);
        if (!result.succeeded()) {
            throw new BenchFailure("taskset: " + result.output().strip());
        }
    }

    Stage stage() {
        return stage;
    }

    Wrk wrk() {
        return wrk;
    }

    @Override
    public void close() {
        stage.children().stopAll();
        remove(stage.directory());
    }

    private static void remove(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // the rest stays in the temporary folder
        }
    }
}
