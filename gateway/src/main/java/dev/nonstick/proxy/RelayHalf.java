package dev.nonstick.proxy;

import dev.nonstick.proxy.CloseHandshake.Farewell;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * One hop of a {@link WebSocketRelay}: frames on one channel, its pings, its closing handshake.
 *
 * <p>What is in memory is bounded: while the other hop's channel takes no more, this one is not
 * read, so there is at most its write buffer, one read and one frame.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class RelayHalf extends ChannelInboundHandlerAdapter {
    private static final long PING_NANOS = 20_000_000_000L;
    private static final int PROTOCOL_ERROR = 1002;

    private final Channel channel;
    private final boolean isServer;
    private final WebSocket13FrameDecoder decoder;
    private final CloseHandshake closing;
    private final Runnable lost;
    private @Nullable RelayHalf other;

    /** The payload of the last ping for which there was no room to answer. */
    private byte @Nullable [] owedPong;

    private boolean gone;
    private boolean unflushed;
    private long lastPing = System.nanoTime();
    private long frames;
    private long received;
    private long sent;

    /**
     * Describes a hop.
     *
     * @param isServer whether the gateway is the server here, so frames arrive masked and leave
     *     unmasked (RFC 6455, section 5.1)
     * @param lost runs when nothing more can come: when the protocol was broken, and when the
     *     connection is closed
     */
    RelayHalf(Channel channel, boolean isServer, int maxFrame, Runnable lost) {
        this.channel = channel;
        this.isServer = isServer;
        this.closing = new CloseHandshake(channel, isServer);
        this.lost = lost;
        this.decoder =
                new WebSocket13FrameDecoder(
                        WebSocketDecoderConfig.newBuilder()
                                .expectMaskedFrames(isServer)
                                .allowExtensions(false)
                                .maxFramePayloadLength(maxFrame)
                                // done here: the other side is told as well
                                .closeOnProtocolViolation(false)
                                .build());
        // else its buffer grows with each read of a burst, and stays so large while it is paused
        decoder.setDiscardAfterReads(1);
    }

    void join(RelayHalf peer) {
        other = peer;
    }

    /** Returns where bytes enter that are no longer TLS's. */
    ChannelHandlerContext install() {
        ChannelInboundHandlerAdapter entry = new ChannelInboundHandlerAdapter();
        channel.pipeline().addLast(entry, decoder, new WebSocket13FrameEncoder(!isServer), this);
        return channel.pipeline().context(entry);
    }

    void begin(ChannelHandlerContext entry, ByteBuf behindHandshake) {
        entry.fireChannelRead(behindHandshake);
        entry.fireChannelReadComplete();
        if (channel.isActive()) {
            entry.pipeline().remove(entry.handler());
            resumeIfRoom();
        } else {
            // it was closed before this handler could hear of it
            entry.fireChannelInactive();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof WebSocketFrame frame) || closing.isDeaf()) {
            ReferenceCountUtil.release(message);
            return;
        }
        switch (frame) {
            case CloseWebSocketFrame close -> closes(close);
            case PingWebSocketFrame ping -> answer(ping);
            case PongWebSocketFrame pong -> pong.release();
            default -> relay(frame);
        }
    }

    private void relay(WebSocketFrame frame) {
        frames++;
        received += frame.content().readableBytes();
        if (!peer().send(frame)) {
            channel.config().setAutoRead(false);
        }
    }

    /** Returns whether more may come. */
    private boolean send(WebSocketFrame frame) {
        if (gone || closing.isTold()) {
            frame.release();
            return true;
        }
        sent += frame.content().readableBytes();
        write(frame);
        if (!channel.isWritable()) {
            flush();
        }
        return channel.isWritable() || gone;
    }

    private void write(WebSocketFrame frame) {
        // one that fails closes the channel, and that is heard
        var _ = channel.write(frame);
        unflushed = true;
    }

    private void answer(PingWebSocketFrame ping) {
        if (gone || closing.isTold()) {
            ping.release();
        } else if (channel.isWritable()) {
            write(new PongWebSocketFrame(ping.content()));
        } else {
            // the last one is enough (RFC 6455, section 5.5.3): who never reads gets no queue
            owedPong = ByteBufUtil.getBytes(ping.content());
            ping.release();
        }
    }

    private void closes(CloseWebSocketFrame frame) {
        Farewell farewell = Farewell.of(frame);
        frame.release();
        if (farewell.hasDefinedCode()) {
            closing.hears(farewell);
            peer().pass(farewell);
        } else {
            breaks(PROTOCOL_ERROR);
        }
    }

    /** The other side has closed. */
    private void pass(Farewell farewell) {
        if (!gone && !closing.isTold()) {
            closing.tell(farewell);
            toldNow();
        }
    }

    /** Begins the closing handshake, or ends one that the other side will not answer. */
    void end(int code, String reason) {
        if (!gone && !closing.isTold()) {
            closing.tellOwn(code, reason);
            toldNow();
        }
    }

    /** What still comes for this side is dropped, whether there is room or not. */
    private void toldNow() {
        unflushed = false;
        peer().resume();
    }

    private void breaks(int code) {
        closing.breaks(code);
        toldNow();
        lost.run();
    }

    /** Only a codec's exception has a meaning; after any other the connection is of no use. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof CorruptedWebSocketFrameException corrupted)) {
            ctx.close().addListener(done -> {});
        } else if (!closing.isDeaf() && !gone) {
            // it would go on to chew what comes byte by byte
            ctx.pipeline().remove(decoder);
            breaks(corrupted.closeStatus().code());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        peer().flush();
        flush();
    }

    private void flush() {
        if (unflushed) {
            unflushed = false;
            channel.flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!channel.isWritable()) {
            return;
        }
        if (owedPong != null) {
            answer(new PingWebSocketFrame(Unpooled.wrappedBuffer(owedPong)));
            owedPong = null;
            flush();
        }
        peer().resume();
    }

    private void resume() {
        if (!gone) {
            channel.config().setAutoRead(true);
        }
    }

    private void resumeIfRoom() {
        if (peer().channel.isWritable() || peer().gone || peer().closing.isTold()) {
            resume();
        } else {
            channel.config().setAutoRead(false);
        }
    }

    /** A side that ends its direction without a close frame has left. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            ctx.close().addListener(done -> {});
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!gone) {
            gone = true;
            owedPong = null;
            peer().resume();
            lost.run();
        }
    }

    void tick(long now) {
        if (closing.isOverdue(now)) {
            channel.close().addListener(done -> {});
        } else if (!gone
                && !closing.isTold()
                && now - lastPing > PING_NANOS
                && channel.isWritable()) {
            lastPing = now;
            write(new PingWebSocketFrame());
            flush();
        }
    }

    boolean isGone() {
        return gone;
    }

    long frames() {
        return frames;
    }

    /** Payload bytes that came. */
    long received() {
        return received;
    }

    /** Payload bytes that were written. */
    long sent() {
        return sent;
    }

    private RelayHalf peer() {
        if (other == null) {
            throw new IllegalStateException("not joined");
        }
        return other;
    }
}
