package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The packaged gateway as a child process. {@link #close()} ends it and fails where Netty found a
 * leaked buffer or Vert.x a blocked event loop.
 *
 * <p>A configuration text is completed by what it leaves out: listeners on free ports, a store in
 * memory, a key, a cookie named {@code sid} that goes over clear text, the access log on standard
 * output. In it {@code {dir}} stands for a fresh directory.
 */
final class GatewayUnderTest implements AutoCloseable {
    static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static final Duration START_LIMIT = Duration.ofSeconds(40);
    private static final Duration END_LIMIT = Duration.ofSeconds(20);
    private static final Map<String, String> DEFAULTS =
            Map.of(
                    "listen", "[{address: '127.0.0.1:0'}]",
                    "admin", "{address: '127.0.0.1:0'}",
                    "data-dir", "{dir}/data",
                    "store", "{url: 'memory:'}",
                    "session",
                            "{keys: [{id: 1, secret: '%s'}], cookie: {name: sid, secure: false}}"
                                    .formatted(KEY),
                    "access-log", "{path: '-'}");

    private final Path dir;
    private final Process process;
    private final Lines out;
    private final Lines err;

    private GatewayUnderTest(Path dir, Process process) {
        this.dir = dir;
        this.process = process;
        this.out = new Lines(process.getInputStream());
        this.err = new Lines(process.getErrorStream());
    }

    /** Starts a gateway and returns when it is ready. */
    static GatewayUnderTest start(String config, String... jvmOptions) {
        GatewayUnderTest gateway = launch(config, jvmOptions);
        try {
            gateway.awaitReady();
        } catch (AssertionError e) {
            gateway.process.destroyForcibly();
            throw e;
        }
        return gateway;
    }

    /** Starts a gateway that may never become ready. */
    static GatewayUnderTest launch(String config, String... jvmOptions) {
        try {
            Path dir = Files.createTempDirectory("nonstick-it");
            Path file = Files.writeString(dir.resolve("gateway.yaml"), completed(config, dir));
            Path jar = Path.of(System.getProperty("nonstick.distribution"), "nonstick.jar");
            List<String> command = new ArrayList<>();
            command.add(javaCommand("java"));
            command.add("-Dio.netty.leakDetection.level=paranoid");
            command.add("-Dio.netty.leakDetection.targetRecords=8");
            command.addAll(List.of(jvmOptions));
            if (Stream.of(jvmOptions).noneMatch(option -> option.startsWith("-Xmx"))) {
                command.add("-Xmx128m");
            }
            command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
            command.addAll(List.of("-jar", jar.toString(), "run", "-c", file.toString()));
            ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile());
            builder.environment().put("NONSTICK_EXIT_WITH_STDIN", "1");
            return new GatewayUnderTest(dir, builder.start());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String completed(String config, Path dir) {
        StringBuilder text = new StringBuilder(config).append('\n');
        DEFAULTS.forEach(
                (key, value) -> {
                    if (!("\n" + config).contains("\n" + key + ":")) {
                        text.append(key).append(": ").append(value).append('\n');
                    }
                });
        return text.toString().replace("{dir}", dir.toString());
    }

    private static String javaCommand(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    private void awaitReady() {
        Await.until(
                () -> "ready; it said " + out.all() + err.all(),
                START_LIMIT,
                () -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("it ended: " + out.all() + err.all());
                    }
                    return !out.with("store ").isEmpty();
                });
    }

    /** The port of the first listener. */
    int port() {
        return port(0);
    }

    /** The port of a listener, counted from 0. */
    int port(int listener) {
        List<String> ready = out.with("ready ");
        return URI.create(ready.get(listener).substring("ready ".length())).getPort();
    }

    int adminPort() {
        return URI.create(said("admin ")).getPort();
    }

    /** The port of Redis, where there is one. */
    int storePort() {
        return URI.create(said("store ")).getPort();
    }

    private String said(String word) {
        return out.all().stream()
                .filter(line -> line.startsWith(word))
                .map(line -> line.substring(word.length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("never said " + word + ": " + out.all()));
    }

    long pid() {
        return process.pid();
    }

    Process process() {
        return process;
    }

    /** The directory that {@code {dir}} stands for. */
    Path dir() {
        return dir;
    }

    /** What it printed: the ready lines, and the access log. */
    Lines out() {
        return out;
    }

    /** What it logged: events. */
    Lines err() {
        return err;
    }

    /** Waits for an access log line that contains a text; gives the first one. */
    String accessLine(String text) {
        Await.until("access log line with " + text, () -> !out.with(text).isEmpty());
        return out.with(text).getFirst();
    }

    void signal(String name) {
        Signals.send(pid(), name);
    }

    /** Waits for its end; the exit code. */
    int awaitExit() {
        try {
            if (!process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running: " + out.all() + err.all());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        out.awaitEnd();
        err.awaitEnd();
        return process.exitValue();
    }

    /** GET on the admin listener. */
    Response admin(String path) {
        return RawClient.get(adminPort(), path);
    }

    /** The sum of a metric over all its labels; 0 where it is not there. */
    double metric(String name, String... labels) {
        double sum = 0;
        for (String line : admin("/metrics").text().lines().toList()) {
            boolean named = line.startsWith(name + " ") || line.startsWith(name + "{");
            if (named && Stream.of(labels).allMatch(line::contains)) {
                sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
            }
        }
        return sum;
    }

    void awaitMetric(double value, String name, String... labels) {
        double[] seen = new double[1];
        Await.until(
                () -> name + " is " + value + "; it is " + seen[0],
                Await.LIMIT,
                () -> (seen[0] = metric(name, labels)) == value);
    }

    /** Fails on leaked buffers and blocked event loops; ends the process if it still runs. */
    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                jcmd("GC.run");
                // gone buffers are found out when others are allocated
                for (int i = 0; i < 5; i++) {
                    admin("/livez");
                }
            }
            assertThat(err.with("LEAK:")).as("leaked buffers").isEmpty();
            assertThat(err.with("has been blocked for")).as("blocked threads").isEmpty();
            assertThat(err.with("\"unexpected\"")).as("defects: " + err.all()).isEmpty();
        } finally {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly();
            process.onExit().join();
            // its embedded Redis would outlive it
            children.forEach(ProcessHandle::destroyForcibly);
            children.forEach(child -> child.onExit().join());
            deleteDir();
        }
    }

    /** Bytes of the heap that are in use after a collection. */
    long liveHeapBytes() {
        jcmd("GC.run");
        return Pattern.compile("(?:generation|heap) .*used (\\d+)K")
                .matcher(jcmd("GC.heap_info"))
                .results()
                .mapToLong(used -> 1024 * Long.parseLong(used.group(1)))
                .sum();
    }

    private String jcmd(String command) {
        try {
            Process jcmd =
                    new ProcessBuilder(javaCommand("jcmd"), Long.toString(pid()), command)
                            .redirectErrorStream(true)
                            .start();
            String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            jcmd.waitFor();
            return said;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void deleteDir() {
        try (Stream<Path> files = Files.walk(dir)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // the temporary directory is cleared by others, too
        }
    }
}
