package dev.nonstick.http1;

import dev.nonstick.http.HeadWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.nio.charset.StandardCharsets;

/**
 * Writes messages to a connection. Heads and small pieces that are written together leave in one
 * buffer, so in one system call; nothing leaves before {@link #flush()}.
 *
 * <p>Thread rule: belongs to the event loop of its channel.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a void promise tells the channel's exceptionCaught
public final class MessageWriter {
    /** Pieces up to this many bytes are copied, which costs less than another write. */
    private static final int SMALL = 8 * 1024;

    private static final int SPARE = 512;

    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n'};

    private final Channel channel;
    private final LoopFlush loop;
    private ByteBuf open = Unpooled.EMPTY_BUFFER;
    private boolean unflushed;

    public MessageWriter(Channel channel, LoopFlush loop) {
        this.channel = channel;
        this.loop = loop;
    }

    /** A head. */
    public void head(HeadWriter head) {
        bytes(head.array(), head.length());
    }

    /** A piece of a body; ownership passes. */
    public void piece(ByteBuf piece) {
        int size = piece.readableBytes();
        if (size <= SMALL) {
            room(size).writeBytes(piece);
            piece.release();
        } else {
            pass();
            channel.write(piece, channel.voidPromise());
            unflushed = true;
        }
    }

    /** A piece of a body as a chunk (RFC 9112, section 7.1); ownership passes. */
    public void chunk(ByteBuf piece) {
        String size = Integer.toHexString(piece.readableBytes());
        room(size.length() + 2)
                .writeBytes(size.getBytes(StandardCharsets.US_ASCII))
                .writeBytes(CRLF);
        piece(piece);
        bytes(CRLF, CRLF.length);
    }

    /**
     * The end of a body in chunks.
     *
     * @param trailers field lines with their empty line
     */
    public void lastChunk(HeadWriter trailers) {
        bytes(LAST_CHUNK, LAST_CHUNK.length);
        head(trailers);
    }

    private void bytes(byte[] bytes, int length) {
        room(length).writeBytes(bytes, 0, length);
    }

    private ByteBuf room(int size) {
        if (open.writableBytes() < size) {
            pass();
            open = channel.alloc().directBuffer(size + SPARE);
        }
        return open;
    }

    /** Gives the channel what is in the open buffer. */
    private void pass() {
        if (open.isReadable()) {
            channel.write(open, channel.voidPromise());
            unflushed = true;
        } else {
            open.release();
        }
        open = Unpooled.EMPTY_BUFFER;
    }

    /** Sends what was written. */
    public void flush() {
        if (open.isReadable() || unflushed) {
            pass();
            unflushed = false;
            loop.later(channel);
        }
    }

    /** Sends what was written; the future tells when all of it has left. */
    public ChannelFuture finish() {
        ByteBuf last = open;
        open = Unpooled.EMPTY_BUFFER;
        unflushed = false;
        ChannelFuture left = channel.write(last);
        loop.later(channel);
        return left;
    }

    /** Whether something has gone past {@link #drop} although it has not been flushed. */
    public boolean hasPassed() {
        return unflushed;
    }

    /** Forgets what was written and has not been flushed, but for what has passed. */
    public void drop() {
        open.release();
        open = Unpooled.EMPTY_BUFFER;
    }
}
