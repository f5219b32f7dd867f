package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A response head that is read is read again, once rewritten, as the same one response. */
class ResponseHeadFuzz {
    private static final int MAX_LINE = 4096;
    private static final int MAX_FIELDS = 65_536;

    /** In any case, none of these may pass: they are about the hop, or are ours. */
    private static final Predicate<String> OF_THE_HOP =
            Pattern.compile(
                            "(?i)(content-length|transfer-encoding|te|trailer|connection|upgrade"
                                    + "|keep-alive|proxy-connection|via|offload[^a-z0-9:][^:]*):.*")
                    .asMatchPredicate();

    private static final Predicate<String> CACHING =
            Pattern.compile("(?i)(cache-control|cdn-cache-control|surrogate-control|expires):.*")
                    .asMatchPredicate();

    @FuzzTest
    void read(byte[] input) throws MalformedHeadException {
        ResponseHead head = headOf(input);
        if (head != null) {
            isTheSameOnceRewritten(head);
        }
        ResponseHead trailers = trailersOf(input);
        if (trailers != null) {
            isTheSameOnceRewritten(trailers);
        }
    }

    private static @Nullable ResponseHead headOf(byte[] bytes) {
        try {
            HeadScanner scanner = new HeadScanner(MAX_LINE, MAX_FIELDS);
            int end = scanner.scan(bytes, bytes.length);
            return end < 0 ? null : ResponseHead.read(bytes, scanner.start(), end);
        } catch (MalformedHeadException e) {
            return null;
        }
    }

    private static @Nullable ResponseHead trailersOf(byte[] bytes) {
        try {
            return ResponseHead.readTrailers(bytes, 0, bytes.length);
        } catch (MalformedHeadException e) {
            return null;
        }
    }

    private static void isTheSameOnceRewritten(ResponseHead head) throws MalformedHeadException {
        assertThat(head.isFramed() && head.isChunked() && head.length() >= 0).isFalse();
        List<String> passing = Fields.lines(head::writeEndToEnd);
        assertThat(head.hasEndToEnd()).isEqualTo(!passing.isEmpty());
        assertThat(passing).noneMatch(OF_THE_HOP);
        List<String> uncached = Fields.lines(head::writeEndToEndUncached);
        assertThat(passing).containsAll(uncached);
        assertThat(uncached).noneMatch(CACHING);

        HeadWriter out = new HeadWriter();
        if (head.status() == 0) {
            out.statusLine(200, "");
        } else {
            head.writeStatusLine(out);
        }
        head.writeEndToEnd(out);
        out.field("Via", head.via() + ", 1.1 nonstick");
        byte[] written = out.end().copy();
        HeadScanner scanner = new HeadScanner(MAX_LINE, 2 * MAX_FIELDS);
        assertThat(scanner.scan(written, written.length)).isEqualTo(written.length);
        ResponseHead again = ResponseHead.read(written, 0, written.length);
        assertThat(again.status()).isEqualTo(head.status() == 0 ? 200 : head.status());
        assertThat(again.isHttp10()).isFalse();
        assertThat(Fields.lines(again::writeEndToEnd)).isEqualTo(passing);
    }
}
