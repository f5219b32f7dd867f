package dev.nonstick.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherOptionsTest {
    @TempDir Path webapp;

    @Test
    void onlyTheWebappIsNeeded() {
        assertThat(LauncherOptions.parse(List.of("--webapp", webapp.toString())))
                .isEqualTo(new LauncherOptions(0, webapp, "A", false));
    }

    @Test
    void everyOptionIsTaken() {
        List<String> args =
                List.of(
                        "--exit-with-stdin",
                        "--port",
                        "9001",
                        "--instance",
                        "B",
                        "--webapp",
                        webapp.toString());

        assertThat(LauncherOptions.parse(args))
                .isEqualTo(new LauncherOptions(9001, webapp, "B", true));
    }

    @Test
    void wrongOnesAreNamed() {
        assertRefused("--prot: unknown option", "--prot", "1");
        assertRefused("--port: a value is missing", "--port");
        assertRefused("--port: 65536 (expected: 0 to 65535)", "--port", "65536");
        assertRefused("--port: x (expected: 0 to 65535)", "--port", "x");
        assertRefused("--webapp: null (expected: an exploded web application)");
    }

    private static void assertRefused(String message, String... args) {
        assertThatThrownBy(() -> LauncherOptions.parse(List.of(args)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
