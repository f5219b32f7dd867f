package dev.nonstick.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthTest {

    private final AtomicInteger runs = new AtomicInteger();
    private final TestGateway gateway = new TestGateway();
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server =
                TestServer.start(
                        (request, response) -> {
                            runs.incrementAndGet();
                            request.getSession().setAttribute("a", "b");
                        });
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a%20b;x=1?q=%20&r", "/", "/%C3%A9?a=b?c"})
    void acceptsWhatTheGatewaySigned(String target) throws Exception {
        gateway.attributes.put("café", "v=:AA==:;t=php");
        assertThat(gateway.send("POST", server, target).statusCode()).isEqualTo(200);
        assertThat(runs).hasValue(1);
    }

    /** HttpClient drops the question mark; a browser sends it and the gateway signs it. */
    @ParameterizedTest
    @ValueSource(strings = {"/?", "/", "/?a"})
    void anEmptyQueryIsSignedToo(String target) throws Exception {
        assertThat(gateway.raw(server, "GET", target)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void refusesRequestsWithoutAuthentication() throws Exception {
        gateway.sendAuth = false;
        assertRefused("no authentication");
    }

    @Test
    void refusesAnotherKey() throws Exception {
        gateway.key = new byte[32];
        assertRefused("wrong mac");
    }

    @ParameterizedTest
    @ValueSource(ints = {-70, 70})
    void refusesOldAndFutureOnes(int seconds) throws Exception {
        gateway.clockOffset = Duration.ofSeconds(seconds);
        assertRefused("outside the time window");
    }

    @ParameterizedTest
    @ValueSource(ints = {-50, 50})
    void toleratesClocksThatDiffer(int seconds) throws Exception {
        gateway.clockOffset = Duration.ofSeconds(seconds);
        assertThat(gateway.get(server, "/").statusCode()).isEqualTo(200);
    }

    @Test
    void severalLinesOfAFieldAreOneValue() throws Exception {
        gateway.attributes.put("a", "v=1");
        gateway.attributes.put("b", "v=2");
        Map<String, String> fields = gateway.fields("GET", "localhost:" + server.port(), "/x");
        HttpResponse<String> response =
                TestGateway.plain(
                        server,
                        "/x",
                        "Offload-Session",
                        String.valueOf(fields.get("Offload-Session")),
                        "Offload-State",
                        "\"a\";v=1",
                        "Offload-State",
                        "\"b\";v=2",
                        "Offload-Auth",
                        String.valueOf(fields.get("Offload-Auth")));
        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void everySignedValueCounts() throws Exception {
        String authority = "localhost:" + server.port();
        gateway.attributes.put("a", "v=1");
        assertThat(raw(gateway.fields("GET", authority, "/x")).statusCode()).isEqualTo(200);
        assertThat(raw(gateway.fields("PUT", authority, "/x")).statusCode()).isEqualTo(403);
        assertThat(raw(gateway.fields("GET", "other", "/x")).statusCode()).isEqualTo(403);
        assertThat(raw(gateway.fields("GET", authority, "/y")).statusCode()).isEqualTo(403);
        assertThat(raw(gateway.fields("GET", authority, "/x?")).statusCode()).isEqualTo(403);
        for (String field : new String[] {"Offload-Session", "Offload-State"}) {
            var fields = gateway.fields("GET", authority, "/x");
            fields.put(field, fields.get(field) + " ;x");
            assertThat(raw(fields).statusCode()).isEqualTo(403);
        }
        var stripped = gateway.fields("GET", authority, "/x");
        stripped.remove("Offload-State");
        assertThat(raw(stripped).statusCode()).isEqualTo(403);
        assertThat(runs).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "kid=1", "kid=1, t=@1", "kid=1, t=1, mac=:AA==:", "kid=1, t=@1, mac=:"})
    void refusesMalformedAuthentication(String auth) throws Exception {
        var fields = gateway.fields("GET", "localhost:" + server.port(), "/x");
        fields.put("Offload-Auth", auth);
        assertThat(raw(fields).body()).contains("malformed");
        fields.put("Offload-Auth", "kid=2, t=@1, mac=:AA==:");
        assertThat(raw(fields).body()).contains("unknown key id");
    }

    @Test
    void aSignedButMalformedEnvelopeIsABadRequest() throws Exception {
        gateway.status = "splendid";
        HttpResponse<String> response = gateway.get(server, "/");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(runs).hasValue(0);
    }

    @Test
    void withoutAKeyEveryOffloadedRequestIsRefused() throws Exception {
        try (LogCapture log = new LogCapture();
                TestServer keyless =
                        new TestServer.Builder().servlet("/", (request, response) -> {}).start()) {
            assertThat(gateway.get(keyless, "/").statusCode()).isEqualTo(403);
            assertThat(TestGateway.plain(keyless, "/").statusCode()).isEqualTo(200);
            assertThat(log.messages()).anyMatch(m -> m.contains("NONSTICK_BACKEND_KEY"));
        }
    }

    @Test
    void verificationCanBeSwitchedOffAndThatIsLogged() throws Exception {
        gateway.sendAuth = false;
        try (LogCapture log = new LogCapture();
                TestServer trusting =
                        new TestServer.Builder()
                                .parameter(Settings.VERIFY, "false")
                                .servlet("/", (request, response) -> request.getSession())
                                .start()) {
            assertThat(gateway.get(trusting, "/").statusCode()).isEqualTo(200);
            assertThat(gateway.attributes).containsKey(Metadata.NAME);
            assertThat(log.messages()).anyMatch(m -> m.contains("switched off"));
        }
    }

    @Test
    void severalKeysWhileOneIsRolled() throws Exception {
        String old = "9:" + Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);
        try (TestServer rolling =
                TestServer.builder()
                        .parameter(Settings.BACKEND_KEY, old + "," + TestGateway.KEY_SETTING)
                        .servlet("/", (request, response) -> {})
                        .start()) {
            assertThat(gateway.get(rolling, "/").statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "1:",
                "1:AAAA",
                "a:" + ZEROS,
                ":" + ZEROS,
                "1:" + ZEROS + ",1:" + ZEROS
            })
    void aWrongKeySettingIsNamedByPlaceOnly(String setting) {
        assertThatThrownBy(() -> BackendKeys.parse(setting))
                .hasMessageContaining("nonstick.backend-key: entry ")
                .message()
                .doesNotContain("AAAA");
    }

    private static final String ZEROS = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private HttpResponse<String> raw(Map<String, String> fields) throws Exception {
        String[] headers =
                fields.entrySet().stream()
                        .flatMap(e -> Stream.of(e.getKey(), e.getValue()))
                        .toArray(String[]::new);
        return TestGateway.plain(server, "/x", headers);
    }

    private void assertRefused(String reason) throws Exception {
        HttpResponse<String> response = gateway.get(server, "/");
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).isEqualTo("nonstick: Offload-Auth: " + reason + "\n");
        assertThat(response.headers().map()).doesNotContainKeys("Set-Cookie", "Offload-Update");
        assertThat(runs).hasValue(0);
    }
}
