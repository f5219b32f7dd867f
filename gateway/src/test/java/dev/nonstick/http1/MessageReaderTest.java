package dev.nonstick.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.http.MalformedHeadException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In the heads below the start line says what follows: {@code L n} a body of that length, {@code C}
 * one in chunks, {@code U} one up to the end, {@code I} another head, {@code R} no HTTP, {@code D}
 * nothing that is read.
 */
class MessageReaderTest {
    private static final int MAX_LINE = 100;
    private static final int MAX_FIELDS = 200;

    static final List<String> CORPUS =
            List.of(
                    "L 0\r\nA: b\r\n\r\n",
                    "L 5\r\n\r\nhelloL 0\r\n\r\nL 1\r\nX: y\r\n\r\n!",
                    "\r\n\r\nL 3\r\n\r\n\r\n\rL 0\r\n\r\n",
                    "C\r\n\r\n0\r\n\r\nL 0\r\n\r\n",
                    "C\r\n\r\n3\r\nabc\r\n0a ;x=y\r\n0123456789\r\n0\r\n\r\nL 2\r\n\r\nok",
                    "C\r\nA: b\r\n\r\n1\r\n\r\r\n00\r\nT: u\r\nV: w\r\n\r\nC\r\n\r\n1\r\nz\r\n0\r\n\r\n",
                    "I\r\nA: b\r\n\r\nI\r\n\r\nL 2\r\n\r\nokL 0\r\n\r\n",
                    "L 2\r\n\r\nokU\r\n\r\nanything\r\n\r\nL 0\r\n\r\n",
                    "U\r\n\r\n",
                    "L 1\r\n\r\naR\r\n\r\n\u0001\u0002raw",
                    "L 0\r\n\r\nD\r\n\r\nL 0\r\n\r\n",
                    "L 0\r\n\r\nL 3\r\nA\n\r\n\r\n",
                    "C\r\n\r\n3\r\nabc\r\nx\r\n",
                    "C\r\n\r\n3\r\nabcd",
                    "L 9\r\n\r\nbroken",
                    "C\r\n\r\n9\r\nbroken",
                    "L 1\r\n\r\na\r\nL 0\r\nhalf",
                    "\n",
                    "L 2\r\n\r\nab\r\r\n");

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<ByteBuf> given = new ArrayList<>();

    @AfterEach
    void closeChannel() {
        assertThat(channel.close().isSuccess()).isTrue();
    }

    /** Writes down what it is told; pieces of one body that follow each other are one entry. */
    private static class Recorder implements MessageReceiver {
        final List<String> events = new ArrayList<>();
        final StringBuilder body = new StringBuilder();
        long framing;
        boolean complete;
        int passes;
        Runnable next = () -> {};

        @Override
        public long head(byte[] bytes, int from, int to) throws MalformedHeadException {
            String text = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
            add("head " + text);
            framing =
                    switch (text.charAt(0)) {
                        case 'L' -> Long.parseLong(text.substring(2, text.indexOf('\r')));
                        case 'C' -> MessageReader.CHUNKED;
                        case 'U' -> MessageReader.UNTIL_CLOSE;
                        case 'I' -> MessageReader.INTERIM;
                        case 'R' -> MessageReader.RAW;
                        case 'D' -> MessageReader.DISCARD;
                        default -> throw new AssertionError(text);
                    };
            return framing;
        }

        void add(String event) {
            if (!body.isEmpty()) {
                events.add("body " + body);
                body.setLength(0);
            }
            events.add(event);
        }

        @Override
        public void begin() {
            add("begin");
            complete = framing == 0;
        }

        @Override
        public void piece(ByteBuf piece) {
            assertThat(piece.isReadable()).as("an empty piece").isTrue();
            body.append(piece.toString(StandardCharsets.ISO_8859_1));
            piece.release();
        }

        @Override
        public void end(byte @Nullable [] trailers) {
            String text = trailers == null ? "" : new String(trailers, StandardCharsets.US_ASCII);
            add("end " + text);
            complete = true;
        }

        @Override
        public void passed() {
            passes++;
        }

        @Override
        public void malformed(MalformedHeadException cause) {
            add("malformed " + cause.kind());
        }

        @Override
        public void brokeOff() {
            add("broke off");
        }
    }

    private MessageReader reader(MessageReceiver receiver) {
        return new MessageReader(channel, receiver, MAX_LINE, MAX_FIELDS, true);
    }

    private ByteBuf buffer(String text) {
        ByteBuf buffer = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        given.add(buffer);
        return buffer;
    }

