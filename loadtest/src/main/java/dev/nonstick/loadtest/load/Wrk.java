package dev.nonstick.loadtest.load;

import dev.nonstick.loadtest.process.BenchFailure;
import dev.nonstick.loadtest.process.Command;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** The closed loop: each connection sends its next request when the last was answered. */
public final class Wrk {
    private static final String MARK = "RESULT ";

    private final Path script;
    private final int core;

    /**
     * @param directory where its script may be
     */
    public Wrk(Path directory, int core) {
        this.core = core;
        this.script = directory.resolve("pick.lua");
        try (InputStream in = Wrk.class.getResourceAsStream("pick.lua")) {
            Files.write(script, Objects.requireNonNull(in, "pick.lua").readAllBytes());
        } catch (IOException e) {
            throw new BenchFailure("pick.lua cannot be written", e);
        }
    }

    /**
     * What it saw.
     *
     * @param micros how long it took
     */
    public record Result(long requests, long micros, long p50Micros, long p99Micros) {
        public double perSecond() {
            return requests * 1e6 / micros;
        }
    }

    /** Puts load on a proxy; fails where an answer is not a good one. */
    public Result run(Target target, int connections, Duration time) {
        Command.Result result =
                Command.run(
                        time.plusSeconds(20),
                        List.of(
                                "setpriv",
                                "--pdeathsig",
                                "KILL",
                                "taskset",
                                "-c",
                                Integer.toString(core),
                                "wrk",
                                "-t1",
                                "-c" + connections,
                                "-d" + time.toSeconds() + "s",
                                "--timeout",
                                "5s",
                                "-s",
                                script.toString(),
                                "http://127.0.0.1:" + target.port() + target.path(),
                                "--",
                                target.cookieFile().toString()));
        String line =
                result.output().lines().filter(l -> l.startsWith(MARK)).findFirst().orElse(null);
        if (!result.succeeded() || line == null) {
            throw new BenchFailure("wrk failed:\n" + result.output().strip());
        }
        String[] words = line.substring(MARK.length()).strip().split(" ", -1);
        long[] n = new long[words.length];
        for (int i = 0; i < n.length; i++) {
            n[i] = Long.parseLong(words[i]);
        }
        if (n[0] == 0 || n[2] + n[3] + n[4] + n[5] + n[6] > 0) {
            throw new BenchFailure(
                    ("%s: of %d requests: connect errors %d, read errors %d, write errors %d,"
                                    + " bad statuses %d, timeouts %d")
                            .formatted(target.path(), n[0], n[2], n[3], n[4], n[5], n[6]));
        }
        return new Result(n[0], n[1], n[7], n[8]);
    }
}
