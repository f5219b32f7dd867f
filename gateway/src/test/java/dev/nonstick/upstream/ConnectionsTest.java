package dev.nonstick.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.http1.LoopClock;
import dev.nonstick.http1.LoopFlush;
import dev.nonstick.routing.PoolSettings;
import dev.nonstick.routing.PoolSettings.BackendSettings;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ConnectionsTest {
    private final Vertx vertx = Vertx.vertx();
    private final ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private ServerSocket server;
    private Connections connections;

    /** What a taker was given. */
    private static final class Taken extends CompletableFuture<BackendConnection>
            implements Connections.Taker {
        @Override
        public void acquired(BackendConnection connection) {
            complete(connection);
        }

        @Override
        public void unavailable(Throwable cause) {
            completeExceptionally(cause);
        }
    }

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(context.nettyEventLoop())
                        .channelFactory(context.owner().transport().channelFactory(false))
                        .option(ChannelOption.ALLOCATOR, allocator)
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        // nothing yet
                                    }
                                });
        Duration aLongTime = Duration.ofSeconds(20);
        BackendSettings backend = new BackendSettings("127.0.0.1", server.getLocalPort(), 1);
        PoolSettings pool =
                new PoolSettings(
                        "pool",
                        List.of(backend),
                        new PoolSettings.Connections(1, 10, aLongTime, aLongTime),
                        new PoolSettings.Timeouts(aLongTime, aLongTime, aLongTime),
                        new PoolSettings.Health(null, aLongTime, aLongTime, 1, 1, 200, 399),
                        new PoolSettings.Retry(1, Set.of()));
        connections =
                new Connections(
                        context,
                        new LoopClock(),
                        new LoopFlush(context),
                        bootstrap,
                        new Backend(backend, 0),
                        pool,
                        1,
                        10_000);
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private <T> T onLoop(Callable<T> action) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        context.runOnContext(
                v -> {
                    try {
                        result.complete(action.call());
                    } catch (Exception e) {
                        result.completeExceptionally(e);
                    }
                });
        return result.get(10, TimeUnit.SECONDS);
    }

    private Taken acquire() {
        Taken taken = new Taken();
        connections.acquire(taken);
        return taken;
    }

    @Test
    void aConnectionThatHasJustBeenClosedIsNotTaken() throws Exception {
        BackendConnection first = onLoop(this::acquire).get();
        Taken next =
                onLoop(
                        () -> {
                            first.release();
                            // its handlers hear of it in a later task
                            assertThat(first.channel().close().isDone()).isTrue();
                            return acquire();
                        });

        assertThat(next.get()).isNotSameAs(first).matches(BackendConnection::isOpen);
    }

    @Test
    void aConnectionThatHasJustBeenClosedIsNotPassedOn() throws Exception {
        BackendConnection first = onLoop(this::acquire).get();
        Taken next =
                onLoop(
                        () -> {
                            Taken waits = acquire();
                            assertThat(first.channel().close().isDone()).isTrue();
                            first.release();
                            return waits;
                        });

        assertThat(next.get()).isNotSameAs(first).matches(BackendConnection::isOpen);
    }

    @Test
    void whatIsWrittenToOneThatIsGoneIsReleasedWithIt() throws Exception {
        BackendConnection gone = onLoop(this::acquire).get();
        gone.channel().close().sync();
        onLoop(() -> null);

        onLoop(
                () -> {
                    gone.write(Unpooled.wrappedBuffer(new byte[10]), true);
                    gone.discard();
                    return null;
                });

        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }
}
