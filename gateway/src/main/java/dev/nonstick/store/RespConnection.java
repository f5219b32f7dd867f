package dev.nonstick.store;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A connection to Redis: commands go out without waiting for each other, answers come in their
 * order.
 *
 * <pre>
 *  send --> open buffer --(end of the pass, or enough)--> socket --> Redis
 *       '-> waiting, oldest first <------- reader <------ socket <---'
 * </pre>
 *
 * <p>What one pass of the event loop sends leaves in one write: one system call for all exchanges
 * that look up their sessions in that pass. Everything runs within the loop's Vert.x context, so
 * that timers and futures of those who are called back come to it.
 *
 * <p>Thread rule: belongs to the event loop of its channel.
 */
final class RespConnection extends ChannelInboundHandlerAdapter {

    /** Room beside the counted commands, for the few that set up a connection. */
    private static final int SETUP_COMMANDS = 64;

    static final int MAX_WAITING = RedisPipeline.MAX_UNANSWERED + SETUP_COMMANDS;

    /** Commands after which a write does not wait for the end of the pass. */
    static final int MOST_UNFLUSHED = 64;

    private static final int BUFFER = 8 * 1024;

    private final ContextInternal context;
    private final Channel channel;
    private final Runnable ended;
    private final Runnable endOfPass = this::endOfPass;
    private final RespReader reader = new RespReader();
    private final Deque<RespWaiter> waiting = new ArrayDeque<>();
    private ByteBuf open = Unpooled.EMPTY_BUFFER;
    private int unflushed;
    private boolean flushIsDue;
    private boolean unreadable;
    private boolean gone;

    /**
     * @param ended hears once of the end, before those who wait do
     */
    RespConnection(ContextInternal context, Channel channel, Runnable ended) {
        this.context = context;
        this.channel = channel;
        this.ended = ended;
    }

    /** Sends a command. Where there is no connection or no room any more, it is lost at once. */
    void send(byte[][] words, RespWaiter waiter) {
        if (gone || waiting.size() >= MAX_WAITING) {
            waiter.lost();
            return;
        }
        waiting.add(waiter);
        RespWriter.write(words, room(RespWriter.room(words)));
        if (++unflushed >= MOST_UNFLUSHED) {
            flush();
        } else if (!flushIsDue) {
            flushIsDue = true;
            channel.eventLoop().execute(endOfPass);
        }
    }

    private ByteBuf room(int size) {
        if (open.writableBytes() < size) {
            pass();
            open = channel.alloc().directBuffer(Math.max(size, BUFFER));
        }
        return open;
    }

    /** Gives the channel what is in the open buffer. */
    @SuppressWarnings("FutureReturnValueIgnored") // a void promise tells exceptionCaught
    private void pass() {
        ByteBuf full = open;
        open = Unpooled.EMPTY_BUFFER;
        if (full.isReadable()) {
            channel.write(full, channel.voidPromise());
        } else {
            full.release();
        }
    }

    private void endOfPass() {
        flushIsDue = false;
        if (unflushed > 0) {
            flush();
        }
    }

    private void flush() {
        unflushed = 0;
        pass();
        channel.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        ContextInternal before = context.beginDispatch();
        try {
            answers(in);
        } catch (RespException _) {
            unreadable();
        } catch (RuntimeException defect) {
            context.reportException(defect);
            unreadable();
        } finally {
            in.release();
            context.endDispatch(before);
        }
    }

    private void answers(ByteBuf in) throws RespException {
        while (!unreadable) {
            Resp answer = reader.next(in);
            if (answer == null) {
                return;
            }
            RespWaiter waiter = waiting.poll();
            if (waiter == null) {
                throw new RespException("an answer to nothing");
            }
            waiter.answered(answer);
        }
    }

    /** Whose answer comes next is not known any more. */
    @SuppressWarnings("FutureReturnValueIgnored") // the outcome of a close is channelInactive
    private void unreadable() {
        unreadable = true;
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (gone) {
            return;
        }
        gone = true;
        open.release();
        open = Unpooled.EMPTY_BUFFER;
        unflushed = 0;
        ContextInternal before = context.beginDispatch();
        try {
            tell(ended);
            for (RespWaiter next = waiting.poll(); next != null; next = waiting.poll()) {
                tell(next::lost);
            }
        } finally {
            context.endDispatch(before);
        }
    }

    /** A defect of one must not keep the others waiting. */
    private void tell(Runnable loss) {
        try {
            loss.run();
        } catch (RuntimeException defect) {
            context.reportException(defect);
        }
    }

    /** A socket that fails is closed; channelInactive tells those who wait. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // likewise
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        channel.close();
    }

    /** Closes the socket; those who wait hear of it afterwards. */
    Future<Void> close() {
        PromiseInternal<Void> closed = context.promise();
        channel.close().addListener(closed);
        return closed.future();
    }
}
