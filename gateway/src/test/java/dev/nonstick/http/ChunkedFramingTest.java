package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.nonstick.http.MalformedHeadException.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkedFramingTest {
    private static final int TRAILERS = 40;

    /** A body, its trailers, and what stood behind it. */
    private record Body(boolean done, String data, String trailers, String rest) {}

    private static Body read(String text) throws MalformedHeadException {
        return read(Fields.latin1(text));
    }

    private static Body read(byte[] bytes) throws MalformedHeadException {
        ChunkedFraming framing = new ChunkedFraming(TRAILERS);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        int at = 0;
        while (at < bytes.length && !framing.isDone()) {
            int count = (int) Math.min(framing.data(), bytes.length - at);
            if (count == 0) {
                framing.accept(bytes[at++]);
            } else {
                // never all of it at once
                int part = Math.max(1, count / 2);
                data.write(bytes, at, part);
                framing.took(part);
                at += part;
            }
        }
        return new Body(
                framing.isDone(),
                data.toString(StandardCharsets.ISO_8859_1),
                framing.isDone() ? new String(framing.trailers(), StandardCharsets.ISO_8859_1) : "",
                new String(bytes, at, bytes.length - at, StandardCharsets.ISO_8859_1));
    }

    private static void refused(Kind kind, String text) {
        assertThatExceptionOfType(MalformedHeadException.class)
                .as(text)
                .isThrownBy(() -> read(text))
                .returns(kind, MalformedHeadException::kind);
    }

    @Test
    void readsABody() throws MalformedHeadException {
        assertThat(read("3\r\nabc\r\n0A\r\n0123456789\r\n0\r\n\r\nGET /"))
                .isEqualTo(new Body(true, "abc0123456789", "\r\n", "GET /"));
        assertThat(read("0\r\n\r\n")).isEqualTo(new Body(true, "", "\r\n", ""));
        assertThat(read("00000000\r\n\r\n")).isEqualTo(new Body(true, "", "\r\n", ""));
        assertThat(read("00000003\r\n\r\n\r\r\n0\r\n\r\n").data()).isEqualTo("\r\n\r");
        assertThat(read("b\r\n0123456789a\r\nB\r\n0123456789a\r\n0\r\n\r\n").data()).hasSize(22);
    }

    @Test
    void extensionsAreReadOver() throws MalformedHeadException {
        assertThat(read("3;a=b\r\nabc\r\n0;c=\"d\te\u00e4\";f\r\n\r\n").data()).isEqualTo("abc");
        assertThat(read("3 ;a\r\nabc\r\n0 \t \r\n\r\n").data()).isEqualTo("abc");
        assertThat(read("3;\r\nabc\r\n0;\r\n\r\n").data()).isEqualTo("abc");
    }

    @Test
    void trailersAreKept() throws MalformedHeadException {
        Body body = read("0\r\nX: a\r\nY: b\r\n\r\nrest");
        assertThat(body).isEqualTo(new Body(true, "", "X: a\r\nY: b\r\n\r\n", "rest"));
        byte[] trailers = Fields.latin1(body.trailers());
        ResponseHead head = ResponseHead.readTrailers(trailers, 0, trailers.length);
        assertThat(Fields.lines(head::writeEndToEnd)).containsExactly("X: a", "Y: b");
    }

    @Test
    void withoutTrailersThereIsTheEmptyLine() throws MalformedHeadException {
        byte[] trailers = Fields.latin1(read("0\r\n\r\n").trailers());
        assertThat(trailers).hasSize(2);
        assertThat(ResponseHead.readTrailers(trailers, 0, 2).hasEndToEnd()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\r\nabc\r\n0\r\n\r\n",
                "-1\r\nabc\r\n0\r\n\r\n",
                "+3\r\nabc\r\n0\r\n\r\n",
                "0x3\r\nabc\r\n0\r\n\r\n",
                "\r\nabc\r\n0\r\n\r\n",
                " 3\r\nabc\r\n0\r\n\r\n",
                ";a\r\nabc\r\n0\r\n\r\n",
                "100000003\r\nabc\r\n0\r\n\r\n",
                "000000003\r\nabc\r\n0\r\n\r\n",
                "2\r\nabc\r\n0\r\n\r\n",
                "3\nabc\r\n0\r\n\r\n",
                "3\r\nabc\n0\r\n\r\n",
                "3\r\nabc0\r\n\r\n",
                "3\r\nabc\r\r\n0\r\n\r\n",
                "3\r\nabc\r\n0\n\n",
                "3\r\nabc\r\n0\r\n\n",
                "3\r\rabc\r\n0\r\n\r\n",
                "3;a\rb\r\nabc\r\n0\r\n\r\n",
                "3;a\nb\r\nabc\r\n0\r\n\r\n",
                "3;a\0b\r\nabc\r\n0\r\n\r\n",
                "3;a\u007f\r\nabc\r\n0\r\n\r\n",
                "3 a\r\nabc\r\n0\r\n\r\n",
                "3 4\r\nabc\r\n0\r\n\r\n",
                "3\0\r\nabc\r\n0\r\n\r\n",
                "\u00b3\r\nabc\r\n0\r\n\r\n",
                "0\r\nX: a\n\r\n",
                "0\r\nX: a\r\n\n"
            })
    void aBrokenOneIsRefused(String chunks) {
        refused(Kind.SYNTAX, chunks);
    }

    @Test
    void extensionsAreBounded() throws MalformedHeadException {
        assertThat(read("1;" + "a".repeat(1024) + "\r\na\r\n1;" + "a".repeat(1024) + "\r\n").data())
                .isEqualTo("a");
        refused(Kind.SYNTAX, "1;" + "a".repeat(1025));
        refused(Kind.SYNTAX, "1" + " ".repeat(1030));
    }

    @Test
    void trailersAreBounded() throws MalformedHeadException {
        String most = "0\r\nX: " + "a".repeat(TRAILERS - 5) + "\r\n";
        assertThat(read(most + "\r\n").done()).isTrue();
        refused(Kind.FIELDS_TOO_LARGE, most + "Y");
        refused(Kind.FIELDS_TOO_LARGE, most + "\rY");
        refused(Kind.FIELDS_TOO_LARGE, "0\r\n" + "a".repeat(TRAILERS + 1));
    }

    @ParameterizedTest
    @CsvSource({"ffffffff, 4294967295", "80000000, 2147483648", "7FFFFFFF, 2147483647"})
    void aChunkMayBeLargerThanAnInt(String size, long expected) throws MalformedHeadException {
        ChunkedFraming framing = new ChunkedFraming(0);
        for (byte b : Fields.bytes(size + "\r\n")) {
            assertThat(framing.data()).isZero();
            framing.accept(b);
        }
        assertThat(framing.data()).isEqualTo(expected);
        framing.took(expected - 1);
        assertThat(framing.data()).isEqualTo(1);
        framing.took(1);
        assertThat(framing.data()).isZero();
    }

    @Test
    void whatDoesNotComeNextIsNotTaken() throws MalformedHeadException {
        ChunkedFraming framing = new ChunkedFraming(0);
        assertThatIllegalArgumentException().isThrownBy(() -> framing.took(1));
        for (byte b : Fields.bytes("3\r\n")) {
            framing.accept(b);
        }
        assertThatIllegalStateException().isThrownBy(() -> framing.accept((byte) 'a'));
        assertThatIllegalArgumentException().isThrownBy(() -> framing.took(4));
        assertThatIllegalArgumentException().isThrownBy(() -> framing.took(-1));
        framing.took(3);
        for (byte b : Fields.bytes("\r\n0\r\n\r\n")) {
            assertThat(framing.isDone()).isFalse();
            framing.accept(b);
        }
        assertThat(framing.isDone()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> framing.accept((byte) '0'));
    }

    @Test
    void randomBodiesComeBackWhole() throws MalformedHeadException {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder data = new StringBuilder();
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(4); n > 0; n--) {
                byte[] chunk = new byte[random.nextInt(1, 40)];
                random.nextBytes(chunk);
                String latin1 = new String(chunk, StandardCharsets.ISO_8859_1);
                data.append(latin1);
                text.append(Integer.toHexString(chunk.length)).append("\r\n");
                text.append(latin1).append("\r\n");
            }
            assertThat(read(text + "0\r\n\r\nrest"))
                    .isEqualTo(new Body(true, data.toString(), "\r\n", "rest"));
        }
    }

    @Test
    void mutatedBodiesAreReadOrRefused() {
        SplittableRandom random = new SplittableRandom(6);
        int refused = 0;
        int rounds = 50_000;
        for (int i = 0; i < rounds; i++) {
            byte[] bytes = Fields.bytes("3;a=b\r\nabc\r\nA\r\n0123456789\r\n0\r\nX: a\r\n\r\n");
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(read(bytes).data().length()).isLessThanOrEqualTo(bytes.length);
            } catch (MalformedHeadException e) {
                assertThat(e.kind()).isIn(Kind.SYNTAX, Kind.FIELDS_TOO_LARGE);
                refused++;
            }
        }
        assertThat(refused).isBetween(rounds / 10, rounds - rounds / 10);
    }
}
