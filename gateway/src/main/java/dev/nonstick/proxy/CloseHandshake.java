package dev.nonstick.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * How a WebSocket ends on one hop (RFC 6455, section 7): one close frame each way, then the server
 * closes the connection. Whoever does not take his part in time is cut off.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class CloseHandshake {
    /** How long a side may take for each of its parts. */
    static final long LIMIT_NANOS = 5_000_000_000L;

    private final Channel channel;
    private final boolean isServer;
    private @Nullable Farewell heard;
    private @Nullable ChannelFuture told;
    private boolean broken;
    private long since;

    /** What a close frame says. */
    record Farewell(int code, String reason) {
        private static final int NORMAL = 1000;
        private static final int LARGEST_CODE = 4999;

        static Farewell of(CloseWebSocketFrame frame) {
            int code = frame.statusCode();
            // 1005 stands for "none given" and must not be sent (RFC 6455, section 7.4.1)
            return code < 0 ? new Farewell(NORMAL, "") : new Farewell(code, frame.reasonText());
        }

        /** RFC 6455, section 7.4.2; the decoder has refused what is reserved below. */
        boolean hasDefinedCode() {
            return code <= LARGEST_CODE;
        }
    }

    /**
     * Describes a hop.
     *
     * @param isServer whether the gateway is the server here
     */
    CloseHandshake(Channel channel, boolean isServer) {
        this.channel = channel;
        this.isServer = isServer;
    }

    /** The side's close frame came. */
    void hears(Farewell farewell) {
        heard = farewell;
        since = System.nanoTime();
        closeIfDone();
    }

    /** The side broke the protocol: its own close frame could not be understood any more. */
    void breaks(int code) {
        broken = true;
        if (told == null) {
            tell(new Farewell(code, ""));
        } else {
            closeIfDone();
        }
    }

    /** Sends our close frame. */
    void tell(Farewell farewell) {
        since = System.nanoTime();
        told = channel.writeAndFlush(new CloseWebSocketFrame(farewell.code(), farewell.reason()));
        closeIfDone();
    }

    /** Sends a close frame of ours; a side that sent its own first gets its code back. */
    void tellOwn(int code, String reason) {
        tell(heard != null ? heard : new Farewell(code, reason));
    }

    /** RFC 6455, section 7.1.1: the server closes the connection first. */
    private void closeIfDone() {
        if (!isServer || told == null) {
            return;
        }
        if (heard != null) {
            told.addListener(ChannelFutureListener.CLOSE);
        } else if (broken) {
            told.addListener(written -> endOutput());
        }
    }

    /**
     * Ends only our direction: closing a connection with unread bytes resets it, and the reset
     * would overtake the close frame that says why.
     */
    private void endOutput() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound().addListener(done -> {});
        } else if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput().addListener(done -> {});
        }
    }

    /** Whether nothing that still comes from this side counts. */
    boolean isDeaf() {
        return heard != null || broken;
    }

    /** Whether our close frame is on its way: nothing may follow it. */
    boolean isTold() {
        return told != null;
    }

    /** Whether the side has had its time. Before it was told anything it is owed an answer. */
    boolean isOverdue(long now) {
        return told != null && now - since > LIMIT_NANOS;
    }
}
