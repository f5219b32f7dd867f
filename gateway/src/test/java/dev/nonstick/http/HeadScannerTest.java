package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.nonstick.http.MalformedHeadException.Kind;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadScannerTest {
    private static final int LINE = 40;
    private static final int FIELDS = 60;
    private static final String HEAD = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    /** Where the head ends and begins, or what is wrong with it. */
    private static String atOnce(byte[] bytes) {
        HeadScanner scanner = new HeadScanner(LINE, FIELDS);
        try {
            int end = scanner.scan(bytes, bytes.length);
            return end + " from " + scanner.start();
        } catch (MalformedHeadException e) {
            return e.kind().name();
        }
    }

    /** In pieces of at most so many bytes, each time in an array of its own. */
    private static String inPieces(byte[] bytes, int most) {
        SplittableRandom random = new SplittableRandom(3);
        HeadScanner scanner = new HeadScanner(LINE, FIELDS);
        try {
            int length = 0;
            int end = -1;
            while (end < 0 && length < bytes.length) {
                length = Math.min(bytes.length, length + 1 + random.nextInt(most));
                byte[] grown = Arrays.copyOf(Arrays.copyOf(bytes, length), length + 9);
                Arrays.fill(grown, length, grown.length, (byte) '\n');
                end = scanner.scan(grown, length);
            }
            return end + " from " + scanner.start();
        } catch (MalformedHeadException e) {
            return e.kind().name();
        }
    }

    private static void scan(String text) throws MalformedHeadException {
        byte[] bytes = Fields.latin1(text);
        new HeadScanner(LINE, FIELDS).scan(bytes, bytes.length);
    }

    private static void refused(Kind kind, String text) {
        assertThatExceptionOfType(MalformedHeadException.class)
                .isThrownBy(() -> scan(text))
                .returns(kind, MalformedHeadException::kind);
        assertThat(inPieces(Fields.latin1(text), 1)).isEqualTo(kind.name());
    }

    private static void incomplete(String text) {
        assertThat(atOnce(Fields.latin1(text))).startsWith("-1 ");
        assertThat(inPieces(Fields.latin1(text), 1)).startsWith("-1 ");
    }

    @Test
    void findsTheEndAndNothingBehindIt() {
        int end = HEAD.length();
        assertThat(atOnce(Fields.bytes(HEAD))).isEqualTo(end + " from 0");
        assertThat(atOnce(Fields.bytes(HEAD + HEAD))).isEqualTo(end + " from 0");
        assertThat(atOnce(Fields.bytes(HEAD + "\n\nbody"))).isEqualTo(end + " from 0");
        assertThat(atOnce(Fields.bytes("GET / HTTP/1.1\r\n\r\n"))).isEqualTo("18 from 0");
    }

    @Test
    void everyPartOfAHeadIsIncomplete() {
        for (int length = 0; length < HEAD.length(); length++) {
            incomplete(HEAD.substring(0, length));
        }
    }

    @Test
    void emptyLinesBeforeTheRequestLineAreSkipped() {
        int end = HEAD.length();
        assertThat(atOnce(Fields.bytes("\r\n" + HEAD))).isEqualTo(end + 2 + " from 2");
        assertThat(atOnce(Fields.bytes("\r\n\r\n" + HEAD))).isEqualTo(end + 4 + " from 4");
        incomplete("\r\n\r\n");
        refused(Kind.SYNTAX, "\n" + HEAD);
        refused(Kind.SYNTAX, "\r\n\n" + HEAD);
        refused(Kind.SYNTAX, "\r" + HEAD);
        refused(Kind.LINE_TOO_LONG, "\r\n".repeat(LINE) + HEAD);
        refused(Kind.LINE_TOO_LONG, "\r\n".repeat(14) + HEAD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\n",
                "GET\n",
                "GET / HTTP/1.1\r\nHost: a\n",
                "GET / HTTP/1.1\r\n\n",
                "GET / HTTP/1.1\r\nHost: a\r\n\n",
                "GET / HTTP/1.1\r\nHost: a\r\n\r\r\n\n",
                "GET / HTTP/1.1\r\nHost: a\n\r\n\r\n",
                "GET / HTTP/1.1\r\nA: bcdefghijkl\nm: n"
            })
    void aBareLineFeedIsRefusedAtOnce(String text) {
        refused(Kind.SYNTAX, text);
    }

    @Test
    void theStartLineMayBeSoLongAndNoLonger() {
        String longest = "GET /" + "a".repeat(LINE - 14) + " HTTP/1.1";
        assertThat(longest).hasSize(LINE);
        incomplete(longest);
        incomplete(longest + "\r");
        incomplete(longest + "\r\n");
        refused(Kind.LINE_TOO_LONG, longest + "a");
        refused(Kind.LINE_TOO_LONG, longest + "a\r\n\r\n");
        refused(Kind.LINE_TOO_LONG, longest + "\ra");
        refused(Kind.LINE_TOO_LONG, longest + "a\n");
        refused(Kind.SYNTAX, longest + "\n");
        refused(Kind.LINE_TOO_LONG, "\r\n" + longest + "\r\n");
    }

    @Test
    void allFieldsTogetherMayBeSoLargeAndNoLarger() {
        String start = "GET / HTTP/1.1\r\n";
        String one = start + "X: " + "a".repeat(FIELDS - 5) + "\r\n";
        String many = start + "X: a\r\n".repeat(FIELDS / 6);
        for (String full : new String[] {one, many}) {
            assertThat(full).hasSize(start.length() + FIELDS);
            incomplete(full);
            incomplete(full + "\r");
            assertThat(atOnce(Fields.bytes(full + "\r\n")))
                    .isEqualTo(full.length() + 2 + " from 0");
            refused(Kind.FIELDS_TOO_LARGE, full + "X");
            refused(Kind.FIELDS_TOO_LARGE, full + "\rX");
        }
        refused(Kind.FIELDS_TOO_LARGE, start + "X".repeat(FIELDS + 1));
        refused(Kind.FIELDS_TOO_LARGE, start + "X: a\r\n".repeat(FIELDS));
    }

    @Test
    void aResetBeginsAnew() throws MalformedHeadException {
        byte[] bytes = Fields.bytes("\r\n" + HEAD);
        HeadScanner scanner = new HeadScanner(LINE, FIELDS);
        for (int i = 0; i < 3; i++) {
            assertThat(scanner.scan(bytes, 5)).isEqualTo(-1);
            assertThat(scanner.scan(bytes, bytes.length)).isEqualTo(bytes.length);
            assertThat(scanner.start()).isEqualTo(2);
            scanner.reset();
            assertThat(scanner.start()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "7, 3", "20, 4"})
    void inWhichPiecesItComesDoesNotMatter(int most, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String[] parts = {
            "\r\n", "\r\n", "\r", "\n", "a", "GET / HTTP/1.1", "\r\nX: a", "\0", "\u00ff"
        };
        int complete = 0;
        for (int i = 0; i < 30_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(14); n > 0; n--) {
                text.append(parts[random.nextInt(random.nextInt(1, parts.length + 1))]);
            }
            byte[] bytes = Fields.latin1(text.toString());
            String expected = atOnce(bytes);
            complete += Character.isDigit(expected.charAt(0)) ? 1 : 0;
            assertThat(inPieces(bytes, most)).as(text.toString()).isEqualTo(expected);
        }
        assertThat(complete).isPositive();
    }
}
