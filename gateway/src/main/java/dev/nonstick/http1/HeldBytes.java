package dev.nonstick.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a connection has received and nobody has taken yet, in the buffers it came in.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class HeldBytes {
    private static final int MAX_BYTES = 64 * 1024;

    /** Each buffer takes more memory than what is in it. */
    private static final int MAX_BUFFERS = 16;

    private final Deque<ByteBuf> buffers = new ArrayDeque<>(2);

    /** Takes ownership. */
    void add(ByteBuf in) {
        buffers.addLast(in);
    }

    boolean isEmpty() {
        return buffers.isEmpty();
    }

    /** The first buffer, which stays here; null: there is none. */
    @Nullable ByteBuf first() {
        return buffers.peekFirst();
    }

    /** The first buffer has passed to another owner. */
    void removeFirst() {
        buffers.removeFirst();
    }

    /** Lets the first buffer go where nothing is left in it. */
    void dropIfEmpty(ByteBuf first) {
        if (!first.isReadable()) {
            buffers.removeFirst();
            first.release();
        }
    }

    /** Everything; ownership passes. */
    ByteBuf takeAll() {
        if (buffers.isEmpty()) {
            return Unpooled.EMPTY_BUFFER;
        }
        ByteBuf all = Unpooled.wrappedBuffer(buffers.toArray(ByteBuf[]::new));
        buffers.clear();
        return all;
    }

    void release() {
        for (ByteBuf in = buffers.pollFirst(); in != null; in = buffers.pollFirst()) {
            in.release();
        }
    }

    /** Whether more may come: at most one more read of the socket lies above the bound. */
    boolean hasRoom() {
        if (buffers.isEmpty()) {
            return true;
        }
        long bytes = 0;
        for (ByteBuf in : buffers) {
            bytes += in.readableBytes();
        }
        return bytes < MAX_BYTES && buffers.size() < MAX_BUFFERS;
    }
}
