package dev.nonstick.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A redis-server of this gateway's own: a child process on a free loopback port, with its data in
 * {@code data-dir/redis}. They survive a restart, and SIGKILL of gateway and Redis alike; a crash
 * of the machine can lose the last second.
 *
 * <pre>
 * data-dir/redis/lock             held while a gateway owns the directory
 *               /bin/redis-server-*   the bundled binary, extracted once
 *               /redis.pid        tells a later gateway which process was left behind
 *               /redis.log
 *               /appendonly*      the data
 * </pre>
 *
 * <p>Thread rule: {@link #start} and {@link #close} block, so never call them on an event loop.
 */
public final class EmbeddedRedis implements AutoCloseable {

    private static final int MAX_PORTS_TRIED = 5;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration STALE_STOP_TIMEOUT = Duration.ofSeconds(2);
    private static final long PROBE_INTERVAL_MILLIS = 5;
    private static final int LOG_TAIL_BYTES = 2_000;

    private final DataDirLock lock;
    private final Process process;
    private final int port;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedRedis(DataDirLock lock, Process process, int port) {
        this.lock = lock;
        this.process = process;
        this.port = port;
    }

    /**
     * Starts Redis and waits until it serves. A redis-server that a killed gateway left behind in
     * this directory is stopped first.
     *
     * @param dataDir made if it is not there
     * @throws IOException if another gateway holds the directory, no redis-server runs on this
     *     machine, or it does not serve within a minute; the message says which
     */
    public static EmbeddedRedis start(Path dataDir) throws IOException {
        Path dir = directory(dataDir);
        return start(dataDir, () -> EmbeddedRedisBinary.find(dir.resolve("bin")));
    }

    /** Starts a certain redis-server. */
    static EmbeddedRedis start(Path dataDir, Binary binary) throws IOException {
        Path dir = Files.createDirectories(directory(dataDir));
        DataDirLock lock = DataDirLock.take(dataDir, dir.resolve("lock"));
        try {
            EmbeddedRedisProcess.leftBehind(dir)
                    .ifPresent(stale -> EmbeddedRedisProcess.stop(stale, STALE_STOP_TIMEOUT));
            return serve(binary.path(), dir, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Where the redis-server to run comes from. */
    interface Binary {
        Path path() throws IOException;
    }

    private static Path directory(Path dataDir) {
        return dataDir.toAbsolutePath().normalize().resolve("redis");
    }

    private static EmbeddedRedis serve(Path binary, Path dir, DataDirLock lock) throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = EmbeddedRedisProcess.freePort();
            long logBegin = logSize(dir);
            Process process = EmbeddedRedisProcess.launch(binary, dir, port);
            if (awaitServing(process, port)) {
                return new EmbeddedRedis(lock, process, port);
            }
            EmbeddedRedisProcess.stop(process.toHandle(), STOP_TIMEOUT);
            String log = logFrom(dir, logBegin);
            if (attempt == MAX_PORTS_TRIED || !log.contains(EmbeddedRedisProcess.PORT_TAKEN)) {
                throw new IOException("redis-server did not start in " + dir + ": " + log);
            }
        }
    }

    private static boolean awaitServing(Process process, int port) throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        try {
            while (System.nanoTime() - deadline < 0) {
                if (EmbeddedRedisProcess.serves(port, process.pid())) {
                    return true;
                }
                if (process.waitFor(PROBE_INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
                    return false;
                }
            }
            return false;
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while redis-server started");
        }
    }

    private static long logSize(Path dir) throws IOException {
        Path log = dir.resolve(EmbeddedRedisProcess.LOG_FILE);
        return Files.exists(log) ? Files.size(log) : 0;
    }

    private static String logFrom(Path dir, long begin) throws IOException {
        String log = Files.readString(dir.resolve(EmbeddedRedisProcess.LOG_FILE));
        String fresh = log.substring((int) Math.min(begin, log.length()));
        return fresh.substring(Math.max(0, fresh.length() - LOG_TAIL_BYTES)).strip();
    }

    /** The loopback port that Redis listens on. */
    public int port() {
        return port;
    }

    /** The url to connect to. */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** The process, for tests that stop or kill it. */
    ProcessHandle process() {
        return process.toHandle();
    }

    /** Stops Redis, which writes its data first, and frees the directory. Blocks at most 6 s. */
    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            EmbeddedRedisProcess.stop(process.toHandle(), STOP_TIMEOUT);
            lock.close();
        }
    }
}
