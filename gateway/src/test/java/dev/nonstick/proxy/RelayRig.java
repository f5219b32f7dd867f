package dev.nonstick.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A relay between two real connections on one event loop, and the plain sockets at their ends. */
final class RelayRig implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    /** Knows what was not released. */
    private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(true);

    private final AtomicInteger ends = new AtomicInteger();
    private final Channel clientChannel;
    private final Channel backendChannel;
    private final RelayWire client;
    private final RelayWire backend;
    private final WebSocketRelay relay;

    RelayRig(int maxFrame) throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
        Channel server = listen(new InetSocketAddress(loopback, 0), accepted);
        int port = ((InetSocketAddress) server.localAddress()).getPort();
        client = new RelayWire(new Socket(loopback, port), true);
        clientChannel = accepted.take();
        server.close().sync();
        try (ServerSocket listener = new ServerSocket(0, 1, loopback)) {
            backendChannel = connect(listener);
            backend = new RelayWire(listener.accept(), false);
        }
        relay = new WebSocketRelay(clientChannel, backendChannel, maxFrame, ends::incrementAndGet);
    }

    private Channel listen(InetSocketAddress address, BlockingQueue<Channel> accepted)
            throws InterruptedException {
        return new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOCATOR, buffers)
                .childHandler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                accepted.add(channel);
                            }
                        })
                .bind(address)
                .sync()
                .channel();
    }

    private Channel connect(ServerSocket listener) throws InterruptedException {
        return new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOCATOR, buffers)
                .handler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                // the relay brings what it needs
                            }
                        })
                .connect(listener.getLocalSocketAddress())
                .sync()
                .channel();
    }

    /** A relay that has taken over, with nothing behind the handshakes. */
    static RelayRig started() throws Exception {
        return started(WebSocketRelay.MAX_FRAME);
    }

    static RelayRig started(int maxFrame) throws Exception {
        RelayRig rig = new RelayRig(maxFrame);
        rig.start(new byte[0], new byte[0]);
        return rig;
    }

    void start(byte[] behindClient, byte[] behindBackend) throws Exception {
        onLoop(
                () -> {
                    relay.start(buffer(behindClient), buffer(behindBackend));
                    return true;
                });
    }

    private ByteBuf buffer(byte[] bytes) {
        return buffers.buffer().writeBytes(bytes);
    }

    /** The client's end. */
    RelayWire client() {
        return client;
    }

    /** The backend's end. */
    RelayWire backend() {
        return backend;
    }

    Channel clientChannel() {
        return clientChannel;
    }

    Channel backendChannel() {
        return backendChannel;
    }

    void tickIn(long seconds) throws Exception {
        onLoop(
                () -> {
                    relay.tick(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
                    return true;
                });
    }

    void drain() throws Exception {
        onLoop(
                () -> {
                    relay.drain();
                    return true;
                });
    }

    long bytesIn() throws Exception {
        return onLoop(relay::bytesIn);
    }

    long bytesOut() throws Exception {
        return onLoop(relay::bytesOut);
    }

    /** Bytes in all buffers of both channels. */
    long buffered() {
        ByteBufAllocatorMetric metric = buffers.metric();
        return metric.usedDirectMemory() + metric.usedHeapMemory();
    }

    int ends() {
        return ends.get();
    }

    private <T> T onLoop(Callable<T> action) throws Exception {
        return clientChannel.eventLoop().submit(action).get(20, TimeUnit.SECONDS);
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("never: " + what);
            }
            LockSupport.parkNanos(1_000_000L);
        }
    }

    /** Ends what is left; then the relay must have ended once, and every buffer be released. */
    @Override
    public void close() throws IOException {
        client.close();
        backend.close();
        await("the relay ends", () -> ends.get() > 0);
        await("all buffers are released", () -> buffered() == 0);
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
        if (ends.get() != 1) {
            throw new AssertionError("ended " + ends.get() + " times");
        }
    }
}
