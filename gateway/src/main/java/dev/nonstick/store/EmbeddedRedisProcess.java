package dev.nonstick.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What is done to redis-server processes: start one, ask whether it serves, stop it. */
final class EmbeddedRedisProcess {

    static final String PID_FILE = "redis.pid";
    static final String LOG_FILE = "redis.log";

    /** What the log says when another program was faster to take the port. */
    static final String PORT_TAKEN = "Failed listening on port";

    private static final int PROBE_TIMEOUT_MILLIS = 1_000;

    private EmbeddedRedisProcess() {}

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /**
     * Starts a redis-server in its own terminal session where {@code setsid} is there, so that
     * Ctrl-C reaches the gateway only, which stops Redis when it has nothing more to write.
     */
    static Process launch(Path binary, Path dir, int port) throws IOException {
        List<String> command = new ArrayList<>();
        // Not a process group leader, setsid replaces itself by the command: the pid stays.
        EmbeddedRedisBinary.onPath("setsid").ifPresent(setsid -> command.add(setsid.toString()));
        command.add(binary.toString());
        command.addAll(List.of("--bind", "127.0.0.1"));
        command.addAll(List.of("--port", Integer.toString(port)));
        command.addAll(List.of("--dir", dir.toString()));
        command.addAll(List.of("--pidfile", dir.resolve(PID_FILE).toString()));
        command.addAll(List.of("--logfile", dir.resolve(LOG_FILE).toString()));
        command.addAll(List.of("--appendonly", "yes"));
        command.addAll(List.of("--appendfsync", "everysec"));
        command.addAll(List.of("--save", ""));
        command.addAll(List.of("--maxmemory-policy", "noeviction"));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(dir.resolve(LOG_FILE).toFile()))
                .start();
    }

    /** Whether the process with this id serves commands on this port, its data loaded. */
    static boolean serves(int port, long pid) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PROBE_TIMEOUT_MILLIS);
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                    PROBE_TIMEOUT_MILLIS);
            socket.getOutputStream()
                    .write("PING\r\nINFO server\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String answer = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            return answer.startsWith("+PONG") && answer.contains("process_id:" + pid + "\r\n");
        } catch (IOException _) {
            return false; // not yet
        }
    }

    /** The redis-server that works in this directory although its gateway is gone. */
    static Optional<ProcessHandle> leftBehind(Path dir) throws IOException {
        Path pidFile = dir.resolve(PID_FILE);
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        String pid = Files.readString(pidFile).strip();
        if (!pid.matches("\\d{1,18}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(pid)).filter(process -> isRedisIn(dir, process));
    }

    /** The pid may have gone to another program since, even to another redis-server. */
    private static boolean isRedisIn(Path dir, ProcessHandle process) {
        String program = process.info().command().orElse("");
        Path name = program.isEmpty() ? null : Path.of(program).getFileName();
        boolean redis = name != null && name.toString().toLowerCase(Locale.ROOT).contains("redis");
        Path workingDir = Path.of("/proc", Long.toString(process.pid()), "cwd");
        if (!redis || !Files.isSymbolicLink(workingDir)) {
            return redis;
        }
        try {
            return Files.isSameFile(workingDir, dir);
        } catch (IOException _) {
            return false; // another user's
        }
    }

    /**
     * Ends a process: SIGTERM, on which Redis writes its append-only file, then SIGKILL.
     *
     * @param grace how long it may take to end by itself
     */
    static void stop(ProcessHandle process, Duration grace) {
        process.destroy();
        if (!ended(process, grace)) {
            process.destroyForcibly();
            ended(process, grace);
        }
    }

    private static boolean ended(ProcessHandle process, Duration patience) {
        CompletableFuture<ProcessHandle> exit = process.onExit();
        try {
            exit.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException _) {
            return false;
        }
    }
}
