package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseHeadTest {

    @Test
    void fieldsThatPassKeepOrderAndSpelling() {
        assertThat(
                        Fields.lines(
                                Fields.response(
                                                "Date: d",
                                                "Set-Cookie: a=1",
                                                "Content-Length: 5",
                                                "set-cookie: b=2",
                                                "ETag: e",
                                                "X-Request-Id: r",
                                                "Sec-WebSocket-Accept: s")
                                        ::writeEndToEnd))
                .containsExactly(
                        "Date: d",
                        "Set-Cookie: a=1",
                        "set-cookie: b=2",
                        "ETag: e",
                        "X-Request-Id: r",
                        "Sec-WebSocket-Accept: s");
    }

    @Test
    void hopByHopFieldsGo() {
        ResponseHead head =
                Fields.response(
                        "Connection: keep-alive",
                        "Keep-Alive: timeout=5",
                        "Proxy-Connection: x",
                        "Proxy-Authenticate: x",
                        "Transfer-Encoding: chunked",
                        "Upgrade: h2c",
                        "TE: x",
                        "Trailer: x",
                        "Via: 1.0 p",
                        "Server: s");
        assertThat(Fields.lines(head::writeEndToEnd)).containsExactly("Server: s");
    }

    @Test
    void fieldsNominatedByConnectionGoInAnyCaseAndBeforeOrAfter() {
        ResponseHead head =
                Fields.response(
                        "X-Early: 1",
                        "connection: x-early, CLOSE ,X-LATE",
                        "x-late: 2",
                        "Connection: x-third",
                        "X-Third: 3",
                        "X-Stays: 4");
        assertThat(Fields.lines(head::writeEndToEnd)).containsExactly("X-Stays: 4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Offload-State",
                "Offload_State",
                "OFFLOAD-STATE",
                "offload.state",
                "Offload-Update",
                "offload-control",
                "Offload_Update",
                "Offload-Session",
                "Offload-Auth",
                "Offload-Later"
            })
    void nothingOfOursGoesToAClient(String name) {
        assertThat(Fields.lines(Fields.response(name + ": x", "Server: s")::writeEndToEnd))
                .containsExactly("Server: s");
    }

    @Test
    void updateAndControlLinesAreJoinedInOrder() {
        ResponseHead head =
                Fields.response(
                        "Offload-Update: \"a\";del",
                        "Offload-Control: rotate",
                        "OFFLOAD-UPDATE: \"b\";del",
                        "offload-control: destroy",
                        "offload-update: \"c\";del");
        assertThat(head.update()).isEqualTo("\"a\";del, \"b\";del, \"c\";del");
        assertThat(head.control()).isEqualTo("rotate, destroy");
    }

    @Test
    void onlyTheExactNamesAskForSomething() {
        ResponseHead head =
                Fields.response("Offload_Update: x", "Offload.Control: x", "Offload-Updates: x");
        assertThat(head.update()).isNull();
        assertThat(head.control()).isNull();
    }

    @Test
    void anUpdateCannotBeNominatedAway() {
        ResponseHead head =
                Fields.response(
                        "Connection: offload-update, content-length",
                        "Offload-Update: \"a\";del",
                        "Content-Length: 5");
        assertThat(head.update()).isEqualTo("\"a\";del");
        assertThat(head.contentLength()).isEqualTo("5");
    }

    @Test
    void severalLengthsAreNoFraming() {
        assertThat(Fields.response().isFramed()).isTrue();
        assertThat(Fields.response("Content-Length: 5").isFramed()).isTrue();
        assertThat(Fields.response("Content-Length: 5", "content-length: 5").isFramed()).isFalse();
    }

    @Test
    void closeIsSeenAmongOtherOptions() {
        assertThat(Fields.response("Connection: close").connectionClose()).isTrue();
        assertThat(Fields.response("Connection: x, Close").connectionClose()).isTrue();
        assertThat(Fields.response("Connection: x", "connection: CLOSE").connectionClose())
                .isTrue();
        assertThat(Fields.response("Connection: keep-alive").connectionClose()).isFalse();
        assertThat(Fields.response("Connection: closed").connectionClose()).isFalse();
        assertThat(Fields.response().connectionClose()).isFalse();
    }

    @Test
    void viaLinesAreJoined() {
        assertThat(Fields.response("Via: 1.0 a", "via: 1.1 b").via()).isEqualTo("1.0 a, 1.1 b");
        assertThat(Fields.response().via()).isNull();
    }

    @Test
    void theBackendsCachingRuleIsSeen() {
        assertThat(Fields.response("cache-CONTROL: public").hasCacheControl()).isTrue();
        assertThat(Fields.response("Expires: 0", "CDN-Cache-Control: x").hasCacheControl())
                .isFalse();
    }

    @Test
    void aCachingRuleThatDoesNotPassIsNone() {
        ResponseHead head = Fields.response("Connection: cache-control", "Cache-Control: private");
        assertThat(Fields.lines(head::writeEndToEnd)).isEmpty();
        assertThat(head.hasEndToEnd()).isFalse();
        assertThat(head.hasCacheControl()).isFalse();
    }

    @Test
    void theStatusLineIsWrittenInOurVersionWithItsReason() {
        assertThat(statusLine("HTTP/1.1 200 OK")).isEqualTo("HTTP/1.1 200 OK\r\n");
        assertThat(statusLine("HTTP/1.0 404 Not \tFound"))
                .isEqualTo("HTTP/1.1 404 Not \tFound\r\n");
        assertThat(statusLine("HTTP/1.1 299 ")).isEqualTo("HTTP/1.1 299 \r\n");
        assertThat(statusLine("HTTP/1.1 299")).isEqualTo("HTTP/1.1 299 \r\n");
        assertThat(statusLine("HTTP/1.0 999")).isEqualTo("HTTP/1.1 999 \r\n");
        assertThat(Fields.responseWith("HTTP/1.0 100 x").status()).isEqualTo(100);
        assertThat(Fields.responseWith("HTTP/1.0 100 x").isHttp10()).isTrue();
        assertThat(Fields.response().status()).isEqualTo(200);
        assertThat(Fields.response().isHttp10()).isFalse();
    }

    private static String statusLine(String line) {
        return Fields.text(Fields.responseWith(line)::writeStatusLine);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5, 5",
                "Content-Length: -1",
                "Content-Length: +1",
                "Content-Length: 0x1",
                "Content-Length:",
                "Content-Length: 1 2",
                "Content-Length: 1234567890123456789",
                "Content-Length: 5|Transfer-Encoding: chunked",
                "Transfer-Encoding: chunked|Content-Length: x",
                "Transfer-Encoding: gzip",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked|Transfer-Encoding: chunked",
                "Transfer-Encoding: gzip|Transfer-Encoding: chunked",
                "Transfer-Encoding:",
                "Transfer-Encoding: identity"
            })
    void whatCouldBeReadInTwoWaysIsNoFraming(String lines) {
        assertThat(Fields.response(lines.split("\\|", -1)).isFramed()).isFalse();
    }

    @Test
    void itsFramingIsALengthOrChunksOrTheEnd() {
        assertThat(Fields.response().length()).isEqualTo(-1);
        assertThat(Fields.response("Content-Length: 0").length()).isZero();
        assertThat(Fields.response("content-length:  07 ").length()).isEqualTo(7);
        ResponseHead chunked = Fields.response("Transfer-Encoding: Chunked");
        assertThat(chunked.isFramed()).isTrue();
        assertThat(chunked.isChunked()).isTrue();
        assertThat(chunked.length()).isEqualTo(-1);
        assertThat(Fields.responseWith("HTTP/1.0 200 OK", "Transfer-Encoding: chunked").isFramed())
                .isFalse();
        assertThat(Fields.responseWith("HTTP/1.0 200 OK", "Content-Length: 1").isFramed()).isTrue();
    }

    @Test
    void theConnectionStaysOpenAsTheVersionAndTheBackendSay() {
        assertThat(Fields.response().keepAlive()).isTrue();
        assertThat(Fields.response("Connection: x, close").keepAlive()).isFalse();
        assertThat(Fields.responseWith("HTTP/1.0 200 OK").keepAlive()).isFalse();
        assertThat(Fields.responseWith("HTTP/1.0 200 OK", "Connection: keep-alive").keepAlive())
                .isTrue();
    }

    @Test
    void setCookieLinesAreReadOneByOneAndCanBeLeftOut() throws MalformedHeadException {
        ResponseHead head =
                Fields.response(
                        "Set-Cookie: a=1, 2; Path=/",
                        "Server: s",
                        "SET-COOKIE: b=3",
                        "Cache-Control: public",
                        "Cache-Control: max-age=1",
                        "Expires: 0");
        assertThat(head.hasSetCookie()).isTrue();
        assertThat(head.setCookies()).containsExactly("a=1, 2; Path=/", "b=3");
        assertThat(head.privateCacheControl()).isEqualTo("private, max-age=1");
        assertThat(Fields.lines(head::writeEndToEnd)).hasSize(6);
        assertThat(Fields.lines(head::writeWithoutCookies))
                .containsExactly(
                        "Server: s",
                        "Cache-Control: public",
                        "Cache-Control: max-age=1",
                        "Expires: 0");
        assertThat(Fields.lines(head::writeUncachedWithoutCookies)).containsExactly("Server: s");
        assertThat(Fields.lines(head::writeEndToEndUncached)).hasSize(3);
    }

    @Test
    void noSetCookieIsNone() throws MalformedHeadException {
        ResponseHead head = Fields.response("Server: s", "Connection: set-cookie", "Set-Cookie: a");
        assertThat(head.hasSetCookie()).isFalse();
        assertThat(head.setCookies()).isEmpty();
        assertThat(head.privateCacheControl()).isEqualTo("private");
    }

    @Test
    void noRuleForCachesIsLeftWhereNothingMayBeKept() {
        ResponseHead head =
                Fields.response(
                        "A: 1",
                        "Cache-Control: public",
                        "expires: 0",
                        "B: 2",
                        "CDN-Cache-Control: x",
                        "Surrogate-Control: y",
                        "ETag: e");
        assertThat(Fields.lines(head::writeEndToEndUncached))
                .containsExactly("A: 1", "B: 2", "ETag: e");
        assertThat(Fields.lines(head::writeEndToEnd)).hasSize(7);
    }

    @Test
    void anUpgradeNeedsStatusAndBothFields() {
        String line = "HTTP/1.1 101 Switching Protocols";
        String[] both = {"Connection: x, Upgrade", "Upgrade: WebSocket"};
        assertThat(Fields.responseWith(line, both).isUpgradeToWebSocket()).isTrue();
        assertThat(Fields.response(both).isUpgradeToWebSocket()).isFalse();
        assertThat(Fields.responseWith(line, both[0]).isUpgradeToWebSocket()).isFalse();
        assertThat(Fields.responseWith(line, both[1]).isUpgradeToWebSocket()).isFalse();
        assertThat(Fields.responseWith(line, both[0], "Upgrade: h2c").isUpgradeToWebSocket())
                .isFalse();
    }

    @Test
    void whatTheBackendSaysOfItsWebSocketIsSeen() {
        ResponseHead head =
                Fields.response(
                        "Sec-WebSocket-Accept: s",
                        "sec-websocket-protocol: p",
                        "Sec-WebSocket-Extensions: a",
                        "Sec-WebSocket-Extensions: b");
        assertThat(head.webSocketAccept()).isEqualTo("s");
        assertThat(head.webSocketProtocol()).isEqualTo("p");
        assertThat(head.webSocketExtensions()).isEqualTo("a, b");
        assertThat(Fields.response().webSocketAccept()).isNull();
    }

    @Test
    void ofTrailersOnlyThoseThatPassAreWritten() throws MalformedHeadException {
        byte[] lines = Fields.head("X: a", "Content-Length: 5", "Offload-State: s", "Y: b");
        ResponseHead trailers = ResponseHead.readTrailers(lines, 0, lines.length);
        assertThat(trailers.hasEndToEnd()).isTrue();
        assertThat(Fields.lines(trailers::writeEndToEnd)).containsExactly("X: a", "Y: b");
        byte[] none = Fields.head("Content-Length: 5");
        assertThat(ResponseHead.readTrailers(none, 0, none.length).hasEndToEnd()).isFalse();
    }
}