    private void assertReleased() {
        assertThat(given).allMatch(buffer -> buffer.refCnt() == 0);
        given.clear();
    }

    /** Reads a text in pieces, the next message as soon as one is complete, and then the end. */
    private List<String> read(List<String> pieces) {
        Recorder recorder = new Recorder();
        MessageReader reader = reader(recorder);
        for (String piece : pieces) {
            reader.received(buffer(piece));
            proceed(reader, recorder);
        }
        reader.ended(true);
        proceed(reader, recorder);
        recorder.add("ended");
        if (reader.hasRest()) {
            recorder.events.add("rest " + rest(reader));
        }
        reader.release();
        assertReleased();
        return recorder.events;
    }

    private static void proceed(MessageReader reader, Recorder recorder) {
        while (recorder.complete) {
            recorder.complete = false;
            assertThat(reader.isComplete()).isTrue();
            reader.next();
        }
    }

    private static String rest(MessageReader reader) {
        ByteBuf rest = reader.takeRest();
        String text = rest.toString(StandardCharsets.ISO_8859_1);
        rest.release();
        return text;
    }

    private static List<String> bytes(String text) {
        return Arrays.asList(text.split(""));
    }

    @FieldSource("CORPUS")
    @ParameterizedTest
    void itDoesNotMatterWhereTheBytesAreSplit(String text) {
        List<String> whole = read(List.of(text));

        assertThat(read(bytes(text))).isEqualTo(whole);
        for (int i = 0; i <= text.length(); i++) {
            assertThat(read(List.of(text.substring(0, i), text.substring(i))))
                    .as("split at %d", i)
                    .isEqualTo(whole);
        }
    }

    @Test
    void messagesAreCutApart() {
        assertThat(read(List.of(CORPUS.get(5))))
                .containsExactly(
                        "head C\r\nA: b\r\n\r\n",
                        "begin",
                        "body \r",
                        "end T: u\r\nV: w\r\n\r\n",
                        "head C\r\n\r\n",
                        "begin",
                        "body z",
                        "end ",
                        "broke off",
                        "ended");
        assertThat(read(List.of(CORPUS.get(9)))).endsWith("begin", "ended", "rest \u0001\u0002raw");
    }

    /** Pauses, resumes and goes on at any time, within callbacks and outside. */
    private static final class Erratic extends Recorder {
        private final SplittableRandom random;
        @Nullable MessageReader reader;

        Erratic(long seed) {
            random = new SplittableRandom(seed);
        }

        void act() {
            MessageReader on = reader;
            if (on == null) {
                return;
            }
            switch (random.nextInt(4)) {
                case 0 -> on.pause();
                case 1 -> on.resume();
                case 2 -> {
                    if (complete) {
                        complete = false;
                        on.next();
                    }
                }
                default -> {
                    // nothing
                }
            }
        }

        @Override
        public void begin() {
            super.begin();
            act();
        }

        @Override
        public void piece(ByteBuf piece) {
            super.piece(piece);
            act();
        }

        @Override
        public void end(byte @Nullable [] trailers) {
            super.end(trailers);
            act();
        }

        @Override
        public void passed() {
            super.passed();
            act();
        }
    }

    @FieldSource("CORPUS")
    @ParameterizedTest
    void itDoesNotMatterWhenItIsPausedAndResumed(String text) {
        List<String> whole = read(List.of(text));
        for (long seed = 0; seed < 300; seed++) {
            assertThat(readErratically(text, seed)).as("seed %d", seed).isEqualTo(whole);
        }
    }

    private List<String> readErratically(String text, long seed) {
        Erratic recorder = new Erratic(seed);
        MessageReader reader = reader(recorder);
        recorder.reader = reader;
        for (int at = 0; at < text.length(); ) {
            int to = Math.min(text.length(), at + 1 + recorder.random.nextInt(6));
            reader.received(buffer(text.substring(at, to)));
            recorder.act();
            at = to;
        }
        reader.ended(true);
        recorder.reader = null;
        reader.resume();
        while (recorder.complete) {
            proceed(reader, recorder);
            reader.resume();
        }
        recorder.add("ended");
        if (reader.hasRest()) {
            recorder.events.add("rest " + rest(reader));
        }
        reader.release();
        assertReleased();
        return recorder.events;
    }

    /** Runs an action within the callback that a name stands for. */
    private static final class Acting extends Recorder {
        private final String when;
        private final Consumer<MessageReader> action;
        @Nullable MessageReader reader;
        int after;

