package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A backend that asks for what it may not: the whole commit is refused, the client gets 502, the
 * log says who and why without a word of the content, and the session is as before.
 */
@ExtendWith(SessionBench.Shared.class)
class SessionRefusalIT {
    private static final String SECRET = "nobody-may-log-this";

    private final SessionBench bench;
    private final GatewayUnderTest a;
    private final Visitor visitor = new Visitor("plain");

    SessionRefusalIT(SessionBench bench) {
        this.bench = bench;
        this.a = bench.a();
    }

    @BeforeEach
    void beginASession() {
        visitor.update(a, "\"blob\";put=:" + "c2VjcmV0" + ":, \"n\";put=1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                // what was understood is not done either
                "plain | '\"n\";incr=1, \"nobody-may-log-this\";put=' | | RFC 9651",
                "plain | '\"n\";incr=1, \"nobody-may-log-this\";drop' | | member 2",
                "plain | '\"n\";incr=1, \"blob\";incr=1' | | no integer",
                "plain | '\"n\";incr=999999999999999' | | 15 digits",
                "plain | '\"n\";incr=1, \"nobody-may-log-this\";put=:LARGE:' | | inline-limit",
                "plain | '\"n\";incr=1' | nobody-may-log-this | unknown member",
                "plain | '\"nobody-may-log-this\";put=:LARGE:' | destroy | inline-limit",
                "bare | '\"n\";incr=1' | destroy | destroy (expected: destroy listed in routes[].control)",
                "bare | '\"n\";incr=1' | rotate | rotate (expected: rotate listed in routes[].control)"
            })
    void isRefusedAsAWhole(String host, String update, String control, String reason) {
        Visitor at = new Visitor(host).with("sid", visitor.cookie());
        String[] fields = {
            "X-Update: " + update.replace("LARGE", "QUFB".repeat(1_500)),
            control == null ? "X-None: 1" : "X-Control: " + control
        };
        int before = lines(host, reason).size();

        // one such line a second is written
        Await.until(
                () -> "a line about " + reason + " in " + a.err().all(),
                Await.LIMIT,
                () -> {
                    Response response = at.get(a, "/refused", fields);
                    assertThat(response.status()).isEqualTo(502);
                    assertThat(response.field("Set-Cookie")).isEmpty();
                    assertThat(response.field("Content-Type").orElse(""))
                            .isEqualTo("application/problem+json");
                    assertThat(response.text()).doesNotContain(SECRET);
                    return lines(host, reason).size() > before;
                });

        assertThat(lines(host, reason).getLast())
                .contains("\"level\":\"warn\"", "127.0.0.1:" + bench.backend().port());
        assertThat(a.err().with(SECRET)).isEmpty();
        assertThat(a.out().with(SECRET)).isEmpty();
        assertThat(visitor.state(bench.b())).isEqualTo("\"blob\";v=:c2VjcmV0:, \"n\";v=1");
    }

    private List<String> lines(String host, String reason) {
        return a.err().with("\"commit_refused\"").stream()
                .filter(line -> line.contains(reason) && line.contains("\"route\":\"" + host))
                .toList();
    }
}
