package dev.nonstick.sideapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nonstick.session.Attribute;
import dev.nonstick.session.Operation;
import dev.nonstick.session.SideCall;
import dev.nonstick.session.Timeouts;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallReaderTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Operation operation(String text) throws MalformedCallException {
        return OperationReader.read(bytes("{\"operations\":[" + text + "]}")).getFirst();
    }

    @Test
    void readsOperationsInTheirOrder() throws MalformedCallException {
        assertThat(
                        OperationReader.read(
                                bytes(
                                        "{\"operations\": [{\"put\":\"a\",\"value\":-3},"
                                                + " {\"incr\":\"b\",\"by\":2}, {\"del\":\"é\"}]}")))
                .containsExactly(
                        new Operation.Put("a", new Attribute.Counter(-3)),
                        new Operation.Increment("b", 2),
                        new Operation.Delete("é"));
        assertThat(OperationReader.read(bytes("{\"operations\":[]}"))).isEmpty();
    }

    @Test
    void readsBytesWithTheirType() throws MalformedCallException {
        assertThat(operation("{\"append\":\"a\",\"value\":\"aGk=\",\"type\":\"text/x\"}"))
                .isInstanceOfSatisfying(
                        Operation.Append.class,
                        append -> {
                            assertThat(append.value().value()).isEqualTo(bytes("hi"));
                            assertThat(append.value().type()).isEqualTo("text/x");
                        });
        assertThat(operation("{\"put-if-absent\":\"a\",\"value\":\"\"}"))
                .isInstanceOf(Operation.PutIfAbsent.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{} | operations[0] (",
                "{\"put\":\"a\",\"del\":\"a\"} | operations[0] (",
                "{\"put\":\"\",\"value\":1} | operations[0].put (",
                "{\"put\":3,\"value\":1} | operations[0].put (",
                "{\"put\":\"\\ud800\",\"value\":1} | operations[0].put (",
                "{\"put\":\"a\",\"value\":1.5} | operations[0] (",
                "{\"put\":\"a\",\"value\":null} | operations[0] (",
                "{\"put\":\"a\",\"value\":[1]} | operations[0] (",
                "{\"put\":\"a\",\"value\":true} | operations[0].value (",
                "{\"put\":\"a\",\"value\":1000000000000000} | operations[0].value (",
                "{\"put\":\"a\",\"value\":1,\"type\":\"x\"} | operations[0].value (",
                "{\"put\":\"a\",\"value\":\"a\"} | operations[0].value (",
                "{\"put\":\"a\",\"value\":\"\",\"type\":\"\\n\"} | operations[0].type (",
                "{\"put\":\"a\",\"value\":1,\"by\":1} | operations[0] (",
                "{\"append\":\"a\",\"value\":1} | operations[0].value (",
                "{\"incr\":\"a\",\"by\":\"1\"} | operations[0].by (",
                "{\"incr\":\"a\"} | operations[0].by (",
                "{\"del\":\"a\",\"value\":1} | operations[0] (",
                "{\"del\":\"a\"},{\"del\":2} | operations[1].del (",
                "{\"put\":\"a\",\"put\":\"a\",\"value\":1} | JSON",
                "{\"put\":\"a\",\"value\":99999999999999999999999} | JSON",
                "3 | operations[0] (",
            })
    void saysWhatIsWrongAndWhere(String text, String reason) {
        assertThatThrownBy(() -> operation(text))
                .isInstanceOf(MalformedCallException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{",
                "{}",
                "{\"operations\":{}}",
                "{\"operations\":[],\"a\":1}",
                "{\"a\":[]}",
                "{\"operations\":[]}x",
                "{\"operations\":[]} {}",
                "\u0000",
                "{\"operations\":["
            })
    void takesOneObjectWithOneList(String text) {
        assertThatThrownBy(() -> OperationReader.read(bytes(text)))
                .isInstanceOf(MalformedCallException.class);
    }

    @Test
    void readsTheConditionAndTheName() throws MalformedCallException {
        byte[] none = bytes("{\"operations\":[]}");
        assertThat(CallReader.patch(none, "\"17\"", "key").ifVersion()).isEqualTo(17);
        assertThat(CallReader.patch(none, null, "key").idempotencyKey()).isEqualTo("key");
        assertThat(CallReader.patch(none, null, null))
                .isEqualTo(new SideCall.Patch(java.util.List.of(), SideCall.ANY_VERSION, ""));
        for (String wrong : new String[] {"17", "*", "W/\"17\"", "\"1\", \"2\"", "\"-1\""}) {
            assertThatThrownBy(() -> CallReader.patch(none, wrong, null))
                    .hasMessageContaining("If-Match");
        }
        for (String wrong : new String[] {"", "a b", "é", "x".repeat(65)}) {
            assertThatThrownBy(() -> CallReader.patch(none, null, wrong))
                    .hasMessageContaining("Idempotency-Key");
        }
    }

    @Test
    void readsControls() throws MalformedCallException {
        assertThat(CallReader.control(bytes("{\"destroy\":true}")))
                .isEqualTo(new SideCall.Control(true, Timeouts.KEPT));
        assertThat(CallReader.control(bytes("{\"idle\":900,\"absolute\":3600}")))
                .isEqualTo(new SideCall.Control(false, new Timeouts(900, 3600)));
        for (String wrong :
                new String[] {
                    "{\"destroy\":false}", "{\"destroy\":true,\"idle\":9}", "{\"x\":1}"
                }) {
            assertThatThrownBy(() -> CallReader.control(bytes(wrong)))
                    .isInstanceOf(MalformedCallException.class);
        }
    }

    @Test
    void readsCounts() throws MalformedCallException {
        long longest = 400L * 24 * 3600 * 1000;
        assertThat(CallReader.count("c", bytes(""), null))
                .isEqualTo(new SideCall.Count("c", 1, longest, ""));
        assertThat(CallReader.count("c", bytes("{\"by\":-7,\"ttl\":\"24h\"}"), "k"))
                .isEqualTo(new SideCall.Count("c", -7, 86_400_000, "k"));
        for (String wrong : new String[] {"0s", "1", "401d", "1h1m", "-1h", "9999999999h"}) {
            assertThatThrownBy(
                            () -> CallReader.count("c", bytes("{\"ttl\":\"" + wrong + "\"}"), null))
                    .hasMessageContaining("ttl");
        }
    }
}
