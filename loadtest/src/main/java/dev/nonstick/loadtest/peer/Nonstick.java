package dev.nonstick.loadtest.peer;

import dev.nonstick.loadtest.process.BenchFailure;
import dev.nonstick.loadtest.process.Child;
import dev.nonstick.loadtest.process.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Nonstick, started by its own launcher, with one event loop.
 *
 * @param variant which build, and its JVM's options
 * @param work what is asked of it
 */
public record Nonstick(Variant variant, Work work) implements Peer {

    /** The name of the build that the figures are about. */
    public static final String NAME = "nonstick";

    /** A build of Nonstick. */
    public record Variant(String name, Path root, String javaOptions) {}

    /** The subject that this one is a variant of; null: it is none. */
    public @Nullable String baseline() {
        return variant.name().equals(NAME) ? null : NAME + work.suffix;
    }

    /** What a request costs it. */
    public enum Work {
        /** Find the session, tell the backend. */
        LOOKUP(""),
        /** A route without sessions. */
        PLAIN("-plain"),
        /** Find, tell, and commit what the backend asks. */
        COMMIT("-commit");

        private final String suffix;

        Work(String suffix) {
            this.suffix = suffix;
        }
    }

    @Override
    public String name() {
        return variant.name() + work.suffix;
    }

    @Override
    public String about() {
        return switch (work) {
            case LOOKUP -> "session looked up in Redis, verified, opened, signed envelope";
            case PLAIN -> "a route without sessions";
            case COMMIT -> "lookup, and one commit a request before the answer leaves";
        };
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
        return work != Work.PLAIN;
    }

    @Override
    public String path() {
        return work == Work.COMMIT ? Backend.COMMIT : Backend.PLAIN;
    }

    @Override
    public String version() {
        String commit =
                Command.firstLine(
                        "git",
                        "-C",
                        variant.root().toString(),
                        "describe",
                        "--always",
                        "--dirty",
                        "--abbrev=10");
        return "commit "
                + commit
                + (variant.javaOptions().isEmpty() ? "" : ", ")
                + variant.javaOptions();
    }

    @Override
    public void build() {
        if (!Files.exists(variant.root().resolve("gateway/target/nonstick/nonstick.jar"))) {
            throw new BenchFailure(
                    variant.root() + " is not built (expected: ./nonstick version was run there)");
        }
    }

    @Override
    public Child start(Stage stage, int port, String label) {
        return start(stage, port, label, variant.javaOptions());
    }

    /** Starts it with other options for its JVM. */
    public Child start(Stage stage, int port, String label, String javaOptions) {
        Path file = stage.write(label + ".yaml", configuration(stage, port));
        return stage.children()
                .start(
                        label,
                        Stage.PROXY_CORE,
                        List.of(
                                variant.root().resolve("nonstick").toString(),
                                "run",
                                "-c",
                                file.toString()),
                        Map.of(
                                "NONSTICK_JAVA_OPTS",
                                javaOptions,
                                "NONSTICK_EVENT_LOOPS",
                                "1",
                                // what is built is measured: the launcher builds nothing
                                "NONSTICK_BUILDING",
                                "yes",
                                "JDK25_HOME",
                                System.getProperty("java.home")));
    }

    private String configuration(Stage stage, int port) {
        byte[] secret = new byte[32];
        java.util.Arrays.fill(secret, (byte) 7);
        return """
        listen: [ { address: "127.0.0.1:%d" } ]
        admin: { address: "127.0.0.1:0" }
        event-loops: 1
        data-dir: "%s"
        store:
          url: "redis://127.0.0.1:%d"
          namespace: "%s"
          connect-timeout: 5s
          command-timeout: 2s
        session:
          keys: [ { id: 1, secret: "%s" } ]
          cookie: { name: %s, secure: false }
        pools:
          app:
            backends: [ "http://127.0.0.1:%d", "http://127.0.0.1:%d" ]
            health: { interval: 10s, timeout: 10s }
        routes:
          - match: { host: "*", path: / }
            pool: app
            session: [%s]
        access-log: { path: null }
        """
                .formatted(
                        port,
                        stage.directory(),
                        stage.redis(),
                        name().toLowerCase(Locale.ROOT),
                        Base64.getEncoder().encodeToString(secret),
                        Cookies.NAME,
                        stage.backend()[0],
                        stage.backend()[1],
                        hasSession() ? "envelope" : "");
    }

    @Override
    public List<String> prepare(Stage stage, int port) {
        return hasSession()
                ? Preparation.cookies(port, stage.states(), Cookies.NAME)
                : Cookies.withoutMeaning(stage);
    }
}
