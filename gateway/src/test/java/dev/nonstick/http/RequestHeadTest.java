package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadTest {

    private static RequestHead get(String... lines) {
        return Fields.request("GET", "/", lines);
    }

    @Test
    void fieldsThatPassKeepOrderAndSpelling() {
        RequestHead head =
                get(
                        "Host: a",
                        "aCCept: x",
                        "X-A: 1",
                        "Cookie: c",
                        "X-A: 2",
                        "Via: 1.0 p",
                        "Range: r");
        assertThat(Fields.lines(head::writeEndToEnd))
                .containsExactly("aCCept: x", "X-A: 1", "X-A: 2", "Range: r");
    }

    @Test
    void hopByHopFieldsGo() {
        RequestHead head =
                get(
                        "Connection: keep-alive",
                        "Keep-Alive: timeout=5",
                        "Proxy-Connection: keep-alive",
                        "Proxy-Authorization: Basic x",
                        "Proxy-Authenticate: x",
                        "Trailer: x",
                        "Transfer-Encoding: chunked",
                        "Upgrade: h2c",
                        "TE: gzip",
                        "Accept: x");
        assertThat(Fields.lines(head::writeEndToEnd)).containsExactly("Accept: x");
    }

    @Test
    void fieldsNominatedByConnectionGoInAnyCaseAndBeforeOrAfter() {
        RequestHead head =
                get(
                        "X-Early: 1",
                        "connection: x-early, CLOSE ,X-LATE",
                        "x-late: 2",
                        "Connection: HTTP2-Settings",
                        "HTTP2-Settings: x",
                        "X-Stays: 3");
        assertThat(Fields.lines(head::writeEndToEnd)).containsExactly("X-Stays: 3");
    }

    @Test
    void aNominationWithoutAFieldOfTheNameIsHarmless() {
        assertThat(Fields.lines(get("Connection: x-none, ,,", "Accept: x")::writeEndToEnd))
                .containsExactly("Accept: x");
    }

    @Test
    void whatTheGateMustSeeCannotBeNominatedAway() {
        RequestHead head =
                Fields.request(
                        "POST",
                        "/",
                        "Connection: host, content-length, cookie, transfer-encoding, expect, via",
                        "Connection: Forwarded, X-Forwarded-For, X-Request-Id, TE",
                        "Host: a",
                        "Content-Length: 5",
                        "Cookie: sid=1",
                        "Transfer-Encoding: chunked",
                        "Expect: 100-continue",
                        "Via: 1.0 p",
                        "X-Forwarded-For: 192.0.2.1",
                        "X-Request-Id: r",
                        "TE: trailers");
        assertThat(head.host()).isEqualTo("a");
        assertThat(head.count(FieldName.HOST)).isEqualTo(1);
        assertThat(head.contentLength()).isEqualTo("5");
        assertThat(head.cookies()).containsExactly("sid=1");
        assertThat(head.count(FieldName.TRANSFER_ENCODING)).isEqualTo(1);
        assertThat(head.expect()).isEqualTo("100-continue");
        assertThat(head.via()).isEqualTo("1.0 p");
        assertThat(head.requestId()).isEqualTo("r");
        assertThat(head.teTrailers()).isTrue();
        assertThat(Fields.lines(head.forwarding())).containsExactly("X-Forwarded-For: 192.0.2.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Offload-State",
                "Offload_State",
                "OFFLOAD-STATE",
                "offload.state",
                "Offload-Auth",
                "Offload-Session",
                "Offload-Update"
            })
    void nothingOfOursComesFromAClient(String name) {
        RequestHead head = get(name + ": x", "Accept: x");
        assertThat(Fields.lines(head::writeEndToEnd)).containsExactly("Accept: x");
        assertThat(head.forwarding()).isEmpty();
        assertThat(Fields.lines(head::writeWebSocket)).isEmpty();
    }

    @Test
    void severalCookieLinesStaySeveral() {
        RequestHead head =
                get("Cookie: a=1; sid=x", "cookie: sid=y", "COOKIE: b=2", "Cookie: sid=z");
        assertThat(head.cookies()).containsExactly("a=1; sid=x", "sid=y", "b=2", "sid=z");
        assertThat(head.cookiesNamed("sid", 20)).containsExactly("x", "y", "z");
        assertThat(head.cookiesNamed("sid", 2)).containsExactly("x", "y");
        assertThat(head.cookiesNamed("b", 20)).containsExactly("2");
        assertThat(head.cookiesNamed("none", 20)).isEmpty();
        assertThat(get().cookiesNamed("sid", 20)).isEmpty();
    }

    @Test
    void repeatedFieldsAreCounted() {
        RequestHead head =
                get(
                        "Host: a",
                        "HOST: b",
                        "Content-Length: 1",
                        "content-length: 2",
                        "Transfer-Encoding: a",
                        "transfer-encoding: b");
        assertThat(head.count(FieldName.HOST)).isEqualTo(2);
        assertThat(head.count(FieldName.CONTENT_LENGTH)).isEqualTo(2);
        assertThat(head.count(FieldName.TRANSFER_ENCODING)).isEqualTo(2);
    }

    @Test
    void viaLinesAreJoined() {
        assertThat(get("Via: 1.0 a", "via: 1.1 b").via()).isEqualTo("1.0 a, 1.1 b");
        assertThat(get().via()).isNull();
    }

    @Test
    void forwardingFieldsAreKeptApart() {
        RequestHead head =
                get(
                        "Forwarded: for=a",
                        "X-Forwarded-For: b",
                        "X-Forwarded-Prefix: /c",
                        "Accept: x");
        assertThat(Fields.lines(head.forwarding()))
                .containsExactly(
                        "Forwarded: for=a", "X-Forwarded-For: b", "X-Forwarded-Prefix: /c");
        assertThat(Fields.lines(head::writeEndToEnd)).containsExactly("Accept: x");
    }

    @Test
    void teKeepsOnlyTrailers() {
        assertThat(get("TE: trailers").teTrailers()).isTrue();
        assertThat(get("TE: gzip;q=0.5, Trailers").teTrailers()).isTrue();
        assertThat(get("te: gzip", "te: trailers").teTrailers()).isTrue();
        assertThat(get("TE: gzip").teTrailers()).isFalse();
        assertThat(get().teTrailers()).isFalse();
    }

    @Test
    void aBodyIsAnnouncedByLengthOrCoding() {
        assertThat(get("Content-Length: 5").hasBody()).isTrue();
        assertThat(get("Transfer-Encoding: chunked").hasBody()).isTrue();
        assertThat(get("Content-Length: 0").hasBody()).isFalse();
        assertThat(get().hasBody()).isFalse();
    }

    @Test
    void aWebSocketHandshakeIsRecognised() {
        assertThat(get("Connection: Upgrade", "Upgrade: websocket").isWebSocket()).isTrue();
        assertThat(get("Connection: keep-alive, upgrade", "Upgrade: WebSocket").isWebSocket())
                .isTrue();
        assertThat(get("Upgrade: websocket").isWebSocket()).isFalse();
        assertThat(get("Connection: upgrade").isWebSocket()).isFalse();
        assertThat(get("Connection: upgrade", "Upgrade: h2c").isWebSocket()).isFalse();
        String[] handshake = {"Connection: Upgrade", "Upgrade: websocket"};
        assertThat(Fields.request("POST", "/", handshake).isWebSocket()).isFalse();
        assertThat(Fields.request10("GET", "/", handshake).isWebSocket()).isFalse();
    }

    @Test
    void itsFieldsAreKeptApartAndCanBeNominated() {
        RequestHead head =
                get(
                        "Connection: Upgrade, Sec-WebSocket-Extensions",
                        "Sec-WebSocket-Key: k",
                        "Sec-WebSocket-Extensions: e",
                        "sec-websocket-protocol: p");
        assertThat(Fields.lines(head::writeWebSocket))
                .containsExactly("Sec-WebSocket-Key: k", "sec-websocket-protocol: p");
        assertThat(Fields.lines(head::writeEndToEnd)).isEmpty();
    }

    @Test
    void methodTargetAndVersionStayAsTheyCame() {
        RequestHead head = Fields.request10("pOst", "http://a/%2e?b");
        assertThat(head.method()).isEqualTo("pOst");
        assertThat(head.target()).isEqualTo("http://a/%2e?b");
        assertThat(head.isHttp10()).isTrue();
    }

    @Test
    void valuesAreTrimmedAndNothingElseChanges() {
        RequestHead head =
                get(
                        "A: 1",
                        "B:2",
                        "Host: a",
                        "C: \t 3 4\t ",
                        "D:",
                        "E:\t5",
                        "F: 6",
                        "Cookie: c",
                        "G: \u00e4");
        assertThat(Fields.text(head::writeEndToEnd))
                .isEqualTo("A: 1\r\nB:2\r\nC: 3 4\r\nD:\r\nE: 5\r\nF: 6\r\nG: \u00c3\u00a4\r\n");
    }

    @Test
    void manyLinesAreRead() {
        String[] lines = new String[500];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "X-" + i + ": " + "v".repeat(i % 40);
        }
        assertThat(Fields.lines(get(lines)::writeEndToEnd)).containsExactly(lines);
    }

    @Test
    void itsFramingIsALengthOrChunks() {
        assertThat(get().length()).isZero();
        assertThat(get().isChunked()).isFalse();
        assertThat(get("Content-Length: \t003 ").length()).isEqualTo(3);
        assertThat(get("Content-Length: 123456789012345678").length())
                .isEqualTo(123_456_789_012_345_678L);
        assertThat(get("Transfer-Encoding: cHunKed").isChunked()).isTrue();
        assertThat(get("Transfer-Encoding: gzip, chunked").isChunked()).isFalse();
        assertThat(get("Transfer-Encoding: chunked").transferEncoding()).isEqualTo("chunked");
    }

    @Test
    void theConnectionStaysOpenAsTheVersionAndTheClientSay() {
        assertThat(get().keepAlive()).isTrue();
        assertThat(get("Connection: keep-alive").keepAlive()).isTrue();
        assertThat(get("Connection: Close").keepAlive()).isFalse();
        assertThat(get("Connection: x", "Connection: a, close").keepAlive()).isFalse();
        assertThat(Fields.request10("GET", "/").keepAlive()).isFalse();
        assertThat(Fields.request10("GET", "/", "Connection: Keep-Alive").keepAlive()).isTrue();
        assertThat(Fields.request10("GET", "/", "Connection: keep-alive, close").keepAlive())
                .isFalse();
    }

    @Test
    void aWebSocketFieldIsOneOrNone() {
        RequestHead head =
                get(
                        "Sec-WebSocket-Key:  k ",
                        "sec-websocket-protocol: p",
                        "Sec-WebSocket-Protocol: q",
                        "Sec-WebSocket-Extensions: e");
        assertThat(head.webSocket("Sec-WebSocket-Key")).isEqualTo("k");
        assertThat(head.webSocket("Sec-WebSocket-Protocol")).isNull();
        assertThat(head.webSocket("Sec-WebSocket-Version")).isNull();
        assertThat(Fields.lines(head::writeWebSocket))
                .containsExactly(
                        "Sec-WebSocket-Key: k",
                        "sec-websocket-protocol: p",
                        "Sec-WebSocket-Protocol: q");
    }

    @Test
    void noneIsEmptyAndCloses() {
        RequestHead none = RequestHead.none();
        assertThat(none.method()).isEmpty();
        assertThat(none.target()).isEmpty();
        assertThat(none.host()).isNull();
        assertThat(none.authority()).isEmpty();
        assertThat(none.cookies()).isEmpty();
        assertThat(none.forwarding()).isEmpty();
        assertThat(none.hasBody()).isFalse();
        assertThat(none.keepAlive()).isFalse();
        assertThat(Fields.text(none::writeEndToEnd)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET",
                "POST",
                "HEAD",
                "PUT",
                "DELETE",
                "OPTIONS",
                "PATCH",
                "CONNECT",
                "TRACE",
                "BREW",
                "get",
                "GETS",
                "GE",
                "M-SEARCH"
            })
    void everyMethodIsItself(String method) {
        assertThat(Fields.request(method, "/").method()).isEqualTo(method);
    }
}
