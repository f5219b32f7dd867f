package dev.nonstick.proxy;

import dev.nonstick.http.HeadWriter;
import dev.nonstick.http.ResponseHead;
import dev.nonstick.upstream.BackendConnection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.random.RandomGenerator;

/**
 * The end of a WebSocket handshake (RFC 6455, section 4.2.2), once the session's change is
 * committed: both connections leave HTTP and are joined. Extensions are not passed on: both halves
 * speak plain RFC 6455.
 */
final class WebSocketUpgrade {
    private static final int OPCODE_CLOSE = 0x88;
    private static final int MASKED_TWO_BYTES = 0x82;
    private static final int GOING_AWAY = 1001;

    private WebSocketUpgrade() {}

    /** Writes the client's 101. */
    static void writeHead(ResponseHead answer, Settlement.Settled settled, HeadWriter out) {
        out.statusLine(101, "Switching Protocols");
        out.field("Upgrade", "websocket").field("Connection", "Upgrade");
        // Sec-WebSocket-Accept and -Protocol are the backend's answers to what the client sent
        SetCookieLines cookies = settled.cookies();
        if (cookies == null) {
            answer.writeEndToEnd(out);
        } else {
            answer.writeWithoutCookies(out);
            cookies.write(out);
        }
        if (settled.setCookie() != null) {
            out.field("Set-Cookie", settled.setCookie());
        }
        out.end();
    }

    /**
     * What joins both connections, for as long as the session lasts.
     *
     * @param atEnd runs once, when both are closed
     */
    static WebSocketRelay relay(
            ClientConnection client,
            BackendConnection backend,
            SessionStage session,
            Runnable atEnd) {
        WebSocketRelay relay =
                new WebSocketRelay(
                        client.channel(),
                        backend.channel(),
                        WebSocketRelay.MAX_FRAME,
                        () -> {
                            session.unwatch();
                            atEnd.run();
                        });
        session.watch(relay);
        return relay;
    }

    /** Takes both connections out of HTTP and joins them. */
    static void join(WebSocketRelay relay, ClientConnection client, BackendConnection backend) {
        ByteBuf fromClient = client.handOver();
        ByteBuf fromBackend = backend.handOver();
        relay.start(fromClient, fromBackend);
    }

    /** The backend has agreed, but nothing comes of it: a close frame (RFC 6455, section 5.5.1). */
    @SuppressWarnings("FutureReturnValueIgnored") // the connection is closed behind it
    static void refuse(BackendConnection backend, RandomGenerator random) {
        Channel channel = backend.channel();
        int mask = random.nextInt();
        ByteBuf frame = channel.alloc().directBuffer(8);
        frame.writeByte(OPCODE_CLOSE).writeByte(MASKED_TWO_BYTES).writeInt(mask);
        frame.writeShort(GOING_AWAY ^ (mask >>> 16));
        channel.writeAndFlush(frame);
    }
}
