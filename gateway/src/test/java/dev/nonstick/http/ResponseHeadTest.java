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
                                        .endToEnd()))
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
        assertThat(Fields.lines(head.endToEnd())).containsExactly("Server: s");
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
        assertThat(Fields.lines(head.endToEnd())).containsExactly("X-Stays: 4");
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
        assertThat(Fields.lines(Fields.response(name + ": x", "Server: s").endToEnd()))
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
        assertThat(head.endToEnd()).isEmpty();
        assertThat(head.hasCacheControl()).isFalse();
    }
}