        Acting(String when, Consumer<MessageReader> action) {
            this.when = when;
            this.action = action;
        }

        private void at(String callback) {
            MessageReader on = reader;
            if (on == null) {
                after++;
            } else if (callback.equals(when)) {
                reader = null;
                action.accept(on);
            }
        }

        @Override
        public long head(byte[] bytes, int from, int to) throws MalformedHeadException {
            long framing = super.head(bytes, from, to);
            at("head");
            return framing;
        }

        @Override
        public void begin() {
            super.begin();
            at("begin");
        }

        @Override
        public void piece(ByteBuf piece) {
            super.piece(piece);
            at("piece");
        }

        @Override
        public void end(byte @Nullable [] trailers) {
            super.end(trailers);
            at("end");
        }

        @Override
        public void malformed(MalformedHeadException cause) {
            super.malformed(cause);
            at("malformed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"head", "begin", "piece", "end", "malformed"})
    void nothingIsGivenOnceItIsDiscardedWithinACallback(String when) {
        for (String text : CORPUS) {
            assertSilentAfter(text, when, MessageReader::discard);
            assertSilentAfter(text, when, MessageReader::release);
        }
    }

    private void assertSilentAfter(String text, String when, Consumer<MessageReader> action) {
        Acting recorder = new Acting(when, action);
        MessageReader reader = reader(recorder);
        recorder.reader = reader;
        boolean acted = false;
        for (String piece : List.of(text, text)) {
            reader.received(buffer(piece));
            acted = recorder.reader == null;
            if (!acted) {
                proceed(reader, recorder);
            }
        }
        reader.ended(true);
        if (acted) {
            assertThat(recorder.after).as(text).isZero();
            assertThat(reader.hasRest()).isFalse();
        }
        reader.release();
        assertReleased();
    }

    @Test
    void theRestIsHandedOverWithinACallback() {
        StringBuilder taken = new StringBuilder();
        Acting recorder = new Acting("begin", reader -> taken.append(rest(reader)));
        MessageReader reader = reader(recorder);
        recorder.reader = reader;

        reader.received(buffer("R\r\n\r\nframes"));

        assertThat(taken).hasToString("frames");
        assertThat(recorder.events).containsExactly("head R\r\n\r\n", "begin");
        assertThat(recorder.passes).as("the channel is somebody else's").isZero();
        assertReleased();
    }

    @Test
    void aNextMessageMayBeginWithinTheEndOfTheLast() {
        Recorder recorder =
                new Recorder() {
                    @Override
                    public void end(byte @Nullable [] trailers) {
                        super.end(trailers);
                        next.run();
                    }
                };
        MessageReader reader = reader(recorder);
        recorder.next = reader::next;

        reader.received(buffer("L 1\r\n\r\na".repeat(3_000)));

        assertThat(recorder.events).hasSize(4 * 3_000);
        assertReleased();
    }

    @Test
    void whatIsHeldIsBounded() {
        Recorder recorder = new Recorder();
        MessageReader reader = reader(recorder);
        reader.received(buffer("L 1000000\r\n\r\n"));
        reader.pause();

        reader.received(buffer("x".repeat(65_535)));
        assertThat(channel.config().isAutoRead()).isTrue();
        reader.received(buffer("x"));
        assertThat(channel.config().isAutoRead()).isFalse();
        reader.resume();
        assertThat(channel.config().isAutoRead()).isTrue();
        assertReleased();

        reader.pause();
        for (int i = 0; i < 16; i++) {
            assertThat(channel.config().isAutoRead()).isTrue();
            reader.received(buffer("x"));
        }
        assertThat(channel.config().isAutoRead()).isFalse();
        reader.discard();
        assertThat(channel.config().isAutoRead()).isTrue();
        assertReleased();
    }

    @Test
    void headsAreBounded() {
        String line = "L " + "0".repeat(MAX_LINE - 2);
        String field = "A: " + "b".repeat(MAX_FIELDS - 5) + "\r\n";

        assertThat(read(List.of(line + "\r\n" + field + "\r\n"))).hasSize(4).contains("begin");
        assertThat(read(List.of(line + "0"))).contains("malformed LINE_TOO_LONG");
        assertThat(read(List.of(line + "\r\n" + field + "c")))
                .contains("malformed FIELDS_TOO_LARGE");
        assertThat(read(bytes("C\r\n\r\n0\r\n" + field + "c")))
                .contains("malformed FIELDS_TOO_LARGE");
    }
}
