package dev.nonstick.loadtest.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StacksTest {
    private static final String CPU =
            """
            [loop tid=1];dev/nonstick/A.run_[j];io/netty/Socket.send_[j];lib.so;__GI___send 40
            [loop tid=1];dev/nonstick/A.run_[j];dev/nonstick/B.parse_[i] 30
            [C2 CompilerThre tid=2];Compile::Compile 20
            [loop tid=1];dev/nonstick/A.run_[j];sha256_implCompressMB 10
            """;

    private static final String ALLOCATIONS =
            """
            dev/nonstick/A.run_[j];java/util/ArrayList.grow_[i];java.lang.Object[]_[i] 75
            dev/nonstick/B.parse_[j];java.lang.String_[i] 25
            """;

    @Test
    void kernelJavaAndCompilerAreToldApart(@TempDir Path directory) throws IOException {
        String text = read(directory, CPU).cpuSummary();
        assertThat(text)
                .contains("(100 samples)")
                .contains("40.0 %  kernel (system calls)")
                .contains("30.0 %  Java")
                .contains("20.0 %  JIT compiler")
                .contains("10.0 %  native code under Java")
                .contains("__GI___send <- io/netty/Socket.send_[j] <- dev/nonstick/A.run_[j]")
                .contains("80.0 %  dev/nonstick/A.run_[j]");
    }

    @Test
    void anAllocationIsWhoseCodeAskedForIt(@TempDir Path directory) throws IOException {
        assertThat(read(directory, ALLOCATIONS).allocationSummary())
                .contains("75.0 %  java.lang.Object[]_[i]")
                .contains("75.0 %  dev/nonstick/A.run_[j]")
                .contains("25.0 %  dev/nonstick/B.parse_[j]");
    }

    private static Stacks read(Path directory, String text) throws IOException {
        return Stacks.read(Files.writeString(directory.resolve("stacks"), text));
    }
}
