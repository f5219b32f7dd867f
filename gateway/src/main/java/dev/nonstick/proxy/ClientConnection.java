package dev.nonstick.proxy;

import dev.nonstick.http.Forwarding;
import dev.nonstick.http.MalformedHeadException;
import dev.nonstick.http.RequestGate;
import dev.nonstick.http.RequestHead;
import dev.nonstick.http1.Http1Connection;
import dev.nonstick.http1.MessageReader;
import dev.nonstick.http1.MessageWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection: reads requests strictly, begins one exchange at a time, and knows what is
 * the same for all of them.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class ClientConnection extends Http1Connection {
    /** How long an answered client may go on sending what nobody reads. */
    private static final long LINGER_NANOS = 1_000_000_000L;

    private final Loop loop;
    private final String scheme;
    private final String address;
    private final boolean trusted;
    private Forwarding forwarding;
    private @Nullable Exchange exchange;
    private boolean lingers;
    private long lingersUntil;
    private long lastProgress;

    ClientConnection(Loop loop, Listener.Traits listener, Channel channel) {
        super(
                loop.context(),
                loop.clock(),
                loop.flush(),
                channel,
                loop.limits().requestLine(),
                loop.limits().headers(),
                true);
        InetAddress remote =
                channel.remoteAddress() instanceof InetSocketAddress inet
                        ? inet.getAddress()
                        : null;
        this.loop = loop;
        this.lastProgress = loop.clock().nanos();
        this.scheme = listener.scheme();
        this.address = remote == null ? "unknown" : remote.getHostAddress();
        this.trusted = remote != null && listener.trusts(remote);
        this.forwarding = Forwarding.of(address, scheme, "");
    }

    /** The client's address, without its port. */
    String address() {
        return address;
    }

    /** Whether what it says of those before it is believed. */
    boolean trusted() {
        return trusted;
    }

    /** Whether the client came over TLS, to us or to a proxy that is believed. */
    boolean isSecure(RequestHead head) {
        return scheme.equals("https") || (trusted && head.isForwardedSecurely());
    }

    /** What backends are told of it; browsers ask one authority again and again. */
    Forwarding forwarding(String authority) {
        if (!forwarding.authority().equals(authority)) {
            forwarding = Forwarding.of(address, scheme, authority);
        }
        return forwarding;
    }

    MessageWriter out() {
        return writer();
    }

    void pauseBody() {
        reader().pause();
    }

    void resumeBody() {
        reader().resume();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        loop.clients().add(this);
    }

    /** 1 admit begins here: only what can be read in one way is read on. */
    @Override
    public long head(byte[] bytes, int from, int to) throws MalformedHeadException {
        RequestHead head = RequestHead.read(bytes, from, to);
        RequestGate.Refusal refusal = RequestGate.check(head);
        exchange = new Exchange(loop, this, head, refusal);
        if (refusal != null) {
            return MessageReader.DISCARD;
        }
        if (head.hasBody()) {
            // nobody knows yet where to
            reader().pause();
        }
        return head.isChunked() ? MessageReader.CHUNKED : head.length();
    }

    @Override
    public void begin() {
        if (exchange != null) {
            exchange.begin();
        }
    }

    /** A head that could not be read: answered, and the connection closed with it. */
    @Override
    public void malformed(MalformedHeadException cause) {
        Exchange before = exchange;
        if (before != null) {
            before.bodyMalformed();
        } else {
            Exchange unreadable = new Exchange(loop, this, RequestHead.none(), null);
            exchange = unreadable;
            unreadable.refuse(Failure.of(cause.kind()));
        }
    }

    @Override
    public void piece(ByteBuf piece) {
        if (exchange == null) {
            piece.release();
        } else {
            exchange.client().body().piece(piece);
        }
    }

    @Override
    public void end(byte @Nullable [] trailers) {
        if (exchange != null) {
            exchange.client().body().end();
        }
    }

    @Override
    public void passed() {
        if (exchange != null) {
            exchange.client().body().passed();
        }
    }

    @Override
    public void brokeOff() {
        // gone() tells
    }

    @Override
    protected void writable() {
        lastProgress = loop.clock().nanos();
        if (exchange != null) {
            exchange.client().writable();
        }
    }

    @Override
    protected void gone() {
        loop.clients().remove(this);
        Exchange last = exchange;
        exchange = null;
        if (last != null) {
            last.clientGone();
        }
        reader().release();
    }

    /** The exchange has ended and so has its request: the next one may come. */
    void proceed() {
        exchange = null;
        lastProgress = loop.clock().nanos();
        if (loop.open().draining()) {
            linger();
        } else {
            reader().next();
        }
    }

    /**
     * Ends the connection behind a response. Closing at once could reset it, and the client might
     * never read the answer (RFC 9112, section 9.6): what still comes is dropped for a moment.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // a client that is gone needs no end
    void linger() {
        exchange = null;
        lingers = true;
        lingersUntil = loop.clock().nanos() + LINGER_NANOS;
        reader().discard();
        if (channel() instanceof SocketChannel socket) {
            socket.shutdownOutput();
        } else {
            close();
        }
    }

    /**
     * Ends it where it is, behind what was written so far.
     *
     * @param reset whether an orderly end would be taken for the end of the response
     */
    void cutOff(boolean reset) {
        channel().flush();
        if (reset && channel() instanceof SocketChannel socket) {
            socket.config().setSoLinger(0);
        }
        close();
    }

    /** Ends it where it is. */
    @SuppressWarnings("FutureReturnValueIgnored") // gone() tells
    void close() {
        channel().close();
    }

    /** What comes behind is of no interest: where this request has two readings, so has that. */
    void takeNoMore() {
        reader().discard();
    }

    /** Hands the connection over to another protocol; ownership of what had come passes. */
    ByteBuf handOver() {
        ByteBuf rest = reader().takeRest();
        loop.clients().remove(this);
        exchange = null;
        channel().pipeline().remove(this);
        return rest;
    }

    /** The gateway goes down: one at work ends behind its response. */
    void drain() {
        if (exchange == null && !lingers) {
            close();
        }
    }

    /** Looks at the time limits of what does not move. */
    void tick(long now) {
        if (lingers) {
            if (now - lingersUntil > 0) {
                close();
            }
            return;
        }
        boolean works = exchange != null && !exchange.client().awaitsClient();
        if (works || sendsOn()) {
            lastProgress = now;
            return;
        }
        long idle = loop.limits().idle().toNanos();
        if (now - lastProgress > idle && now - lastRead() > idle) {
            close();
        }
    }
}
