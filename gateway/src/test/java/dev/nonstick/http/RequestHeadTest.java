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
        assertThat(Fields.lines(head.endToEnd()))
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
        assertThat(Fields.lines(head.endToEnd())).containsExactly("Accept: x");
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
        assertThat(Fields.lines(head.endToEnd())).containsExactly("X-Stays: 3");
    }

    @Test
    void aNominationWithoutAFieldOfTheNameIsHarmless() {
        assertThat(Fields.lines(get("Connection: x-none, ,,", "Accept: x").endToEnd()))
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
        assertThat(head.hosts).isEqualTo(1);
        assertThat(head.contentLength()).isEqualTo("5");
        assertThat(head.cookies()).containsExactly("sid=1");
        assertThat(head.transferEncodings).isEqualTo(1);
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
        assertThat(Fields.lines(head.endToEnd())).containsExactly("Accept: x");
        assertThat(head.forwarding()).isEmpty();
        assertThat(head.webSocket()).isEmpty();
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
        assertThat(head.hosts).isEqualTo(2);
        assertThat(head.contentLengths).isEqualTo(2);
        assertThat(head.transferEncodings).isEqualTo(2);
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
        assertThat(Fields.lines(head.endToEnd())).containsExactly("Accept: x");
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
        assertThat(Fields.lines(head.webSocket()))
                .containsExactly("Sec-WebSocket-Key: k", "sec-websocket-protocol: p");
        assertThat(head.endToEnd()).isEmpty();
    }

    @Test
    void methodTargetAndVersionStayAsTheyCame() {
        RequestHead head = Fields.request10("pOst", "http://a/%2e?b");
        assertThat(head.method()).isEqualTo("pOst");
        assertThat(head.target()).isEqualTo("http://a/%2e?b");
        assertThat(head.isHttp10()).isTrue();
    }
}
