package dev.nonstick.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisIT {

    private Path dataDir;

    @BeforeEach
    void chooseDirectory(@TempDir Path dir) {
        dataDir = dir.resolve("a data dir");
    }

    private static void set(EmbeddedRedis redis, String value) throws IOException {
        try (RawRedis raw = new RawRedis(redis.port())) {
            raw.command("SET", "k", value);
        }
    }

    private static Object get(EmbeddedRedis redis) throws IOException {
        try (RawRedis raw = new RawRedis(redis.port())) {
            return String.valueOf(raw.command("GET", "k"));
        }
    }

    @Test
    void dataSurviveARestart() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start(dataDir)) {
            set(redis, "kept");
        }
        try (EmbeddedRedis redis = EmbeddedRedis.start(dataDir)) {
            assertThat(get(redis)).isEqualTo("kept");
        }
    }

    @Test
    void dataSurviveAKill() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start(dataDir)) {
            set(redis, "kept");
            TestRedis.signal(redis.process().pid(), "KILL");
        }
        try (EmbeddedRedis redis = EmbeddedRedis.start(dataDir)) {
            assertThat(get(redis)).isEqualTo("kept");
        }
    }

    @Test
    void closeEndsTheProcessAndMayBeRepeated() throws Exception {
        EmbeddedRedis redis = EmbeddedRedis.start(dataDir);
        assertThat(redis.process().isAlive()).isTrue();

        redis.close();
        redis.close();

        assertThat(redis.process().isAlive()).isFalse();
    }

    @Test
    void listensOnLoopbackOnlyAndKeepsEverything() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start(dataDir);
                RawRedis raw = new RawRedis(redis.port())) {
            assertThat(redis.url()).isEqualTo("redis://127.0.0.1:" + redis.port());
            assertThat(raw.command("CONFIG", "GET", "bind"))
                    .isEqualTo(List.of("bind", "127.0.0.1"));
            assertThat(raw.command("CONFIG", "GET", "appendonly"))
                    .isEqualTo(List.of("appendonly", "yes"));
            assertThat(raw.command("CONFIG", "GET", "appendfsync"))
                    .isEqualTo(List.of("appendfsync", "everysec"));
            assertThat(raw.command("CONFIG", "GET", "save")).isEqualTo(List.of("save", ""));
            assertThat(raw.command("CONFIG", "GET", "maxmemory-policy"))
                    .isEqualTo(List.of("maxmemory-policy", "noeviction"));
        }
    }

    @Test
    void aSecondOwnerIsRefused() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start(dataDir)) {
            assertThatThrownBy(() -> EmbeddedRedis.start(dataDir))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "data-dir "
                                    + dataDir
                                    + " is in use by another gateway (expected: one gateway per"
                                    + " data-dir; use store.url redis:// to share)");
            set(redis, "undisturbed");
        }
    }

    @Test
    void anOwnerInAnotherProcessIsRespectedAndWhenKilledItsRedisIsReplaced() throws Exception {
        Process owner = startOwner();
        ProcessHandle stale = ProcessHandle.of(firstLine(owner)).orElseThrow();
        assertThatThrownBy(() -> EmbeddedRedis.start(dataDir)).hasMessageContaining("is in use by");

        TestRedis.signal(owner.pid(), "KILL");
        owner.waitFor();
        assertThat(stale.isAlive()).isTrue();

        try (EmbeddedRedis redis = EmbeddedRedis.start(dataDir)) {
            assertThat(stale.isAlive()).isFalse();
            assertThat(get(redis)).isEqualTo("of the owner");
        }
    }

    @Test
    void aStoppedRedisOfAKilledOwnerIsReplacedToo() throws Exception {
        Process owner = startOwner();
        ProcessHandle stale = ProcessHandle.of(firstLine(owner)).orElseThrow();
        TestRedis.signal(owner.pid(), "KILL");
        owner.waitFor();
        TestRedis.signal(stale.pid(), "STOP"); // so that it ignores SIGTERM

        try (EmbeddedRedis redis = EmbeddedRedis.start(dataDir)) {
            assertThat(stale.isAlive()).isFalse();
            assertThat(get(redis)).isEqualTo("of the owner");
        }
    }

    private Process startOwner() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EmbeddedRedisOwner.class.getName(),
                        dataDir.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static long firstLine(Process owner) throws IOException {
        return Long.parseLong(owner.inputReader().readLine());
    }

    @Test
    void aPidThatNowBelongsToAnotherProgramIsLeftAlone() throws Exception {
        Path dir = Files.createDirectories(dataDir.resolve("redis"));
        Process bystander = new ProcessBuilder("cat").start();
        Files.writeString(dir.resolve("redis.pid"), bystander.pid() + "\n");

        try (EmbeddedRedis redis = EmbeddedRedis.start(dataDir)) {
            set(redis, "v");
            assertThat(bystander.isAlive()).isTrue();
        } finally {
            bystander.destroyForcibly();
        }
    }

    @Test
    void aPidThatNowBelongsToTheRedisOfAnotherDirectoryIsLeftAlone(@TempDir Path otherDataDir)
            throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/cwd")), "needs /proc");
        try (EmbeddedRedis other = EmbeddedRedis.start(otherDataDir)) {
            Path dir = Files.createDirectories(dataDir.resolve("redis"));
            Files.writeString(dir.resolve("redis.pid"), other.process().pid() + "\n");

            try (EmbeddedRedis redis = EmbeddedRedis.start(dataDir)) {
                set(redis, "v");
                assertThat(other.process().isAlive()).isTrue();
            }
        }
    }

    @Test
    void aDamagedPidFileDoesNotMatter() throws Exception {
        Path dir = Files.createDirectories(dataDir.resolve("redis"));
        Files.writeString(dir.resolve("redis.pid"), "garbage");

        try (EmbeddedRedis redis = EmbeddedRedis.start(dataDir)) {
            set(redis, "v");
        }
    }

    @Test
    void theBinaryIsExtractedOnce() throws Exception {
        EmbeddedRedis.start(dataDir).close();
        Path binary = onlyFile(dataDir.resolve("redis/bin"));
        Object extracted = Files.getAttribute(binary, "unix:ino");

        EmbeddedRedis.start(dataDir).close();

        assertThat(onlyFile(dataDir.resolve("redis/bin"))).isEqualTo(binary);
        assertThat(Files.getAttribute(binary, "unix:ino")).isEqualTo(extracted);
    }

    private static Path onlyFile(Path dir) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.getFirst();
        }
    }

    @Test
    void ctrlCInTheTerminalDoesNotReachIt() throws Exception {
        Path stat = Path.of("/proc/self/stat");
        assumeTrue(Files.exists(stat), "needs /proc");
        assumeTrue(EmbeddedRedisBinary.onPath("setsid").isPresent(), "needs setsid");
        try (EmbeddedRedis redis = EmbeddedRedis.start(dataDir)) {
            String redisStat =
                    Files.readString(Path.of("/proc", redis.process().pid() + "", "stat"));
            // after the program's name: state, parent, process group, session
            String[] fields = redisStat.substring(redisStat.lastIndexOf(')') + 2).split(" ", -1);
            assertThat(fields[3]).isEqualTo(redis.process().pid() + "");
        }
    }

    @Test
    void aTakenPortIsToldInTheLog() throws Exception {
        Path dir = Files.createDirectories(dataDir.resolve("redis"));
        Path binary = EmbeddedRedisBinary.find(dir.resolve("bin"));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process redis = EmbeddedRedisProcess.launch(binary, dir, taken.getLocalPort());
            redis.waitFor();
        }

        assertThat(dir.resolve("redis.log")).content().contains(EmbeddedRedisProcess.PORT_TAKEN);
    }

    @Test
    void whatDoesNotStartSaysWhy() {
        assertThatThrownBy(() -> EmbeddedRedis.start(dataDir, () -> Path.of("/bin/false")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("redis-server did not start in " + dataDir);
        // and the directory is free again
        assertThatThrownBy(() -> EmbeddedRedis.start(dataDir, () -> Path.of("/bin/false")))
                .hasMessageContaining("did not start");
    }
}
