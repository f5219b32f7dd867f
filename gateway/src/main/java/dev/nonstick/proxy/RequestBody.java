package dev.nonstick.proxy;

import dev.nonstick.http.RequestHead;
import dev.nonstick.http1.LoopClock;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The client's body on its way to a backend: held back until there is one, then passed on at the
 * backend's pace.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class RequestBody {
    private final ClientConnection connection;
    private final LoopClock clock;
    private final long limit;
    private @Nullable Attempt to;
    private boolean complete;
    private boolean unwanted;
    private long bytes;
    private long lastProgress;

    /**
     * @param limit bytes; 0: none
     */
    RequestBody(ClientConnection connection, LoopClock clock, RequestHead head, long limit) {
        this.connection = connection;
        this.clock = clock;
        this.lastProgress = clock.nanos();
        this.limit = limit;
        this.complete = !head.hasBody();
    }

    long bytes() {
        return bytes;
    }

    /** Whether all of it has come, or none follows. */
    boolean isComplete() {
        return complete;
    }

    /** When a byte last moved, or the exchange began; {@link System#nanoTime()}. */
    long lastProgress() {
        return lastProgress;
    }

    /** Passes it on from here on. */
    void pump(Attempt receiver) {
        to = receiver;
        connection.resumeBody();
    }

    /** What still comes of it is dropped. */
    void unwanted() {
        unwanted = true;
    }

    /** A piece has come; ownership passes. */
    void piece(ByteBuf piece) {
        Attempt receiver = to;
        lastProgress = clock.nanos();
        if (receiver == null || unwanted) {
            piece.release();
            return;
        }
        bytes += piece.readableBytes();
        if (limit > 0 && bytes > limit) {
            piece.release();
            receiver.tooLarge();
            return;
        }
        receiver.write(piece);
        if (!receiver.isWritable()) {
            connection.pauseBody();
        }
    }

    /** The last piece has come. */
    void end() {
        complete = true;
        if (to != null && !unwanted) {
            to.requestEnded();
        }
    }

    /** All that had come has been given. */
    void passed() {
        if (to != null) {
            to.flush();
        }
    }

    /** The backend takes more. */
    void writable() {
        // slow, but not idle
        lastProgress = clock.nanos();
        if (!complete) {
            connection.resumeBody();
        }
    }

    /** Whether the client is awaited: not where the backend has not taken yet what is there. */
    boolean awaitsClient() {
        return to != null && !complete && to.isWritable();
    }
}
