package dev.nonstick.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher comes up quickly and leaves nothing behind. */
class TomcatMainIT {
    @TempDir Path temporary;

    @Test
    void endsWhenItsParentIsGone() throws Exception {
        try (Instance instance = Instance.start("A", 0, temporary)) {
            assertThat(content()).isNotEmpty();

            instance.process.getOutputStream().close();

            assertThat(instance.process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(instance.process.exitValue()).isZero();
            assertThat(content()).isEmpty();
            assertThat(instance.laterOutput()).isEqualTo("[]");
        }
    }

    @Test
    void stopsOnSigterm() throws Exception {
        try (Instance instance = Instance.start("A", 0, temporary)) {
            instance.process.destroy();

            assertThat(instance.process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(content()).isEmpty();
        }
    }

    @Test
    void comesBackOnTheSamePortAfterSigkill() throws Exception {
        URI address;
        try (Instance killed = Instance.start("A", 0, temporary)) {
            address = killed.address;
            killed.process.destroyForcibly().waitFor();
        }
        try (Instance again = Instance.start("A", address.getPort(), temporary)) {
            assertThat(again.address).isEqualTo(address);
        }
    }

    private String content() throws Exception {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.map(Path::toString).reduce("", String::concat);
        }
    }
}
