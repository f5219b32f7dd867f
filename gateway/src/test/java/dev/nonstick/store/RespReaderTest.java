package dev.nonstick.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RespReaderTest {

    private static final String CORPUS =
            String.join(
                    "\r\n",
                    List.of(
                            "+OK",
                            "-NOSCRIPT No matching script.",
                            ":1",
                            ":-9223372036854775808",
                            ":9223372036854775807",
                            ":0",
                            "$5\r\na\r\nbc",
                            "$0\r\n",
                            "$-1",
                            "*-1",
                            "*0",
                            "*2\r\n$4\r\nsave\r\n$0\r\n",
                            "*3\r\n*2\r\n:1\r\n*1\r\n*0\r\n$-1\r\n*1\r\n*1\r\n+deep",
                            "+",
                            "+gr\u00fc\u00df",
                            ""));

    private static final String ANSWERS =
            "+OK -NOSCRIPT No matching script. :1 :-9223372036854775808 :9223372036854775807 :0"
                    + " $a\r\nbc $ nil nil [] [$save $] [[:1 [[]]] nil [[+deep]]] + +gr\u00fc\u00df";

    /** Reads pieces, as channels bring them. */
    private static String read(RespReader reader, byte[]... pieces) throws RespException {
        List<String> answers = new ArrayList<>();
        for (byte[] piece : pieces) {
            ByteBuf in = Unpooled.wrappedBuffer(piece);
            for (Resp next = reader.next(in); next != null; next = reader.next(in)) {
                answers.add(shown(next));
            }
            if (in.isReadable()) {
                throw new AssertionError("not all was taken");
            }
        }
        return String.join(" ", answers);
    }

    private static String read(String bytes) throws RespException {
        return read(new RespReader(), bytes.getBytes(UTF_8));
    }

    private static String shown(Resp resp) {
        return switch (resp) {
            case Resp.Bulk(byte[] bytes) -> "$" + new String(bytes, UTF_8);
            case Resp.Nil _ -> "nil";
            case Resp.Int(long value) -> ":" + value;
            case Resp.Simple(String text) -> "+" + text;
            case Resp.Failure(String message) -> "-" + message;
            case Resp.Many(List<Resp> items) ->
                    "["
                            + String.join(" ", items.stream().map(RespReaderTest::shown).toList())
                            + "]";
        };
    }

    @Test
    void readsEveryType() throws Exception {
        assertThat(read(CORPUS)).isEqualTo(ANSWERS);
    }

    @Test
    void everySplitGivesTheSameAnswers() throws Exception {
        byte[] bytes = CORPUS.getBytes(UTF_8);
        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= bytes.length; second++) {
                String answers =
                        read(
                                new RespReader(),
                                Arrays.copyOfRange(bytes, 0, first),
                                Arrays.copyOfRange(bytes, first, second),
                                Arrays.copyOfRange(bytes, second, bytes.length));
                assertThat(answers).as("split at %d and %d", first, second).isEqualTo(ANSWERS);
            }
        }
    }

    @Test
    void byteForByteGivesTheSameAnswers() throws Exception {
        byte[] bytes = CORPUS.getBytes(UTF_8);
        byte[][] pieces = new byte[bytes.length][];
        for (int i = 0; i < bytes.length; i++) {
            pieces[i] = new byte[] {bytes[i]};
        }
        assertThat(read(new RespReader(), pieces)).isEqualTo(ANSWERS);
    }

    @Test
    void aLargeBulkComesInPieces() throws Exception {
        byte[] content = new byte[1_000_000];
        new Random(7).nextBytes(content);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes("$1000000\r\n".getBytes(UTF_8));
        all.writeBytes(content);
        all.writeBytes("\r\n+next\r\n".getBytes(UTF_8));
        ByteBuf in = Unpooled.wrappedBuffer(all.toByteArray());
        RespReader reader = new RespReader();

        List<Resp> answers = new ArrayList<>();
        while (in.isReadable()) {
            ByteBuf piece = in.readSlice(Math.min(in.readableBytes(), 40_001));
            for (Resp next = reader.next(piece); next != null; next = reader.next(piece)) {
                answers.add(next);
            }
        }

        assertThat(answers).hasSize(2);
        assertThat(((Resp.Bulk) answers.getFirst()).bytes()).isEqualTo(content);
        assertThat(answers.get(1)).isEqualTo(new Resp.Simple("next"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "\n",
                "x\r\n",
                "OK\r\n",
                "+OK\n",
                ":\r\n",
                ":-\r\n",
                ":+1\r\n",
                ":1 \r\n",
                ": 1\r\n",
                ":1.0\r\n",
                ":--1\r\n",
                ":9223372036854775808\r\n",
                ":-9223372036854775809\r\n",
                ":9999999999999999999\r\n",
                ":00000000000000000001\r\n",
                "$\r\n",
                "$-2\r\n",
                "$x\r\n",
                "$1\r\nabc",
                "$1\r\na\n\n",
                "*-2\r\n",
                "*\r\n",
                "*1\r\nx\r\n",
                "_\r\n",
                "%1\r\n+a\r\n+b\r\n",
                "$16777217\r\n",
                "$9223372036854775807\r\n",
                "*32769\r\n",
                "*4294967297\r\n",
                "*2\r\n*32767\r\n",
                "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n",
                "*2\r\n$2\r\nab\r\n$16777215\r\n"
            })
    void anythingElseIsAnError(String bytes) {
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(RespException.class);
    }

    @Test
    void limitsAreTheLastThatIsTaken() throws Exception {
        int text = RespReader.MAX_LINE - 3;
        assertThat(read("+" + "x".repeat(text) + "\r\n")).hasSize(text + 1);
        assertThatThrownBy(() -> read("+" + "x".repeat(text + 1) + "\r\n"))
                .isInstanceOf(RespException.class);
        assertThat(read("*32768\r\n" + ":1\r\n".repeat(32768))).startsWith("[:1 ").endsWith(" :1]");
        assertThat(read("*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n")).isEqualTo("[[[[:1]]]]");
        String most = "$100\r\n" + "x".repeat(100) + "\r\n";
        assertThat(read(new RespReader(100), (most + most).getBytes(UTF_8))).hasSize(203);
        assertThatThrownBy(() -> read(new RespReader(99), most.getBytes(UTF_8)))
                .isInstanceOf(RespException.class);
    }

    @Test
    void aLineWithoutEndIsAnError() {
        byte[] piece = "x".repeat(1_000).getBytes(UTF_8);
        byte[][] pieces = new byte[70][];
        Arrays.fill(pieces, piece);
        assertThatThrownBy(() -> read(new RespReader(), pieces)).isInstanceOf(RespException.class);
    }

    @Test
    void failuresAndErrorsDoNotShowWhatWasSent() {
        assertThat(new Resp.Failure("ERR unknown command, args: secret").toString())
                .doesNotContain("secret");
        assertThatThrownBy(() -> read("secret\r\n"))
                .satisfies(e -> assertThat(e.toString()).doesNotContain("secret"));
    }

    @Test
    void anAnnouncedLengthTakesNoRoom() throws Exception {
        byte[] announced = "$16777216\r\nx".getBytes(UTF_8);
        byte[] nested = "*400\r\n*300\r\n*200\r\n*124\r\n".getBytes(UTF_8);
        read(new RespReader(), announced);

        long before = allocated();
        RespReader reader = new RespReader();
        read(reader, announced);
        read(new RespReader(), nested);
        assertThat(allocated() - before).isLessThan(200_000);
    }

    @Test
    void randomBytesGiveAnswersOrTheOneError() {
        Random random = new Random(20_26);
        byte[] alphabet = "+-:$*\r\n\r\n0123456789x".getBytes(ISO_8859_1);
        byte[] corpus = CORPUS.getBytes(UTF_8);
        for (int round = 0; round < 50_000; round++) {
            byte[] bytes =
                    round % 2 == 0 ? drawn(random, alphabet) : mutated(random, corpus.clone());
            long before = allocated();
            int cut = random.nextInt(bytes.length + 1);
            try {
                read(
                        new RespReader(),
                        Arrays.copyOf(bytes, cut),
                        Arrays.copyOfRange(bytes, cut, bytes.length));
            } catch (RespException _) {
                // the one that may come
            }
            assertThat(allocated() - before).as("round %d", round).isLessThan(1_000_000);
        }
    }

    private static byte[] drawn(Random random, byte[] alphabet) {
        byte[] bytes = new byte[random.nextInt(60)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = alphabet[random.nextInt(alphabet.length)];
        }
        return bytes;
    }

    private static byte[] mutated(Random random, byte[] bytes) {
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        int from = random.nextInt(bytes.length);
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
