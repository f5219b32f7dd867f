package dev.nonstick.proxy;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends one frame many times, on a thread of its own: it stops where nobody takes more. */
final class RelaySender {
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final AtomicInteger sent = new AtomicInteger();
    private final Thread thread;

    private RelaySender(RelayWire from, byte[] frame, int frames) {
        thread = Thread.ofVirtual().unstarted(() -> send(from, frame, frames));
    }

    static RelaySender start(RelayWire from, byte[] frame, int frames) {
        RelaySender sender = new RelaySender(from, frame, frames);
        sender.thread.start();
        return sender;
    }

    private void send(RelayWire from, byte[] frame, int frames) {
        try {
            for (int i = 0; i < frames; i++) {
                from.raw(frame);
                sent.incrementAndGet();
            }
        } catch (IOException e) {
            // the count shows it
        }
    }

    /** Returns how many frames had gone when no more went. */
    int awaitStall() {
        int[] seen = {-1};
        long[] since = {0};
        RelayRig.await(
                "the sender stalls",
                () -> {
                    if (sent.get() != seen[0]) {
                        seen[0] = sent.get();
                        since[0] = System.nanoTime();
                    }
                    return System.nanoTime() - since[0] > QUIET_NANOS;
                });
        return seen[0];
    }

    /** Returns how many frames went in all. */
    int awaitEnd() throws InterruptedException {
        thread.join();
        return sent.get();
    }
}
