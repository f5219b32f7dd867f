package dev.nonstick.http1;

import dev.nonstick.http.ChunkedFraming;
import dev.nonstick.http.MalformedHeadException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a connection receives into messages (RFC 9112, sections 2.1, 6): a head as one array of
 * bytes, then its body in pieces. One message at a time: what comes behind it waits for {@link
 * #next()}. What waits is bounded; beyond, the channel is not read.
 *
 * <p>Thread rule: belongs to the event loop of its channel.
 */
public final class MessageReader {
    /** A body in chunks (RFC 9112, section 7.1). */
    public static final long CHUNKED = -1;

    /** A body that ends with its connection. */
    public static final long UNTIL_CLOSE = -2;

    /** No body, and another head follows for the same request (RFC 9110, section 15.2). */
    public static final long INTERIM = -3;

    /** What follows is no HTTP. */
    public static final long RAW = -4;

    /** What follows could be read in more ways than one: it is dropped unread. */
    public static final long DISCARD = -5;

    private enum State {
        HEAD,
        LENGTH,
        CHUNKS,
        TO_CLOSE,
        COMPLETE,
        RAW,
        DISCARD,
        TAKEN
    }

    private final Channel channel;
    private final MessageReceiver receiver;
    private final HeadCollector head;
    private final int maxTrailers;
    private final HeldBytes held = new HeldBytes();
    private State state;
    private long left;
    private @Nullable ChunkedFraming chunks;
    private boolean paused;
    private boolean working;
    private boolean peerClosed;
    private boolean inOrder;

    /**
     * @param maxLine bytes of a start line
     * @param maxFields bytes of all fields of a head, and of all trailers
     * @param ready whether a first message is awaited at once
     */
    public MessageReader(
            Channel channel, MessageReceiver receiver, int maxLine, int maxFields, boolean ready) {
        this.channel = channel;
        this.receiver = receiver;
        this.head = new HeadCollector(maxLine, maxFields);
        this.maxTrailers = maxFields;
        this.state = ready ? State.HEAD : State.COMPLETE;
    }

    /** Bytes have come; ownership passes. */
    public void received(ByteBuf in) {
        held.add(in);
        work();
    }

    /**
     * The connection has ended: what is held is still given.
     *
     * @param orderly whether the peer closed it; else a body up to the end is not complete
     */
    public void ended(boolean orderly) {
        peerClosed = true;
        inOrder = orderly;
        work();
    }

    /** Gives no more of the body until {@link #resume()}. */
    public void pause() {
        paused = true;
    }

    public void resume() {
        paused = false;
        work();
    }

    /** The message before has been dealt with: the next may come. */
    public void next() {
        if (state == State.COMPLETE) {
            paused = false;
            state = State.HEAD;
            work();
        }
    }

    /** Drops whatever comes from here on. */
    public void discard() {
        state = State.DISCARD;
        work();
    }

    /** Whether no message is under way. */
    public boolean isComplete() {
        return state == State.COMPLETE;
    }

    /** Whether something has come behind the last message. */
    public boolean hasRest() {
        return !held.isEmpty();
    }

    /** What came behind the last message; ownership passes, and nothing is read any more. */
    public ByteBuf takeRest() {
        ByteBuf rest = held.takeAll();
        state = State.TAKEN;
        return rest;
    }

    /** Releases everything; nothing is given any more. */
    public void release() {
        state = State.DISCARD;
        if (!working) {
            held.release();
        }
    }

    private void work() {
        if (working) {
            return;
        }
        working = true;
        try {
            while (advance()) {
                // each step leaves less to do
            }
        } catch (MalformedHeadException e) {
            state = State.DISCARD;
            receiver.malformed(e);
        } finally {
            working = false;
        }
        if (state == State.TAKEN) {
            // the channel is somebody else's
            return;
        }
        if (state == State.DISCARD) {
            held.release();
        }
        receiver.passed();
        regulate();
    }

    /** One step; false where nothing can be done now. */
    private boolean advance() throws MalformedHeadException {
        return switch (state) {
            case COMPLETE, RAW, DISCARD, TAKEN -> false;
            case HEAD -> readHead();
            case LENGTH -> !paused && readLength();
            case CHUNKS -> !paused && readChunks();
            case TO_CLOSE -> !paused && readToClose();
        };
    }

    private boolean readHead() throws MalformedHeadException {
        ByteBuf in = held.first();
        if (in == null) {
            return breaksOff();
        }
        boolean complete = head.collect(in);
        held.dropIfEmpty(in);
        if (complete) {
            // in this order: taking the end gives the array away
            begin(receiver.head(head.bytes(), head.start(), head.takeEnd()));
        }
        return true;
    }

    private void begin(long framing) {
        if (state == State.DISCARD) {
            return;
        }
        left = framing;
        if (framing > 0) {
            state = State.LENGTH;
        } else if (framing == 0) {
            state = State.COMPLETE;
        } else if (framing == CHUNKED) {
            chunks = new ChunkedFraming(maxTrailers);
            state = State.CHUNKS;
        } else if (framing == UNTIL_CLOSE) {
            state = State.TO_CLOSE;
        } else if (framing == RAW) {
            state = State.RAW;
        } else if (framing == DISCARD) {
            state = State.DISCARD;
        }
        receiver.begin();
    }

    private boolean readLength() {
        ByteBuf in = held.first();
        if (in == null) {
            return breaksOff();
        }
        long given = give(in, left);
        left -= given;
        if (left == 0 && state == State.LENGTH) {
            complete(null);
        }
        return true;
    }

    private boolean readChunks() throws MalformedHeadException {
        ChunkedFraming framing = chunks;
        ByteBuf in = held.first();
        if (in == null || framing == null) {
            return breaksOff();
        }
        while (framing.data() == 0 && !framing.isDone() && in.isReadable()) {
            framing.accept(in.readByte());
        }
        if (framing.isDone()) {
            byte[] trailers = framing.trailers();
            held.dropIfEmpty(in);
            complete(trailers.length > 2 ? trailers : null);
        } else if (in.isReadable()) {
            framing.took(give(in, framing.data()));
        } else {
            held.dropIfEmpty(in);
        }
        return true;
    }

    private boolean readToClose() {
        ByteBuf in = held.first();
        if (in != null) {
            give(in, Long.MAX_VALUE);
            return true;
        }
        if (!inOrder) {
            return breaksOff();
        }
        complete(null);
        return false;
    }

    /** Gives the receiver at most this much of a buffer, without a copy. */
    private long give(ByteBuf in, long most) {
        int readable = in.readableBytes();
        if (readable <= most) {
            held.removeFirst();
            if (readable > 0) {
                receiver.piece(in);
            } else {
                in.release();
            }
            return readable;
        }
        receiver.piece(in.readRetainedSlice((int) most));
        return most;
    }

    private void complete(byte @Nullable [] trailers) {
        chunks = null;
        state = State.COMPLETE;
        receiver.end(trailers);
    }

    private boolean breaksOff() {
        if (peerClosed) {
            state = State.DISCARD;
            receiver.brokeOff();
        }
        return false;
    }

    /** Reads the channel only while there is room. */
    private void regulate() {
        boolean room = held.hasRoom();
        if (room != channel.config().isAutoRead()) {
            channel.config().setAutoRead(room);
        }
    }
}
