package dev.nonstick.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The lines of a child's output, read as they come, so that the child never blocks on them. */
final class Lines {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    Lines(InputStream in) {
        reader = Thread.ofVirtual().start(() -> read(in));
    }

    private void read(InputStream in) {
        try (BufferedReader text =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            // the child is gone
        }
    }

    /** What came so far. */
    List<String> all() {
        return List.copyOf(lines);
    }

    /** The lines that contain a text. */
    List<String> with(String text) {
        return lines.stream().filter(line -> line.contains(text)).toList();
    }

    /** Waits for the end of the output. */
    void awaitEnd() {
        Await.until("end of output", () -> !reader.isAlive());
    }
}
