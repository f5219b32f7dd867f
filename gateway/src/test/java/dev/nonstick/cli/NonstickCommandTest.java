package dev.nonstick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.cli.Product.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Commands, exit codes and texts. */
class NonstickCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<RunOptions> runs = new ArrayList<>();
    private Report report = new Report(List.of(), List.of());

    @TempDir private Path folder;
    private Path file = Path.of("nowhere");

    private final class FakeProduct implements Product {
        @Override
        public int run(RunOptions options) throws RefusedException {
            runs.add(options);
            if (options instanceof RunOptions.Quick(List<String> backends, String _, Path _)) {
                return switch (backends.getFirst()) {
                    case "bad" -> throw new RefusedException(List.of("--backend: bad", "b: c"));
                    case "broken" -> throw new IllegalStateException("port\ntaken");
                    case "silent" -> throw new IllegalStateException();
                    default -> 7;
                };
            }
            return 0;
        }

        @Override
        public Report check(Path checked) {
            return report;
        }

        @Override
        public String backendKey(Path configuration, String pool) throws RefusedException {
            if (!pool.equals("app")) {
                throw new RefusedException(List.of(pool + ": no such pool (expected: app)"));
            }
            return "a2V5";
        }

        @Override
        public String version() {
            return "1.2.3";
        }
    }

    @Command(name = "demo", mixinStandardHelpOptions = true)
    static final class FakeDemo implements Callable<Integer> {
        @Option(names = "--check")
        private boolean check;

        @Override
        public Integer call() {
            return check ? 11 : 12;
        }
    }

    @BeforeEach
    void writeFile() throws IOException {
        file = Files.writeString(folder.resolve("gateway.yaml"), "pools: {}");
    }

    private int execute(String... args) {
        CommandLine line = NonstickCommand.commandLine(new FakeProduct(), new FakeDemo());
        return line.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private List<String> errorLines() {
        return err.toString().lines().toList();
    }

    @Test
    void runsFromAFile() {
        assertThat(execute("run", "-c", file.toString())).isZero();
        assertThat(execute("run", "--config=" + file)).isZero();
        assertThat(runs).hasSize(2).containsOnly(new RunOptions.FromFile(file));
    }

    @Test
    void runsFromBackends() {
        assertThat(execute("run", "--backend", "http://a", "--backend=http://b")).isEqualTo(7);
        assertThat(execute("run", "--listen=[::1]:0", "--backend=http://a", "--data-dir=/d"))
                .isEqualTo(7);
        assertThat(runs)
                .containsExactly(
                        new RunOptions.Quick(
                                List.of("http://a", "http://b"),
                                "127.0.0.1:8080",
                                Path.of(".nonstick")),
                        new RunOptions.Quick(List.of("http://a"), "[::1]:0", Path.of("/d")));
    }

    @Test
    void runNeedsOneSource() {
        assertThat(execute("run")).isEqualTo(2);
        assertThat(execute("run", "-c", file.toString(), "--backend=http://a")).isEqualTo(2);
        assertThat(execute("run", "--listen=:80")).isEqualTo(2);
        assertThat(execute("run", "-c", file.toString(), "--listen=:80")).isEqualTo(2);
        assertThat(runs).isEmpty();
        assertThat(out.toString()).isEmpty();
        assertThat(errorLines()).allMatch(line -> !line.contains("Exception"));
    }

    @Test
    void saysWhatIsRefused() {
        assertThat(execute("run", "--backend=bad")).isEqualTo(2);
        assertThat(errorLines())
                .containsExactly("--backend: bad", "b: c", "nonstick run: 2 errors");
    }

    @Test
    void showsNoStackTrace() {
        assertThat(execute("run", "--backend=broken")).isEqualTo(1);
        assertThat(execute("run", "--backend=silent")).isEqualTo(1);
        assertThat(errorLines())
                .containsExactly(
                        "nonstick run: IllegalStateException: port",
                        "nonstick run: IllegalStateException");
    }

    @Test
    void checksFiles() {
        assertThat(execute("check", file.toString())).isZero();
        assertThat(out.toString().lines()).containsExactly(file + ": ok");
        assertThat(err.toString()).isEmpty();

        report = new Report(List.of("a: 1 (expected: 2)", "b: unknown key"), List.of("w: careful"));
        assertThat(execute("check", file.toString())).isEqualTo(2);
        assertThat(errorLines())
                .containsExactly(
                        "warning: w: careful",
                        "a: 1 (expected: 2)",
                        "b: unknown key",
                        file + ": 2 errors");

        report = new Report(List.of("a: 1 (expected: 2)"), List.of());
        assertThat(execute("check", file.toString())).isEqualTo(2);
        assertThat(errorLines()).endsWith(file + ": 1 error");
    }

    @Test
    void saysWhichFileIsMissing() {
        Path missing = folder.resolve("missing.yaml");
        assertThat(execute("check", missing.toString())).isEqualTo(2);
        assertThat(errorLines().getFirst())
                .startsWith("nonstick check: ")
                .endsWith(missing + ": no such file");
        assertThat(execute("run", "-c", missing.toString())).isEqualTo(2);
        assertThat(execute("backend-key", "app", "-c", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains(folder + ": a directory, not a file");
        assertThat(execute("check", "a\0b")).isEqualTo(2);
        assertThat(execute("check")).isEqualTo(2);
    }

    @Test
    void printsBackendKeys() {
        assertThat(execute("backend-key", "app", "-c", file.toString())).isZero();
        assertThat(out.toString().lines()).containsExactly("a2V5");
        assertThat(execute("backend-key", "ap", "-c", file.toString())).isEqualTo(2);
        assertThat(errorLines().getFirst()).isEqualTo("ap: no such pool (expected: app)");
        assertThat(execute("backend-key", "app")).isEqualTo(2);
    }

    @Test
    void printsTheVersion() {
        assertThat(execute("version")).isZero();
        assertThat(execute("--version")).isZero();
        assertThat(out.toString().lines()).containsExactly("1.2.3", "1.2.3");
    }

    @Test
    void takesTheDemoAsItIs() {
        assertThat(execute("demo")).isEqualTo(12);
        assertThat(execute("demo", "--check")).isEqualTo(11);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "check", "backend-key", "version", "demo"})
    void helpsEverywhere(String command) {
        assertThat(execute(command, "--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: nonstick " + command);
        assertThat(err.toString()).isEmpty();
        assertThat(execute("--help")).isZero();
        assertThat(out.toString()).contains("  " + command);
    }

    @Test
    void guidesWrongUsage() {
        assertThat(execute()).isEqualTo(2);
        assertThat(err.toString()).startsWith("Usage: nonstick");
        assertThat(execute("rnu")).isEqualTo(2);
        assertThat(err.toString()).contains("rnu").contains("See nonstick --help");
        assertThat(execute("check", "--nope", file.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("See nonstick check --help");
        assertThat(out.toString()).isEmpty();
    }
}
