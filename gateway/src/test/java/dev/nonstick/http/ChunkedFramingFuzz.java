package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A chunked body ends in one place, and is what the grammar says. */
class ChunkedFramingFuzz {
    private static final int MAX_TRAILERS = 64;

    /** RFC 9112, section 7.1, with white space behind the size. */
    private static final Pattern SIZE =
            Pattern.compile("([0-9A-Fa-f]{1,8})[ \t]*(;[\t -~\u0080-\u00ff]*)?\r\n");

    private static final Pattern TRAILERS = Pattern.compile("((?!\r\n)[^\n]*\r\n)*\r\n");

    /** A body, its trailers, and where it ended. */
    private record Body(String data, String trailers, int end) {}

    @FuzzTest
    void accept(byte[] input) throws MalformedHeadException {
        Body body = body(input, Integer.MAX_VALUE);
        assertThat(body(input, 1)).isEqualTo(body);
        if (body != null) {
            assertThat(body.trailers).hasSizeLessThanOrEqualTo(MAX_TRAILERS + 2);
            assertThat(body).isEqualTo(byGrammar(new String(input, StandardCharsets.ISO_8859_1)));
            byte[] again = Fields.latin1(again(body));
            assertThat(body(again, Integer.MAX_VALUE))
                    .isEqualTo(new Body(body.data, body.trailers, again.length));
        }
    }

    /** Null where it is malformed or not complete. */
    private static @Nullable Body body(byte[] bytes, int mostAtOnce) {
        ChunkedFraming framing = new ChunkedFraming(MAX_TRAILERS);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        int at = 0;
        try {
            while (!framing.isDone()) {
                if (at == bytes.length) {
                    return null;
                }
                assertThat(framing.data()).isBetween(0L, 0xffff_ffffL);
                int part = (int) Math.min(framing.data(), Math.min(mostAtOnce, bytes.length - at));
                if (part == 0) {
                    framing.accept(bytes[at++]);
                } else {
                    data.write(bytes, at, part);
                    framing.took(part);
                    at += part;
                }
            }
        } catch (MalformedHeadException e) {
            return null;
        }
        return new Body(
                data.toString(StandardCharsets.ISO_8859_1),
                new String(framing.trailers(), StandardCharsets.ISO_8859_1),
                at);
    }

    /** The same by another way: what the grammar finds in the text. */
    private static Body byGrammar(String text) {
        StringBuilder data = new StringBuilder();
        int at = 0;
        while (true) {
            Matcher size = SIZE.matcher(text).region(at, text.length());
            assertThat(size.lookingAt()).as("a size at %d", at).isTrue();
            int length = (int) Long.parseLong(size.group(1), 16);
            at = size.end();
            if (length == 0) {
                Matcher trailers = TRAILERS.matcher(text).region(at, text.length());
                assertThat(trailers.lookingAt()).as("trailers at %d", at).isTrue();
                return new Body(data.toString(), trailers.group(), trailers.end());
            }
            data.append(text, at, at + length);
            at += length;
            assertThat(text.startsWith("\r\n", at)).as("an end of data at %d", at).isTrue();
            at += 2;
        }
    }

    private static String again(Body body) {
        String chunk =
                body.data.isEmpty()
                        ? ""
                        : Integer.toHexString(body.data.length()) + "\r\n" + body.data + "\r\n";
        return chunk + "0\r\n" + body.trailers;
    }
}
