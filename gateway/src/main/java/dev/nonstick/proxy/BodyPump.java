package dev.nonstick.proxy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Moves a body from one socket to the other. Where the receiver is slower the sender is paused, so
 * at most the receiver's write queue is in memory.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class BodyPump {
    private static final Buffer NOTHING = Buffer.buffer();

    private final ReadStream<Buffer> from;
    private final WriteStream<Buffer> to;
    private final long expected;
    private final LongConsumer progress;
    private final Consumer<Buffer> last;
    private final Runnable atEnd;
    private long bytes;
    private boolean complete;

    /**
     * Prepares to move a body.
     *
     * @param expected bytes to come, if the framing says it; else -1
     * @param progress told the bytes so far after each piece
     * @param last writes the last piece, which may be empty, and ends the receiver's side: one
     *     write instead of two for the many bodies that come in one piece
     * @param atEnd runs when the sender has ended, after {@code last}
     */
    BodyPump(
            ReadStream<Buffer> from,
            WriteStream<Buffer> to,
            long expected,
            LongConsumer progress,
            Consumer<Buffer> last,
            Runnable atEnd) {
        this.from = from;
        this.to = to;
        this.expected = expected;
        this.progress = progress;
        this.last = last;
        this.atEnd = atEnd;
    }

    void start() {
        from.handler(this::piece);
        from.endHandler(v -> end());
        to.drainHandler(
                v -> {
                    // the receiver took something: slow, but not idle
                    progress.accept(bytes);
                    from.resume();
                });
        from.resume();
    }

    private void piece(Buffer piece) {
        bytes += piece.length();
        progress.accept(bytes);
        if (bytes == expected) {
            complete = true;
            last.accept(piece);
            return;
        }
        // a failed write is told by the receiver's exception and close handlers
        to.write(piece).onComplete(done -> {});
        if (to.writeQueueFull()) {
            from.pause();
        }
    }

    private void end() {
        if (!complete) {
            if (expected > 0) {
                // too short: the sender's exception handler tells why
                return;
            }
            complete = true;
            last.accept(NOTHING);
        }
        atEnd.run();
    }
}
