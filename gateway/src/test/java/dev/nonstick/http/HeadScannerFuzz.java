package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.nonstick.http.MalformedHeadException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A head ends in one place, in whatever pieces it comes, and keeps within its limits. */
class HeadScannerFuzz {
    private static final int MAX_LINE = 24;
    private static final int MAX_FIELDS = 60;

    /** Where the head began and ended, or why not. */
    private record Scan(int start, int end, @Nullable Kind refusal) {}

    /** The input is the length of the pieces (1), and what comes. */
    @FuzzTest
    void scan(byte[] input) {
        if (input.length < 2) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
        Scan whole = scan(bytes, bytes.length);
        assertThat(scan(bytes, 1)).isEqualTo(whole);
        assertThat(scan(bytes, 2 + (input[0] & 0x3f))).isEqualTo(whole);
        if (whole.end >= 0) {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            assertThat(whole.end).isEqualTo(text.indexOf("\r\n\r\n", whole.start) + 4);
            assertThat(text.substring(0, whole.start)).matches("(\r\n)*");
            int line = text.indexOf("\r\n", whole.start);
            assertThat(line).isLessThanOrEqualTo(MAX_LINE);
            assertThat(whole.end - 2 - (line + 2)).isLessThanOrEqualTo(MAX_FIELDS);
            assertThat(text.substring(whole.start, whole.end).replace("\r\n", ""))
                    .doesNotContain("\n");
        } else if (whole.refusal == null) {
            // nothing is kept without a bound
            assertThat(bytes.length).isLessThanOrEqualTo(MAX_LINE + 2 + MAX_FIELDS + 1);
        }
    }

    private static Scan scan(byte[] bytes, int step) {
        HeadScanner scanner = new HeadScanner(MAX_LINE, MAX_FIELDS);
        try {
            for (int length = Math.min(step, bytes.length); ; length += step) {
                int known = Math.min(length, bytes.length);
                // what has not come must not be looked at
                byte[] come = Arrays.copyOf(bytes, known + 8);
                Arrays.fill(come, known, come.length, (byte) '\n');
                int end = scanner.scan(come, known);
                if (end >= 0 || known == bytes.length) {
                    return new Scan(end < 0 ? -1 : scanner.start(), end, null);
                }
            }
        } catch (MalformedHeadException e) {
            return new Scan(-1, -1, e.kind());
        }
    }
}
