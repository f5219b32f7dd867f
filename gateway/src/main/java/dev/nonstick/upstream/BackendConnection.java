package dev.nonstick.upstream;

import dev.nonstick.http.HeadWriter;
import dev.nonstick.http.MalformedHeadException;
import dev.nonstick.http.ResponseHead;
import dev.nonstick.http1.Http1Connection;
import dev.nonstick.http1.LoopClock;
import dev.nonstick.http1.LoopFlush;
import dev.nonstick.http1.MessageReader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a backend, in the hands of one exchange at a time.
 *
 * <p>Thread rule: belongs to one event loop.
 */
public final class BackendConnection extends Http1Connection {
    private static final int MAX_STATUS_LINE = 4096;

    private final Connections home;
    private final boolean pooled;
    private @Nullable ResponseListener listener;
    private @Nullable ResponseHead head;
    private boolean bodiless;
    private boolean upgrade;
    private boolean used;
    private boolean understood;
    private long idleSince;

    /**
     * @param pooled whether it goes back after an exchange
     */
    BackendConnection(
            ContextInternal context,
            LoopClock clock,
            LoopFlush flush,
            Channel channel,
            Connections home,
            int maxFields,
            boolean pooled) {
        super(context, clock, flush, channel, MAX_STATUS_LINE, maxFields, false);
        this.home = home;
        this.pooled = pooled;
    }

    /** Whether an earlier exchange used it: it may have gone stale in between. */
    public boolean reused() {
        return used;
    }

    /**
     * Begins a request; nothing leaves before {@link #flush()}.
     *
     * @param method decides whether an answer has a body
     * @param asksUpgrade whether 101 is an answer
     */
    public void request(
            HeadWriter request, String method, boolean asksUpgrade, ResponseListener answerTo) {
        listener = answerTo;
        bodiless = method.equals("HEAD");
        upgrade = asksUpgrade;
        writer().head(request);
        reader().next();
    }

    /** A piece of the request's body; ownership passes. */
    public void write(ByteBuf piece, boolean chunked) {
        if (chunked) {
            writer().chunk(piece);
        } else {
            writer().piece(piece);
        }
    }

    /** The end of a body in chunks, without trailers. */
    public void endChunks(HeadWriter scratch) {
        writer().lastChunk(scratch.clear().end());
    }

    public void flush() {
        writer().flush();
    }

    /** Gives no more of the body for now. */
    public void pause() {
        reader().pause();
    }

    public void resume() {
        reader().resume();
    }

    /** Whether the answer is all there and has been given. */
    public boolean isAnswerComplete() {
        return reader().isComplete();
    }

    /** Gives it back after a complete exchange. */
    public void release() {
        listener = null;
        head = null;
        used = true;
        // what came behind an answer is nobody's answer
        if (isOpen() && !isBroken() && pooled && !reader().hasRest()) {
            home.released(this);
        } else {
            discard();
        }
    }

    /** Closes it after an exchange that did not end well, or that was its last. */
    @SuppressWarnings("FutureReturnValueIgnored") // gone() follows
    public void discard() {
        listener = null;
        reader().discard();
        writer().drop();
        channel().close();
    }

    /**
     * Hands the connection over to another protocol: it is no longer read as HTTP.
     *
     * @return what came behind the answer's head; ownership passes
     */
    public ByteBuf handOver() {
        listener = null;
        ByteBuf rest = reader().takeRest();
        channel().config().setAutoClose(true);
        ChannelPipeline pipeline = channel().pipeline();
        // one that has ended has removed its handlers itself
        if (pipeline.context(this) != null) {
            pipeline.remove(this);
        }
        return rest;
    }

    void idleSince(long now) {
        idleSince = now;
    }

    long idleSince() {
        return idleSince;
    }

    @Override
    public long head(byte[] bytes, int from, int to) throws MalformedHeadException {
        ResponseHead response = ResponseHead.read(bytes, from, to);
        head = response;
        understood = isUnderstood(response);
        if (!understood) {
            return MessageReader.DISCARD;
        }
        return switch (response.status()) {
            case 100, 103 -> MessageReader.INTERIM;
            case 101 -> MessageReader.RAW;
            default -> framing(response);
        };
    }

    /** Whether it can be read in one way, and answers what was asked. */
    private boolean isUnderstood(ResponseHead response) {
        return switch (response.status()) {
            case 100, 103 -> true;
            // extensions are not offered, so none can be chosen (RFC 6455, section 9.1)
            case 101 ->
                    upgrade
                            && response.isUpgradeToWebSocket()
                            && response.webSocketExtensions() == null;
            default -> response.status() >= 200 && response.isFramed();
        };
    }

    /** RFC 9112, section 6.3. */
    private long framing(ResponseHead response) {
        int status = response.status();
        if (bodiless || status == 204 || status == 304) {
            return 0;
        }
        // the exchange must know first what the head asks of the session
        reader().pause();
        if (response.isChunked()) {
            return MessageReader.CHUNKED;
        }
        return response.length() >= 0 ? response.length() : MessageReader.UNTIL_CLOSE;
    }

    @Override
    public void begin() {
        ResponseHead response = head;
        ResponseListener to = listener;
        if (response == null || to == null) {
            return;
        }
        if (!understood) {
            to.malformed();
        } else if (response.status() < 101 || response.status() == 103) {
            to.interim(response);
        } else {
            to.head(response);
        }
    }

    @Override
    public void piece(ByteBuf piece) {
        ResponseListener to = listener;
        if (to == null) {
            piece.release();
        } else {
            to.piece(piece);
        }
    }

    @Override
    public void end(byte @Nullable [] trailers) {
        ResponseListener to = listener;
        if (to == null) {
            return;
        }
        try {
            to.end(
                    trailers == null
                            ? null
                            : ResponseHead.readTrailers(trailers, 0, trailers.length));
        } catch (MalformedHeadException e) {
            to.malformed();
        }
    }

    @Override
    public void passed() {
        ResponseListener to = listener;
        if (to != null) {
            to.passed();
        } else if (reader().hasRest()) {
            discard();
        }
    }

    @Override
    public void malformed(MalformedHeadException cause) {
        ResponseListener to = listener;
        if (to == null) {
            discard();
        } else {
            to.malformed();
        }
    }

    @Override
    public void brokeOff() {
        ResponseListener to = listener;
        if (to != null) {
            to.brokeOff();
        }
    }

    @Override
    protected void writable() {
        ResponseListener to = listener;
        if (to != null) {
            to.writable();
        }
    }

    /**
     * A backend may answer before it has read a request, and close: what was written to it last
     * fails then, but its answer is here. The end of what can be read follows.
     */
    @Override
    protected boolean outlivesWrites() {
        return channel() instanceof DuplexChannel socket && socket.isOutputShutdown();
    }

    @Override
    protected void gone() {
        if (pooled) {
            home.gone(this);
        }
        // an answer may be here in full, and wait for its commit
        reader().ended(!isBroken());
        if (listener == null) {
            reader().release();
        }
    }
}
