package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadWriterTest {

    @Test
    void writesARequestHead() {
        assertThat(
                        Fields.lines(
                                out ->
                                        out.requestLine("GET", "/a?b")
                                                .field("Host", "a.example")
                                                .field("Content-Length", 120L)
                                                .lines(HeadWriter.line("Via", "1.1 x"))
                                                .bytes(Fields.bytes("..A: b\r\n.."), 2, 8)
                                                .end()))
                .containsExactly(
                        "GET /a?b HTTP/1.1",
                        "Host: a.example",
                        "Content-Length: 120",
                        "Via: 1.1 x",
                        "A: b",
                        "");
    }

    @Test
    void writesAResponseHead() {
        assertThat(Fields.text(out -> out.statusLine(404, "Not Found").end()))
                .isEqualTo("HTTP/1.1 404 Not Found\r\n\r\n");
        assertThat(Fields.text(out -> out.statusLine(200, ""))).isEqualTo("HTTP/1.1 200 \r\n");
    }

    @Test
    void numbersAreWrittenInFull() {
        for (long number : new long[] {0, 9, 10, 99, 100, 1_234_567_890_123L, Long.MAX_VALUE}) {
            assertThat(Fields.text(out -> out.field("A", number)))
                    .isEqualTo("A: " + number + "\r\n");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new HeadWriter().field("A", -1));
    }

    @Test
    void textIsLatin1() {
        assertThat(Fields.text(out -> out.field("A", "\u00e4\u00ff\t\u0080")))
                .isEqualTo("A: \u00e4\u00ff\t\u0080\r\n");
        assertThat(Fields.text(out -> out.field("A", ""))).isEqualTo("A: \r\n");
    }

    @Test
    void growsAndIsUsedAgain() {
        HeadWriter out = new HeadWriter();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            out.field("Name", "v".repeat(i)).field("N", i);
            expected.append("Name: ")
                    .append("v".repeat(i))
                    .append("\r\nN: ")
                    .append(i)
                    .append("\r\n");
        }
        assertThat(new String(out.array(), 0, out.length(), StandardCharsets.ISO_8859_1))
                .isEqualTo(expected.toString());
        byte[] array = out.array();
        assertThat(out.clear().length()).isZero();
        assertThat(out.requestLine("A", "b".repeat(9_000)).array()).isSameAs(array);
        assertThat(out.end().length()).isEqualTo(9_000 + 2 + 8 + 3 + 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r",
                "\n",
                "\0",
                "a\r\nSet-Cookie: b",
                "a\rb",
                "a\nb",
                "a\0b",
                "0123456789012345678901234567890\n",
                // these lose their upper byte and would be a CR, an LF, a NUL
                "a\u010db",
                "a\u0a0ab",
                "a\u0100b"
            })
    void noLineIsSplit(String text) {
        HeadWriter out = new HeadWriter().field("A", "b");
        int length = out.length();
        assertThatIllegalArgumentException().isThrownBy(() -> out.field("X", text));
        assertThatIllegalArgumentException().isThrownBy(() -> out.field("X" + text, "a"));
        assertThatIllegalArgumentException().isThrownBy(() -> out.field("X" + text, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> out.requestLine(text, "/"));
        assertThatIllegalArgumentException().isThrownBy(() -> out.requestLine("GET", text));
        assertThatIllegalArgumentException().isThrownBy(() -> out.statusLine(200, text));
        assertThatIllegalArgumentException().isThrownBy(() -> HeadWriter.line("X", text));
        assertThat(out.length()).isEqualTo(length);
    }
}
