package dev.nonstick.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LineWriterTest {

    /** As many as wait at most. */
    private static final int ROOM = 8_192;

    @Test
    void linesComeOutInOrderEachWithItsLineFeed() {
        Sink sink = Sink.open();
        List<String> expected = new ArrayList<>();
        try (LineWriter writer = new LineWriter("test", sink)) {
            for (int i = 0; i < 5_000; i++) {
                expected.add("line " + i + " é");
                writer.line("line " + i + " é");
            }
        }
        assertThat(sink.lines()).isEqualTo(expected);
        assertThat(sink.text()).endsWith("\n");
    }

    @Test
    void closeWritesWhatWaits() throws InterruptedException {
        Sink sink = Sink.stuck();
        LineWriter writer = new LineWriter("test", sink);
        writer.line("first");
        sink.awaitWriter();
        for (int i = 0; i < 2_500; i++) {
            writer.line("later");
        }
        sink.release();
        writer.close();
        assertThat(sink.lines()).hasSize(2_501).startsWith("first", "later");
        assertThat(writer.dropped()).isZero();
    }

    @Test
    void aStuckStreamDropsAndCountsAndBlocksNobody() throws InterruptedException {
        Sink sink = Sink.stuck();
        LineWriter writer = new LineWriter("test", sink);
        writer.line("first");
        sink.awaitWriter();
        for (int i = 0; i < ROOM + 100; i++) {
            writer.line("more");
        }
        assertThat(writer.dropped()).isEqualTo(100);
        sink.release();
        writer.close();
        assertThat(sink.lines()).hasSize(1 + ROOM);
    }

    @Test
    void closeDoesNotWaitForeverForAStuckStream() throws InterruptedException {
        Sink sink = Sink.stuck();
        LineWriter writer = new LineWriter("test", sink);
        writer.line("first");
        sink.awaitWriter();
        long begun = System.nanoTime();
        writer.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        sink.release();
    }

    @Test
    void aBrokenStreamIsCountedAndEndsNothing() {
        LineWriter writer =
                new LineWriter(
                        "test",
                        new OutputStream() {
                            @Override
                            public void write(int b) throws IOException {
                                throw new IOException("broken pipe");
                            }
                        });
        for (int i = 0; i < 50; i++) {
            writer.line("lost");
        }
        writer.close();
        assertThat(writer.dropped()).isEqualTo(50);
    }
}
