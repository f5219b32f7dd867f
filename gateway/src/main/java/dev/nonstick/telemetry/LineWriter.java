package dev.nonstick.telemetry;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Writes lines to a stream from a thread of its own. Where the stream is slower than the lines come
 * they are dropped and counted: a blocked terminal must not stop an event loop.
 *
 * <p>Thread rule: {@link #line} may be called anywhere and never blocks.
 */
public final class LineWriter implements AutoCloseable {
    private static final int MAX_WAITING = 8_192;
    private static final long CLOSE_MILLIS = 2_000;

    private final OutputStream out;
    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final LongAdder dropped = new LongAdder();
    private final Thread thread;
    private volatile boolean closed;

    public LineWriter(String name, OutputStream out) {
        this.out = out;
        this.thread = Thread.ofPlatform().name("nonstick-" + name).daemon().start(this::run);
    }

    /** Hands a line over; without its line feed. */
    public void line(String text) {
        if (closed || !waiting.offer(text)) {
            dropped.increment();
        }
    }

    /** Lines lost so far because the stream was too slow, or broken. */
    public long dropped() {
        return dropped.sum();
    }

    private void run() {
        List<String> batch = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        try {
            while (!closed || !waiting.isEmpty()) {
                String first = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                batch.add(first);
                waiting.drainTo(batch, 1_000);
                for (String line : batch) {
                    text.append(line).append('\n');
                }
                write(text, batch.size());
                batch.clear();
                text.setLength(0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(StringBuilder text, int lines) {
        try {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException | RuntimeException e) {
            // a broken stream loses lines; it must not lose the thread
            dropped.add(lines);
        }
    }

    /** Writes what waits, for at most two seconds. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
