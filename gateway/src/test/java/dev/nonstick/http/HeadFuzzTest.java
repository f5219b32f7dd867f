package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random and mutated heads: read or refused, and what passes is the same on the other side. */
class HeadFuzzTest {
    private static final int ROUNDS = 60_000;
    private static final String BYTES = "\r\n\t :,;/-_.AaxX09\0\u0001\u007f\u0080\u00ff";
    private static final String[] LINES = {
        "Host: a.example:8080",
        "Accept: text/html,application/xhtml+xml;q=0.9,*/*",
        "X-Long: " + "0123456789".repeat(6),
        "X-Tabs:\ta\tb\t",
        "X-Spaces:   a b   ",
        "X-None:value",
        "X-Empty:",
        "X-Blank:  ",
        "Cookie: a=1; sid=x",
        "Connection: keep-alive, X-Long",
        "Content-Length: 12",
        "Transfer-Encoding: chunked",
        "Cache-Control: private",
        "Offload-Update: \"a\";del",
        "X-Forwarded-For: 192.0.2.1",
        "Sec-WebSocket-Key: k",
        "TE: trailers"
    };

    private final SplittableRandom random = new SplittableRandom(20);

    @Test
    void randomBytesAreReadOrRefused() {
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : special());
            }
            request(bytes);
            response(bytes);
            trailers(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void mutatedRequestsAreReadOrRefused(int mutations) {
        int read = 0;
        for (int i = 0; i < ROUNDS; i++) {
            read += request(mutated("GET /a?b HTTP/1.1", mutations)) ? 1 : 0;
        }
        assertThat(read).isBetween(ROUNDS / 20, mutations == 0 ? ROUNDS : ROUNDS - ROUNDS / 20);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void mutatedResponsesAreReadOrRefused(int mutations) {
        int read = 0;
        for (int i = 0; i < ROUNDS; i++) {
            read += response(mutated("HTTP/1.1 200 OK", mutations)) ? 1 : 0;
        }
        assertThat(read).isBetween(ROUNDS / 20, mutations == 0 ? ROUNDS : ROUNDS - ROUNDS / 20);
    }

    /** Everything that may be asked is asked: nothing of it may fail. */
    private static boolean request(byte[] bytes) {
        RequestHead head;
        try {
            head = RequestHead.read(bytes, 0, bytes.length);
        } catch (MalformedHeadException e) {
            return false;
        }
        boolean refused = RequestGate.check(head) != null;
        head.authority();
        head.cookiesNamed("sid", 20);
        head.isWebSocket();
        head.teTrailers();
        Forwarding.of("192.0.2.7", "http", "a").write(head, true, new HeadWriter());
        Fields.text(head::writeWebSocket);
        if (!refused) {
            assertThat(head.length()).isNotNegative();
        }
        List<String> passing = trimmed(Fields.lines(head::writeEndToEnd));
        byte[] written = written(new HeadWriter().requestLine("GET", "/"), head);
        try {
            RequestHead again = RequestHead.read(written, 0, written.length);
            assertThat(trimmed(Fields.lines(again::writeEndToEnd))).isEqualTo(passing);
        } catch (MalformedHeadException e) {
            throw new AssertionError("what passes is not read again: " + text(written), e);
        }
        assertThat(scannedEnd(written)).as(text(written)).isEqualTo(written.length);
        return true;
    }

    private static byte[] written(HeadWriter out, RequestHead head) {
        head.writeEndToEnd(out);
        return out.end().copy();
    }

    private static boolean response(byte[] bytes) {
        ResponseHead head;
        try {
            head = ResponseHead.read(bytes, 0, bytes.length);
        } catch (MalformedHeadException e) {
            return false;
        }
        head.update();
        head.control();
        head.via();
        head.webSocketProtocol();
        assertThat(head.isFramed() && head.isChunked() && head.length() >= 0).isFalse();
        assertThat(Fields.lines(head::writeEndToEnd))
                .containsAll(Fields.lines(head::writeEndToEndUncached));
        HeadWriter out = new HeadWriter();
        head.writeStatusLine(out);
        head.writeEndToEnd(out);
        byte[] written = out.end().copy();
        try {
            ResponseHead again = ResponseHead.read(written, 0, written.length);
            assertThat(again.status()).isEqualTo(head.status());
            assertThat(again.isHttp10()).isFalse();
            assertThat(trimmed(Fields.lines(again::writeEndToEnd)))
                    .isEqualTo(trimmed(Fields.lines(head::writeEndToEnd)));
        } catch (MalformedHeadException e) {
            throw new AssertionError("what passes is not read again: " + text(written), e);
        }
        assertThat(scannedEnd(written)).as(text(written)).isEqualTo(written.length);
        return true;
    }

    private static void trailers(byte[] bytes) {
        try {
            ResponseHead head = ResponseHead.readTrailers(bytes, 0, bytes.length);
            assertThat(Fields.lines(head::writeEndToEnd).isEmpty())
                    .isNotEqualTo(head.hasEndToEnd());
        } catch (MalformedHeadException e) {
            assertThat(e.kind()).isEqualTo(MalformedHeadException.Kind.SYNTAX);
        }
    }

    private static int scannedEnd(byte[] bytes) {
        try {
            return new HeadScanner(4096, 65_536).scan(bytes, bytes.length);
        } catch (MalformedHeadException e) {
            throw new AssertionError(e);
        }
    }

    /** Name and value of each line, without how the colon was set. */
    private static List<String> trimmed(List<String> lines) {
        return lines.stream()
                .map(
                        line -> {
                            int colon = line.indexOf(':');
                            return line.substring(0, colon)
                                    + "="
                                    + line.substring(colon + 1).strip();
                        })
                .toList();
    }

    private byte[] mutated(String start, int mutations) {
        List<String> lines = new ArrayList<>();
        lines.add(start);
        for (int n = random.nextInt(1, 8); n > 0; n--) {
            lines.add(LINES[random.nextInt(LINES.length)]);
        }
        StringBuilder text = new StringBuilder(String.join("\r\n", lines)).append("\r\n\r\n");
        for (int n = 0; n < mutations; n++) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, special());
                case 1 -> text.setCharAt(at, special());
                case 2 -> text.deleteCharAt(at);
                default -> text.insert(at, text, at, Math.min(at + 8, text.length()));
            }
        }
        return Fields.latin1(text.toString());
    }

    private char special() {
        return BYTES.charAt(random.nextInt(BYTES.length()));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
