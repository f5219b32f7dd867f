package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.nonstick.http.MalformedHeadException.Kind;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no head may look like, and what it may, byte by byte. */
class MalformedHeadTest {

    private static void readRequest(String head) throws MalformedHeadException {
        byte[] bytes = Fields.latin1(head);
        RequestHead.read(bytes, 0, bytes.length);
    }

    private static void readResponse(String head) throws MalformedHeadException {
        byte[] bytes = Fields.latin1(head);
        ResponseHead.read(bytes, 0, bytes.length);
    }

    private static void readTrailers(String lines) throws MalformedHeadException {
        byte[] bytes = Fields.latin1(lines);
        ResponseHead.readTrailers(bytes, 0, bytes.length);
    }

    private static void refused(Kind kind, ThrowingCallable reading) {
        assertThatExceptionOfType(MalformedHeadException.class)
                .isThrownBy(reading)
                .returns(kind, MalformedHeadException::kind)
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: a\r\n b",
                "X: a\r\n\tb",
                "X: a\r\n ",
                " X: a",
                "\tX: a",
                "X:\r\n a",
                "X: a\nY: b",
                "X: a\rb",
                "X: a\r",
                "\rX: a",
                "X\rY: a",
                "X:\r a",
                "X: a\r\n\n",
                "X: a\r\n\r",
                "X: a\0b",
                "X\0Y: a",
                "X: a\u0001b",
                "X: a\u001fb",
                "X: \u000ba",
                "X: a\u007fb",
                "X: a\u007f",
                "X: a234567890123456789\u007f01234567",
                "X: a\t34567890123456789\t\u000201234567",
                "X : a",
                "X\t: a",
                "X",
                "X a",
                ": a",
                ":",
                "X Y: a",
                "X(: a",
                "X/Y: a",
                "X@: a",
                "X[: a",
                "X{: a",
                "\"X\": a",
                "X,Y: a",
                "X\u00e4: a",
                "X\u007f: a"
            })
    void aFieldLineIsRefusedInEveryHead(String line) {
        refused(Kind.SYNTAX, () -> readRequest("GET / HTTP/1.1\r\n" + line + "\r\n\r\n"));
        refused(Kind.SYNTAX, () -> readRequest("GET / HTTP/1.1\r\nA: b\r\n" + line + "\r\n\r\n"));
        refused(Kind.SYNTAX, () -> readResponse("HTTP/1.1 200 OK\r\n" + line + "\r\n\r\n"));
        refused(Kind.SYNTAX, () -> readTrailers(line + "\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: a",
                "X:a",
                "X:",
                "X: ",
                "X: \t ",
                "X: a\tb",
                "X: a\t\t\t\t\t\t\t\t\t\tb",
                "X: \u0080\u00e4\u00ff",
                "X: a:b",
                "!#$%&'*+-.^_`|~9: a",
                "X: !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
            })
    void aFieldLinePassesInEveryHead(String line) {
        assertThatCode(
                        () -> {
                            readRequest("GET / HTTP/1.1\r\n" + line + "\r\n\r\n");
                            readResponse("HTTP/1.1 200 OK\r\n" + line + "\r\n\r\n");
                            readTrailers(line + "\r\n\r\n");
                        })
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "GET",
                "GET ",
                "GET /",
                "GET / ",
                "GET\t/ HTTP/1.1",
                "GET /\tHTTP/1.1",
                "GET /\u000bHTTP/1.1",
                "GET\r/ HTTP/1.1",
                "GET /\rHTTP/1.1",
                "GET /\nHTTP/1.1",
                "GET /a\rb HTTP/1.1",
                "GET  / HTTP/1.1",
                "GET /  HTTP/1.1",
                "GET / HTTP/1.1 ",
                "GET / HTTP/1.1\r",
                "GET / HTTP/1.1\n",
                " GET / HTTP/1.1",
                "\0GET / HTTP/1.1",
                "GET /a b HTTP/1.1",
                "GET HTTP/1.1",
                "GET  HTTP/1.1",
                "GET / http/1.1",
                "GET / HTTP/1.10",
                "GET / HTTP/11.1",
                "GET / HTTP/1",
                "GET / HTTP/1.",
                "GET / HTTP/.1",
                "GET / HTTP 1.1",
                "GET / HTTP/1,1",
                "GET / HTTP/a.1",
                "GET / HTTP/1.a",
                "GET / HTTPS/1.1",
                "GET / XTTP/1.1",
                "GET / HTTP/1.1a",
                "G(ET / HTTP/1.1",
                "G\u00c4T / HTTP/1.1",
                "G:T / HTTP/1.1"
            })
    void aRequestLineIsRefused(String line) {
        refused(Kind.SYNTAX, () -> readRequest(line + "\r\nHost: a\r\n\r\n"));
        refused(Kind.SYNTAX, () -> readRequest(line + "\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.2",
                "GET / HTTP/2.0",
                "GET / HTTP/2.1",
                "GET / HTTP/0.9",
                "GET / HTTP/9.9",
                "PRI * HTTP/2.0"
            })
    void anotherVersionIsNamedSo(String line) {
        refused(Kind.VERSION, () -> readRequest(line + "\r\nHost: a\r\n\r\n"));
        refused(Kind.VERSION, () -> readRequest(line + "\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1",
                "HTTP/1.1 ",
                "HTTP/1.1 2",
                "HTTP/1.1 20",
                "HTTP/1.1 20 OK",
                "HTTP/1.1 2000",
                "HTTP/1.1 2000 OK",
                "HTTP/1.1 099 OK",
                "HTTP/1.1 000 OK",
                "HTTP/1.1 -20 OK",
                "HTTP/1.1 +20 OK",
                "HTTP/1.1 2x0 OK",
                "HTTP/1.1  200 OK",
                "HTTP/1.1\t200 OK",
                "HTTP/1.1 200\tOK",
                "HTTP/1.1 200 O\rK",
                "HTTP/1.1 200 O\0K",
                "HTTP/1.1 200 O\u0001K",
                "HTTP/1.1 200 OK\n",
                "HTTP/1.1 200\r",
                "http/1.1 200 OK",
                "HTTP/1.1200 OK",
                "ICY 200 OK",
                " HTTP/1.1 200 OK",
                "\r\nHTTP/1.1 200 OK"
            })
    void aStatusLineIsRefused(String line) {
        refused(Kind.SYNTAX, () -> readResponse(line + "\r\nX: a\r\n\r\n"));
        refused(Kind.SYNTAX, () -> readResponse(line + "\r\n\r\n"));
    }

    @Test
    void aResponseOfAnotherVersionIsNamedSo() {
        refused(Kind.VERSION, () -> readResponse("HTTP/2.0 200 OK\r\n\r\n"));
        refused(Kind.VERSION, () -> readResponse("HTTP/1.2 200 OK\r\n\r\n"));
    }

    @Test
    void theEmptyLineMustBeThereAndBeTheEnd() {
        refused(Kind.SYNTAX, () -> readRequest("GET / HTTP/1.1\r\n"));
        refused(Kind.SYNTAX, () -> readRequest("GET / HTTP/1.1\r\nX: a\r\n"));
        refused(Kind.SYNTAX, () -> readRequest("GET / HTTP/1.1\r\n\r\nX: a\r\n\r\n"));
        refused(Kind.SYNTAX, () -> readRequest("GET / HTTP/1.1\r\n\r\n\r\n"));
        refused(Kind.SYNTAX, () -> readResponse("HTTP/1.1 200 OK\r\n"));
        refused(Kind.SYNTAX, () -> readResponse("HTTP/1.1 200 OK\r\n\r\n\r\n"));
        refused(Kind.SYNTAX, () -> readTrailers("X: a\r\n"));
        refused(Kind.SYNTAX, () -> readTrailers(""));
        refused(Kind.SYNTAX, () -> readTrailers("\n"));
    }

    /** Offsets, and neighbours that would make another head of it. */
    @Test
    void onlyTheRangeIsRead() throws MalformedHeadException {
        String before = "\r\n\r\nX";
        String request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        byte[] bytes = Fields.bytes(before + request + "Y: b\r\n\r\n");
        RequestHead head =
                RequestHead.read(bytes, before.length(), before.length() + request.length());
        assertThat(head.method()).isEqualTo("GET");
        assertThat(head.host()).isEqualTo("a");
        assertThat(Fields.lines(head::writeEndToEnd)).isEmpty();
        for (int end = 0; end < request.length(); end++) {
            int to = before.length() + end;
            refused(Kind.SYNTAX, () -> RequestHead.read(bytes, before.length(), to));
        }
    }
}
