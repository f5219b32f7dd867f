package dev.nonstick.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Real Redis in a directory of its own, and what tests do to it. */
final class TestRedis implements AutoCloseable {

    private final Path dir;
    private final @Nullable Path binary;
    private EmbeddedRedis redis;

    private TestRedis(Path dir, @Nullable Path binary) throws IOException {
        this.dir = dir;
        this.binary = binary;
        this.redis = launch();
    }

    /** The bundled redis-server. */
    static TestRedis start() throws IOException {
        return new TestRedis(Files.createTempDirectory("nonstick-store"), null);
    }

    static boolean isInstalled() {
        return EmbeddedRedisBinary.onPath("redis-server").isPresent();
    }

    /** The redis-server on the PATH. */
    static TestRedis startInstalled() throws IOException {
        return new TestRedis(
                Files.createTempDirectory("nonstick-store"),
                EmbeddedRedisBinary.onPath("redis-server").orElseThrow());
    }

    private EmbeddedRedis launch() throws IOException {
        Path program = binary;
        return program == null ? EmbeddedRedis.start(dir) : EmbeddedRedis.start(dir, () -> program);
    }

    int port() {
        return redis.port();
    }

    RawRedis raw() throws IOException {
        return new RawRedis(redis.port());
    }

    @Nullable Object command(String... words) throws IOException {
        try (RawRedis raw = raw()) {
            return raw.command(words);
        }
    }

    void signal(String signal) throws Exception {
        signal(redis.process().pid(), signal);
    }

    static void signal(long pid, String signal) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill -" + signal + " " + pid);
        }
    }

    /** SIGKILL, nothing else. */
    void kill() throws Exception {
        signal("KILL");
        redis.process().onExit().get();
    }

    /** Starts again on the same data, on another port. */
    void restart() throws IOException {
        redis.close();
        redis = launch();
    }

    static StoreSettings settings(int port, Duration commandTimeout) {
        return settings("redis://127.0.0.1:" + port, commandTimeout, null, null);
    }

    static StoreSettings settings(
            String url,
            Duration commandTimeout,
            @Nullable String username,
            @Nullable String password) {
        return new StoreSettings(
                url, "ns", Duration.ofSeconds(2), commandTimeout, username, password);
    }

    @Override
    public void close() throws IOException {
        redis.close();
        deleteAll(dir);
    }

    private static void deleteAll(Path dir) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(dir)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
