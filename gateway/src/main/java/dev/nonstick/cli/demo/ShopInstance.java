package dev.nonstick.cli.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One Tomcat with the shop, always on the same port. */
final class ShopInstance {
    private static final Duration START = Duration.ofSeconds(20);

    private final String name;
    private final int port = FreePort.any();
    private final List<String> command;
    private final Map<String, String> environment;
    private final Children children;
    private ChildProcess process;

    ShopInstance(
            String name,
            Distribution distribution,
            Path folder,
            String backendKey,
            Children children) {
        this.name = name;
        this.command =
                List.of(
                        distribution.java().toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx96m",
                        "-Djava.io.tmpdir=" + folder,
                        "-jar",
                        distribution.demoJar().toString(),
                        "--webapp",
                        distribution.webapp().toString(),
                        "--port",
                        Integer.toString(port),
                        "--instance",
                        name,
                        "--exit-with-stdin");
        this.environment = Map.of("NONSTICK_BACKEND_KEY", backendKey);
        this.children = children;
        this.process = launch();
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    void awaitReady() {
        process.await("ready ", START);
    }

    void kill() {
        process.kill();
    }

    void startAgain() {
        process = launch();
        awaitReady();
    }

    private ChildProcess launch() {
        return children.start("instance " + name, command, environment);
    }
}
