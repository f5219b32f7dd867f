package dev.nonstick.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a real socket, against a server that does what the test says. */
class RespConnectionTest {

    private static final String PING = "*1\r\n$4\r\nPING\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private ScriptedServer server;
    private RespConnection connection;

    private final class Waiter implements RespWaiter {
        private final int number;

        Waiter(int number) {
            this.number = number;
        }

        @Override
        public void answered(Resp answer) {
            assertThat(ContextInternal.current()).isSameAs(context);
            told.add(number + " " + answer);
        }

        @Override
        public void lost() {
            assertThat(ContextInternal.current()).isSameAs(context);
            told.add(number + " lost");
        }
    }

    @BeforeEach
    void connect() throws Exception {
        server = new ScriptedServer();
        CompletableFuture<RespConnection> connected = new CompletableFuture<>();
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(context.nettyEventLoop())
                        .channelFactory(context.owner().transport().channelFactory(false))
                        .option(ChannelOption.TCP_NODELAY, true)
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        RespConnection made =
                                                new RespConnection(
                                                        context, channel, () -> told.add("end"));
                                        channel.pipeline().addLast(made);
                                        connected.complete(made);
                                    }
                                });
        bootstrap.connect("127.0.0.1", server.port()).sync();
        server.accept();
        connection = LoopStore.get(connected);
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        vertx.close().await();
    }

    private void onLoop(Runnable action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.runOnContext(
                _ -> {
                    try {
                        action.run();
                        done.complete(null);
                    } catch (RuntimeException | AssertionError e) {
                        done.completeExceptionally(e);
                    }
                });
        LoopStore.get(done);
    }

    private void ping(int number) {
        connection.send(new byte[][] {"PING".getBytes(UTF_8)}, new Waiter(number));
    }

    private void pings(int count) {
        onLoop(() -> IntStream.range(0, count).forEach(this::ping));
    }

    private void awaitTold(int count) throws Exception {
        Await.until(count + " were told", () -> told.size() >= count);
    }

    @Test
    void answersGoToWhoAskedInOrder() throws Exception {
        pings(3);
        assertThat(server.hear(3 * PING.length())).isEqualTo(PING.repeat(3));

        server.say(":1\r\n$2\r\na");
        server.say("b\r\n");
        server.say("-ERR no\r\n");

        awaitTold(3);
        assertThat(told.get(0)).startsWith("0 Int");
        assertThat(told.get(1)).startsWith("1 Bulk");
        assertThat(told.get(2)).isEqualTo("2 Failure");
    }

    @Test
    void manyAnswersInOneSegment() throws Exception {
        pings(500);
        server.hear(500 * PING.length());
        StringBuilder answers = new StringBuilder();
        IntStream.range(0, 500).forEach(i -> answers.append(":").append(i).append("\r\n"));

        server.say(answers.toString());

        awaitTold(500);
        for (int i = 0; i < 500; i++) {
            assertThat(told.get(i)).isEqualTo(i + " Int[value=" + i + "]");
        }
    }

    @Test
    void onePassIsOneWrite() throws Exception {
        int most = RespConnection.MOST_UNFLUSHED;
        pings(most - 1);
        assertThat(server.hearOnce()).isEqualTo(PING.repeat(most - 1));

        pings(1);
        assertThat(server.hearOnce()).isEqualTo(PING);
    }

    @Test
    void manyCommandsDoNotWaitForTheEndOfThePass() {
        onLoop(
                () -> {
                    IntStream.range(0, RespConnection.MOST_UNFLUSHED).forEach(this::ping);
                    // the loop is here until the server has read
                    try {
                        assertThat(server.hearOnce())
                                .isEqualTo(PING.repeat(RespConnection.MOST_UNFLUSHED));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    @Test
    void aCommandLargerThanTheBufferKeepsItsPlace() throws Exception {
        String large = "x".repeat(100_000);
        onLoop(
                () -> {
                    ping(0);
                    connection.send(
                            new byte[][] {"ECHO".getBytes(UTF_8), large.getBytes(UTF_8)},
                            new Waiter(1));
                    ping(2);
                });
        String sent = PING + "*2\r\n$4\r\nECHO\r\n$100000\r\n" + large + "\r\n" + PING;
        assertThat(server.hear(sent.length())).isEqualTo(sent);
    }

    @Test
    void theEndIsToldToEveryoneOnceInOrder() throws Exception {
        pings(3);
        server.say("+PONG\r\n$100\r\npart");
        awaitTold(1);

        server.hangUp();

        awaitTold(4);
        pings(1);
        assertThat(told)
                .containsExactly("0 Simple[text=PONG]", "end", "1 lost", "2 lost", "0 lost");
    }

    @Test
    void whatIsNoRespEndsTheConnection() throws Exception {
        pings(2);

        server.say("+PONG\r\nHTTP/1.1 400 Bad Request\r\n+PONG\r\n");

        awaitTold(3);
        assertThat(server.hearsTheEnd()).isTrue();
        assertThat(told).containsExactly("0 Simple[text=PONG]", "end", "1 lost");
    }

    @Test
    void anAnswerToNothingEndsTheConnection() throws Exception {
        server.say("+PONG\r\n");

        awaitTold(1);
        assertThat(server.hearsTheEnd()).isTrue();
        assertThat(told).containsExactly("end");
    }

    @Test
    void closingTellsThoseWhoWait() throws Exception {
        onLoop(
                () -> {
                    ping(0);
                    connection.close().onComplete((_, _) -> {});
                    ping(1);
                });

        awaitTold(3);
        assertThat(server.hearsTheEnd()).isTrue();
        assertThat(told).containsExactly("end", "0 lost", "1 lost");
    }

    @Test
    void aDefectOfOneEndsTheConnectionAndReachesTheOthers() throws Exception {
        List<Throwable> reported = new CopyOnWriteArrayList<>();
        context.exceptionHandler(reported::add);
        onLoop(
                () -> {
                    connection.send(
                            new byte[][] {"PING".getBytes(UTF_8)},
                            new RespWaiter() {
                                @Override
                                public void answered(Resp answer) {
                                    throw new IllegalStateException("defect");
                                }

                                @Override
                                public void lost() {
                                    told.add("told twice");
                                }
                            });
                    ping(1);
                });

        server.say("+PONG\r\n");

        awaitTold(2);
        assertThat(told).containsExactly("end", "1 lost");
        assertThat(reported).hasSize(1);
    }

    @Test
    void moreThanMayWaitAreLostAtOnce() {
        pings(RespConnection.MAX_WAITING);
        assertThat(told).isEmpty();

        pings(1);

        assertThat(told).containsExactly("0 lost");
    }
}
