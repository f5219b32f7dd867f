package dev.nonstick.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The gateway under its own command line, always on the same port and data directory. */
final class GatewayProcess {
    private static final Duration START = Duration.ofSeconds(20);
    private static final Duration STOP = Duration.ofSeconds(20);

    private final int port;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Children children;
    private ChildProcess process;

    GatewayProcess(
            int port,
            Distribution distribution,
            Path folder,
            Path configuration,
            String sessionKey,
            Children children) {
        this.port = port;
        this.command =
                List.of(
                        distribution.java().toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + folder,
                        "-jar",
                        distribution.gatewayJar().toString(),
                        "run",
                        "-c",
                        configuration.toString());
        this.environment = Map.of("NONSTICK_KEY", sessionKey, "NONSTICK_EXIT_WITH_STDIN", "1");
        this.children = children;
        this.process = launch();
    }

    /** Two routes to the same pool: {@code plain.localhost} without sessions, the rest with. */
    static Path configure(Path folder, int port, List<ShopInstance> instances) {
        String text =
                """
                listen: [ { address: "127.0.0.1:%d" } ]
                admin: { address: "127.0.0.1:0" }
                side-api: { address: "127.0.0.1:0" }
                data-dir: "%s"
                store: { url: "embedded:" }
                session:
                  keys: [ { id: 1, secret: "${NONSTICK_KEY}" } ]
                  cookie: { name: %s, secure: false }
                pools:
                  %s:
                    backends: [ "%s", "%s" ]
                    health: { path: /health, interval: 500ms }
                routes:
                  - match: { host: %s }
                    pool: %s
                    session: []
                  - match: { host: "*" }
                    pool: %s
                    session: [envelope]
                access-log: { path: null }
                """
                        .formatted(
                                port,
                                folder.resolve("data"),
                                Stage.COOKIE,
                                Stage.POOL,
                                instances.getFirst().url(),
                                instances.getLast().url(),
                                Stage.PLAIN_HOST,
                                Stage.POOL,
                                Stage.POOL);
        try {
            return Files.writeString(folder.resolve("gateway.yaml"), text);
        } catch (IOException e) {
            throw new DemoFailure("the gateway's configuration cannot be written", e);
        }
    }

    void awaitReady() {
        process.await("ready http://127.0.0.1:" + port, START);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int port() {
        return port;
    }

    String admin() {
        return process.await("admin ", START);
    }

    URI store() {
        return URI.create(process.await("store ", START));
    }

    /** SIGTERM, and what the process made of it. */
    int stop() {
        process.terminate();
        return process.exitCode(STOP);
    }

    void startAgain() {
        process = launch();
        awaitReady();
    }

    private ChildProcess launch() {
        return children.start("the gateway", command, environment);
    }
}
