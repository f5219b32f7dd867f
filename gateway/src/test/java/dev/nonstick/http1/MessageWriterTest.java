package dev.nonstick.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.http.HeadWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageWriterTest {
    private static final int LARGE = 8 * 1024 + 1;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Vertx vertx = Vertx.vertx();
    private final ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    private final MessageWriter writer = new MessageWriter(channel, new LoopFlush(context));
    private final List<ByteBuf> given = new ArrayList<>();

    @AfterEach
    void everythingIsReleased() throws Exception {
        writer.drop();
        channel.finishAndReleaseAll();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(given).allMatch(buffer -> buffer.refCnt() == 0);
    }

    /** Does something on the event loop; what it flushes leaves at the end of the loop's pass. */
    private void pass(Runnable action) {
        CompletableFuture<Void> passed = new CompletableFuture<>();
        EventLoop loop = context.nettyEventLoop();
        loop.execute(
                () -> {
                    action.run();
                    loop.execute(() -> passed.complete(null));
                });
        passed.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private void flush() {
        pass(writer::flush);
    }

    private boolean finish() {
        AtomicReference<ChannelFuture> finished = new AtomicReference<>();
        pass(() -> finished.set(writer.finish()));
        return finished.get().isSuccess();
    }

    private static HeadWriter head() {
        return new HeadWriter().statusLine(200, "OK").field("A", "b").end();
    }

    private ByteBuf piece(int size) {
        return piece("x".repeat(size));
    }

    private ByteBuf piece(String text) {
        ByteBuf piece = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
        given.add(piece);
        return piece;
    }

    /** What has left, buffer by buffer. */
    private List<String> left() {
        List<String> left = new ArrayList<>();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            left.add(out.toString(StandardCharsets.US_ASCII));
            out.release();
        }
        return left;
    }

    @Test
    void aHeadAndASmallBodyLeaveInOneBuffer() {
        writer.head(head());
        writer.piece(piece("abc"));
        assertThat(left()).isEmpty();

        flush();

        assertThat(left()).containsExactly("HTTP/1.1 200 OK\r\nA: b\r\n\r\nabc");
    }

    @Test
    void aLargePieceIsNotCopied() {
        ByteBuf large = piece(LARGE);
        writer.head(head());
        writer.piece(large);
        flush();

        ByteBuf head = channel.readOutbound();
        assertThat((ByteBuf) channel.readOutbound()).isSameAs(large);
        head.release();
        large.release();
    }

    @Test
    void chunksHaveTheirSizes() {
        writer.chunk(piece("abc"));
        writer.chunk(piece(LARGE));
        writer.lastChunk(new HeadWriter().field("T", "u").end());
        flush();

        assertThat(String.join("", left()))
                .isEqualTo("3\r\nabc\r\n2001\r\n" + "x".repeat(LARGE) + "\r\n0\r\nT: u\r\n\r\n");
    }

    @Test
    void whateverTheSizesTheOrderStays() {
        for (long seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                String text = Integer.toString(i).repeat(random.nextInt(1, 3 * LARGE / 2));
                writer.piece(piece(text));
                expected.append(text);
                if (random.nextInt(4) == 0) {
                    flush();
                }
            }
            assertThat(finish()).isTrue();
            assertThat(String.join("", left())).as("seed %d", seed).isEqualTo(expected.toString());
        }
    }

    @Test
    void nothingIsFlushedTwice() {
        flush();
        writer.piece(piece("abc"));
        flush();
        flush();

        assertThat(left()).containsExactly("abc");
    }

    @Test
    void whatIsDroppedDoesNotLeave() {
        writer.head(head());
        writer.piece(piece("abc"));
        writer.drop();
        writer.piece(piece("def"));
        flush();

        assertThat(left()).containsExactly("def");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, LARGE})
    void aClosedChannelTakesNothingAndKeepsNothing(int size) {
        assertThat(channel.close().isSuccess()).isTrue();
        writer.head(head());
        writer.piece(piece(size));
        writer.chunk(piece(size));
        flush();
        writer.piece(piece(size));

        assertThat(finish()).isFalse();
        assertThat(left()).isEmpty();
    }
}
