package dev.nonstick.loadtest.peer;

import dev.nonstick.loadtest.process.BenchFailure;
import dev.nonstick.loadtest.process.Child;
import dev.nonstick.loadtest.process.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Spring Cloud Gateway with Spring Session in Redis; the source is in {@code peers/spring}. */
public final class Spring implements Peer {
    private static final Duration BUILD_LIMIT = Duration.ofMinutes(10);
    private static final String COOKIE = "SESSION";

    private final Path source;

    /**
     * @param root the repository
     */
    public Spring(Path root) {
        this.source = root.resolve("loadtest/peers/spring");
    }

    @Override
    public String name() {
        return "spring";
    }

    @Override
    public String about() {
        return "Spring Cloud Gateway, Spring Session in Redis";
    }

    @Override
    public List<String> packages() {
        return List.of();
    }

    @Override
    public boolean isJvm() {
        return true;
    }

    @Override
    public boolean hasSession() {
        return true;
    }

    private Path jar() {
        return source.resolve("target/peer/peer.jar");
    }

    @Override
    public String version() {
        try (var names = Files.list(jar().resolveSibling("lib"))) {
            return String.join(
                    ", ",
                    names.map(path -> path.getFileName().toString())
                            .filter(
                                    name ->
                                            name.matches(
                                                    "spring-(boot|cloud-gateway-server-webflux|session-data-redis)-[0-9].*"))
                            .map(name -> name.replaceFirst("\\.jar$", ""))
                            .sorted()
                            .toList());
        } catch (java.io.IOException e) {
            return "Spring Cloud Gateway";
        }
    }

    @Override
    public void build() {
        if (Files.exists(jar())) {
            return;
        }
        System.err.println("building the Spring peer (once; Maven downloads what it needs) …");
        Command.Result result =
                Command.run(
                        BUILD_LIMIT,
                        List.of("mvn", "-q", "-B", "-ntp", "package"),
                        source,
                        Map.of("JAVA_HOME", System.getProperty("java.home")));
        if (!result.succeeded() || !Files.exists(jar())) {
            throw new BenchFailure(
                    "the Spring peer cannot be built: "
                            + result.output()
                                    .strip()
                                    .lines()
                                    .findFirst()
                                    .orElse("no reason given"));
        }
    }

    @Override
    public Child start(Stage stage, int port, String label) {
        return stage.children()
                .start(
                        label,
                        Stage.PROXY_CORE,
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-XX:+UseSerialGC",
                                "-Xmx512m",
                                "-Dreactor.netty.ioWorkerCount=1",
                                "-Djava.io.tmpdir=" + stage.directory(),
                                "-jar",
                                jar().toString(),
                                "--server.address=127.0.0.1",
                                "--server.port=" + port,
                                "--spring.data.redis.host=127.0.0.1",
                                "--spring.data.redis.port=" + stage.redis(),
                                "--peer.backend=http://127.0.0.1:" + stage.backend()[0],
                                "--spring.main.banner-mode=off",
                                "--logging.level.root=warn"),
                        Map.of());
    }

    @Override
    public List<String> prepare(Stage stage, int port) {
        return Preparation.cookies(port, stage.states(), COOKIE);
    }
}
