package dev.nonstick.proxy;

import dev.nonstick.http.AddressRanges;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One address that is listened on: takes connections and deals them out to the event loops in turn.
 *
 * <p>Thread rule: works on the first event loop; may be closed from any thread.
 */
final class Listener {
    private static final int BACKLOG = 1024;

    /** Without file descriptors left, taking connections at once again would only spin. */
    private static final long PAUSE_SECONDS = 1;

    private final ListenSettings settings;
    private final Channel channel;

    /**
     * What is known of every client that comes by this listener.
     *
     * @param scheme what clients speak to it: {@code http}
     */
    record Traits(String scheme, AddressRanges trusted) {
        /** Whether this client's Forwarded and X-Forwarded-* are believed. */
        boolean trusts(InetAddress client) {
            return !trusted.isEmpty() && trusted.contains(client);
        }
    }

    private Listener(ListenSettings settings, Channel channel) {
        this.settings = settings;
        this.channel = channel;
    }

    /**
     * Listens.
     *
     * @param loops who get the connections
     * @param connections how many are open, on all loops and listeners
     */
    static Future<Listener> bind(
            ListenSettings settings, Traits about, List<Loop> loops, AtomicInteger connections) {
        ContextInternal context = loops.getFirst().context();
        ServerChannel channel =
                context.owner().transport().serverChannelFactory(false).newChannel();
        channel.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
        channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
        channel.pipeline().addLast(new Acceptor(about, loops, connections));
        Promise<Listener> bound = context.promise();
        InetSocketAddress address = new InetSocketAddress(settings.host(), settings.port());
        context.nettyEventLoop()
                .register(channel)
                .addListener(
                        registered ->
                                channel.bind(address)
                                        .addListener(
                                                done -> {
                                                    if (done.isSuccess()) {
                                                        bound.complete(
                                                                new Listener(settings, channel));
                                                    } else {
                                                        bound.fail(named(settings, done.cause()));
                                                    }
                                                }));
        return bound.future();
    }

    /** The platform's own words do not say which address. */
    private static IOException named(ListenSettings settings, Throwable cause) {
        return new IOException(
                settings.host() + ":" + settings.port() + ": " + cause.getMessage(), cause);
    }

    int port() {
        return channel.localAddress() instanceof InetSocketAddress inet
                ? inet.getPort()
                : settings.port();
    }

    /** Takes no more connections; those that are there stay. */
    Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        channel.close().addListener(done -> closed.complete());
        return closed.future();
    }

    private static final class Acceptor extends ChannelInboundHandlerAdapter {
        private final Traits about;
        private final List<Loop> loops;
        private final AtomicInteger connections;
        private int next;

        Acceptor(Traits about, List<Loop> loops, AtomicInteger connections) {
            this.about = about;
            this.loops = loops;
            this.connections = connections;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            Channel client = (Channel) message;
            Loop loop = loops.get(next);
            next = (next + 1) % loops.size();
            if (connections.incrementAndGet() > loop.limits().connections()) {
                connections.decrementAndGet();
                client.unsafe().closeForcibly();
                return;
            }
            client.closeFuture().addListener(closed -> connections.decrementAndGet());
            client.config().setOption(ChannelOption.TCP_NODELAY, true);
            client.pipeline().addLast(new ClientConnection(loop, about, client));
            EventLoop to = loop.context().nettyEventLoop();
            ChannelFuture registered = to.register(client);
            registered.addListener(
                    done -> {
                        if (!done.isSuccess()) {
                            client.unsafe().closeForcibly();
                        }
                    });
        }

        @Override
        @SuppressWarnings(
                "FutureReturnValueIgnored") // a pause that fails to end ends with the loop
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            Channel server = ctx.channel();
            server.config().setAutoRead(false);
            ctx.executor()
                    .schedule(
                            () -> server.config().setAutoRead(true),
                            PAUSE_SECONDS,
                            TimeUnit.SECONDS);
        }
    }
}
