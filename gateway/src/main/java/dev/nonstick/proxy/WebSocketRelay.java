package dev.nonstick.proxy;

import dev.nonstick.store.HeldSession;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.util.Locale;

/**
 * A WebSocket from client to backend, frame by frame (RFC 6455): fragments stay fragments, each
 * side answers the pings of its own hop, a side that does not read pauses the other, and the close
 * code that one side gave reaches the other.
 *
 * <pre>
 *            masked                          masked anew
 *  client  ---------&gt;  RelayHalf  RelayHalf  ---------&gt;  backend
 *          &lt;---------   (server)  (client)   &lt;---------
 *           unmasked                          unmasked
 * </pre>
 *
 * <p>A close frame is not answered by the gateway but passed on, and answered with the other side's
 * answer: what that side still had to say comes first. Where there is none within {@link
 * CloseHandshake#LIMIT_NANOS}, the side that asked gets its own code back.
 *
 * <p>Thread rule: belongs to one event loop, that of both channels.
 */
final class WebSocketRelay implements Wire {
    /** Largest payload of one frame, in bytes. */
    static final int MAX_FRAME = 4 * 1024 * 1024;

    private static final int GOING_AWAY = 1001;
    private static final int POLICY = 1008;
    private static final int FAULT = 1011;
    private static final int RESTART = 1012;

    private final RelayHalf client;
    private final RelayHalf backend;
    private final Runnable atEnd;
    private boolean ended;

    /**
     * Joins two channels of one event loop.
     *
     * @param maxFrame largest payload of one frame, in bytes
     * @param atEnd runs once, when both are closed
     */
    WebSocketRelay(Channel client, Channel backend, int maxFrame, Runnable atEnd) {
        this.client = new RelayHalf(client, true, maxFrame, () -> lost(true));
        this.backend = new RelayHalf(backend, false, maxFrame, () -> lost(false));
        this.atEnd = atEnd;
        this.client.join(this.backend);
        this.backend.join(this.client);
    }

    /**
     * Takes both channels over. Their pipelines hold nothing but, perhaps, TLS. Either may have
     * been closed meanwhile: what it had said before still reaches the other.
     *
     * @param fromClient what came behind the handshake; may be empty; released here
     * @param fromBackend the same
     */
    void start(ByteBuf fromClient, ByteBuf fromBackend) {
        // both first: a frame of one needs the other's encoder
        ChannelHandlerContext clientEntry = client.install();
        ChannelHandlerContext backendEntry = backend.install();
        client.begin(clientEntry, fromClient);
        backend.begin(backendEntry, fromBackend);
    }

    /** A side can be heard no more: its connection ended, or it broke the protocol. */
    private void lost(boolean isClient) {
        if (isClient) {
            backend.end(GOING_AWAY, "");
        } else {
            client.end(FAULT, "cause=reset;retry=1");
        }
        if (!ended && client.isGone() && backend.isGone()) {
            ended = true;
            atEnd.run();
        }
    }

    /**
     * Keeps a silent wire alive through everything that cuts idle connections, and cuts a side that
     * does not take its part in closing.
     *
     * @param now {@link System#nanoTime()}
     */
    void tick(long now) {
        client.tick(now);
        backend.tick(now);
    }

    /** The gateway goes down: the client may come back at once, to another one. */
    void drain() {
        client.end(RESTART, "cause=gateway_draining;retry=1");
        backend.end(GOING_AWAY, "");
    }

    @Override
    public long uses() {
        return client.frames();
    }

    /** The client may not go on with this session: RFC 6455, section 7.4.1, policy violation. */
    @Override
    public void sessionOver(HeldSession.Cause cause) {
        client.end(POLICY, "cause=" + cause.name().toLowerCase(Locale.ROOT));
        backend.end(GOING_AWAY, "");
    }

    /** Payload from the client. */
    long bytesIn() {
        return client.received();
    }

    /** Payload to the client. */
    long bytesOut() {
        return client.sent();
    }
}
