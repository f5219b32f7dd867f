package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What passes the gate is read again, once rewritten, as the same one request. */
class RequestHeadFuzz {
    private static final int MAX_LINE = 4096;
    private static final int MAX_FIELDS = 65_536;

    /** In any case, none of these may pass as it came: they are about the hop, or are ours. */
    private static final Predicate<String> OF_THE_HOP =
            Pattern.compile(
                            "(?i)(host|content-length|transfer-encoding|te|trailer|connection"
                                    + "|keep-alive|proxy(-connection|-authenticate|-authorization)?"
                                    + "|upgrade|sec-websocket-[^:]*|expect|cookie|via|x-request-id"
                                    + "|forwarded|x[^a-z0-9]forwarded[^a-z0-9:][^:]*"
                                    + "|offload[^a-z0-9:][^:]*):.*")
                    .asMatchPredicate();

    @FuzzTest
    void read(byte[] input) throws MalformedHeadException {
        RequestHead head;
        try {
            HeadScanner scanner = new HeadScanner(MAX_LINE, MAX_FIELDS);
            int end = scanner.scan(input, input.length);
            if (end < 0) {
                return;
            }
            head = RequestHead.read(input, scanner.start(), end);
        } catch (MalformedHeadException e) {
            return;
        }
        if (RequestGate.check(head) == null) {
            isTheSameOnceRewritten(head);
        }
    }

    private static void isTheSameOnceRewritten(RequestHead head) throws MalformedHeadException {
        byte[] written = written(head);
        HeadScanner scanner = new HeadScanner(2 * MAX_LINE, 2 * MAX_FIELDS);
        assertThat(scanner.scan(written, written.length)).isEqualTo(written.length);
        assertThat(scanner.start()).isZero();
        RequestHead again = RequestHead.read(written, 0, written.length);
        assertThat(RequestGate.check(again)).isNull();
        assertThat(again.method()).isEqualTo(head.method());
        assertThat(again.target()).isEqualTo(RequestTarget.originForm(head.target()));
        assertThat(again.host()).isEqualTo(head.authority());
        assertThat(again.isChunked()).isEqualTo(head.isChunked());
        assertThat(again.length()).isEqualTo(head.length());
        assertThat(again.hasBody()).isEqualTo(head.hasBody());
        assertThat(again.isWebSocket()).isEqualTo(head.isWebSocket());
        assertThat(again.expect()).isEqualTo(head.expect());
        assertThat(again.teTrailers()).isEqualTo(head.teTrailers());
        assertThat(again.cookies()).isEqualTo(head.cookies());
        List<String> passing = Fields.lines(head::writeEndToEnd);
        assertThat(Fields.lines(again::writeEndToEnd)).isEqualTo(passing);
        assertThat(passing).noneMatch(OF_THE_HOP);
    }

    /** As the proxy writes it for a backend, with a client that it trusts. */
    private static byte[] written(RequestHead head) {
        HeadWriter out =
                new HeadWriter()
                        .requestLine(head.method(), RequestTarget.originForm(head.target()))
                        .field("Host", head.authority());
        head.writeEndToEnd(out);
        head.cookies().forEach(cookies -> out.field("Cookie", cookies));
        if (head.expect() != null) {
            out.field("Expect", head.expect());
        }
        if (head.teTrailers()) {
            out.field("TE", "trailers");
        }
        if (head.contentLength() != null) {
            out.field("Content-Length", head.contentLength());
        } else if (head.isChunked()) {
            out.field("Transfer-Encoding", "chunked");
        }
        if (head.isWebSocket()) {
            out.field("Connection", "Upgrade").field("Upgrade", "websocket");
            head.writeWebSocket(out);
        }
        Forwarding.of("192.0.2.7", "http", head.authority()).write(head, true, out);
        out.field("Via", head.via() + ", 1.1 nonstick");
        out.field("X-Request-Id", String.valueOf(head.requestId()));
        return out.end().copy();
    }
}
