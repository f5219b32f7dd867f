package dev.nonstick.http1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.vertx.core.internal.ContextInternal;

/**
 * One connection that speaks HTTP/1.1, whichever end of it we are. Everything runs within the
 * loop's Vert.x context, so that timers and the store's futures come back to it.
 *
 * <p>Thread rule: belongs to the event loop of its channel.
 */
public abstract class Http1Connection extends ChannelInboundHandlerAdapter
        implements MessageReceiver {
    private final ContextInternal context;
    private final Channel channel;
    private final MessageReader reader;
    private final MessageWriter writer;
    private final LoopClock clock;
    private long lastRead;
    private long lastSent;
    private boolean broken;

    /**
     * @param maxLine bytes of a start line
     * @param maxFields bytes of all fields of a head
     * @param ready whether the peer speaks first
     */
    @SuppressWarnings("this-escape") // the reader gives nothing before bytes come
    protected Http1Connection(
            ContextInternal context,
            LoopClock clock,
            LoopFlush flush,
            Channel channel,
            int maxLine,
            int maxFields,
            boolean ready) {
        this.context = context;
        this.clock = clock;
        this.lastRead = clock.nanos();
        this.channel = channel;
        this.reader = new MessageReader(channel, this, maxLine, maxFields, ready);
        this.writer = new MessageWriter(channel, flush);
    }

    /** The channel below. */
    public final Channel channel() {
        return channel;
    }

    protected final MessageReader reader() {
        return reader;
    }

    protected final MessageWriter writer() {
        return writer;
    }

    /** When bytes last came; {@link System#nanoTime()}. */
    protected final long lastRead() {
        return lastRead;
    }

    /** The connection is gone. */
    protected abstract void gone();

    /** The peer takes again what is written, after it had not. */
    protected abstract void writable();

    /** Whether the peer takes what is written at the pace it comes. */
    public final boolean isWritable() {
        return channel.isWritable();
    }

    /** Whether the peer has taken something of what waits for it since this was last asked. */
    public final boolean sendsOn() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        long sent =
                waiting == null ? 0 : waiting.totalPendingWriteBytes() - waiting.currentProgress();
        boolean moved = sent != lastSent;
        lastSent = sent;
        return moved;
    }

    /** Whether it ended otherwise than by the peer's orderly close. */
    protected final boolean isBroken() {
        return broken;
    }

    /** Whether it is still open. */
    public final boolean isOpen() {
        return channel.isActive();
    }

    /** Runs within the context of the loop. */
    protected final void run(Runnable action) {
        ContextInternal before = context.beginDispatch();
        try {
            action.run();
        } catch (RuntimeException e) {
            failed(e);
        } finally {
            context.endDispatch(before);
        }
    }

    @Override
    public final void channelRead(ChannelHandlerContext ctx, Object message) {
        ContextInternal before = context.beginDispatch();
        try {
            lastRead = clock.look();
            reader.received((ByteBuf) message);
        } catch (RuntimeException e) {
            failed(e);
        } finally {
            context.endDispatch(before);
        }
    }

    @Override
    public final void channelInactive(ChannelHandlerContext ctx) {
        run(
                () -> {
                    gone();
                    writer.drop();
                });
    }

    @Override
    public final void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            run(this::writable);
        }
    }

    /** Whether what has come may be read although the peer takes nothing any more. */
    protected boolean outlivesWrites() {
        return false;
    }

    /** A socket that fails is closed; {@link #gone()} tells those who use it. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the outcome of a close is channelInactive
    public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        broken = true;
        if (!outlivesWrites()) {
            channel.close();
        }
    }

    /** A defect of ours: told, and the connection ends. */
    @SuppressWarnings("FutureReturnValueIgnored") // likewise
    private void failed(RuntimeException defect) {
        context.reportException(defect);
        broken = true;
        channel.close();
    }
}
