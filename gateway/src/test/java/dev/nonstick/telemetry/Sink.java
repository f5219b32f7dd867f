package dev.nonstick.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A stream that keeps what is written, and writes nothing before it is opened. */
final class Sink extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch opened;

    private Sink(int closed) {
        opened = new CountDownLatch(closed);
    }

    static Sink open() {
        return new Sink(0);
    }

    /** Blocks every write until {@link #release}. */
    static Sink stuck() {
        return new Sink(1);
    }

    void release() {
        opened.countDown();
    }

    /** Returns when somebody writes. */
    void awaitWriter() throws InterruptedException {
        entered.await();
    }

    @Override
    public void write(int b) {
        throw new AssertionError("lines are written in one piece");
    }

    @Override
    public void write(byte[] b, int off, int len) {
        entered.countDown();
        try {
            opened.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (bytes) {
            bytes.write(b, off, len);
        }
    }

    String text() {
        synchronized (bytes) {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    List<String> lines() {
        return text().lines().toList();
    }
}
