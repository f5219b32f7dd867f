package dev.nonstick.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLogTest {

    private static AccessLog.Line line(String host, String path, @Nullable String backend) {
        return new AccessLog.Line(
                "r-1",
                "192.0.2.1",
                "GET",
                host,
                path,
                "*/",
                backend,
                2,
                502,
                "backend_reset",
                "live",
                7,
                1_234_567_890_123L,
                4_567_890);
    }

    private static String written(AccessLog.Line line) {
        Sink sink = Sink.open();
        try (LineWriter writer = new LineWriter("test", sink)) {
            new AccessLog(writer).write(line);
        }
        assertThat(sink.lines()).as("one line, whatever is in it").hasSize(1);
        return sink.lines().getFirst();
    }

    @Test
    void aLineIsOneJsonObject() {
        Instant before = Instant.now();
        JsonObject line = new JsonObject(written(line("shop.example", "/cart", "127.0.0.1:9001")));
        assertThat(Instant.parse(line.getString("time"))).isBetween(before, Instant.now());
        line.remove("time");
        assertThat(line)
                .isEqualTo(
                        new JsonObject()
                                .put("id", "r-1")
                                .put("client", "192.0.2.1")
                                .put("method", "GET")
                                .put("host", "shop.example")
                                .put("path", "/cart")
                                .put("route", "*/")
                                .put("backend", "127.0.0.1:9001")
                                .put("attempts", 2)
                                .put("status", 502)
                                .put("outcome", "backend_reset")
                                .put("session", "live")
                                .put("bytes_in", 7)
                                .put("bytes_out", 1_234_567_890_123L)
                                .put("micros", 4_567));
    }

    @Test
    void anExchangeWithoutABackendHasNone() {
        JsonObject line = new JsonObject(written(line("a", "/", null)));
        assertThat(line.containsKey("backend")).isTrue();
        assertThat(line.getString("backend")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"",
                "\\",
                "\\\"",
                "\",\"status\":200,\"x\":\"",
                "\n{\"forged\":true}",
                "\r\n",
                "\t\b\f",
                "\u0000\u001f",
                "\u007f\u0080\u009f",
                "é日",
                "😀",
                "\ud83d",
                "\u2028\u2029",
                "\u001b[31mred",
                "</script>",
                "%00%22",
                "\\u0022"
            })
    void hostileTextStaysText(String hostile) {
        String text = written(line(hostile, "/" + hostile + hostile, hostile));
        assertThat(text).matches("[ -~]*");
        JsonObject line = new JsonObject(text);
        assertThat(line.getString("host")).isEqualTo(hostile);
        assertThat(line.getString("path")).isEqualTo("/" + hostile + hostile);
        assertThat(line.getString("backend")).isEqualTo(hostile);
        assertThat(line.getInteger("status")).isEqualTo(502);
        assertThat(line.fieldNames()).hasSize(15);
    }

    @Test
    void withoutAWriterItIsOff() {
        AccessLog off = new AccessLog(null);
        assertThat(off.isOn()).isFalse();
        off.write(line("a", "/", null));
        try (LineWriter writer = new LineWriter("test", Sink.open())) {
            assertThat(new AccessLog(writer).isOn()).isTrue();
        }
    }
}
