package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every call of the side API, and how each can end, over real sockets and a real Redis. */
class SideApiIT {
    private static final String GET = "GET /v1/session";
    private static final String PATCH = "PATCH /v1/session ";
    private static final String CONTROL = "POST /v1/session/control ";

    @TempDir static Path dir;
    private static SideBench bench;

    private final Visitor visitor = new Visitor("plain");

    @BeforeAll
    static void start() throws IOException {
        bench = new SideBench(dir);
    }

    @AfterAll
    static void stop() throws IOException {
        bench.a.awaitMetric(0, "nonstick_in_flight");
        bench.close();
    }

    private List<String> visit(String... calls) {
        return bench.visit(visitor, calls);
    }

    private void beginASession() {
        visitor.update(bench.a, "\"n\";put=1");
    }

    @Test
    void readsWhatIsThere() {
        visitor.update(bench.a, "\"cart\";put=:aGVsbG8=:;t=php, \"visits\";put=3");

        assertThat(visit(GET))
                .containsExactly(
                        "200 {\"version\":1,\"attributes\":{\"cart\":{\"value\":\"aGVsbG8=\","
                                + "\"type\":\"php\"},\"visits\":{\"value\":3}}}");
    }

    @Test
    void noSessionYetIsNothingToRead() {
        assertThat(visit(GET)).containsExactly("204");
        assertThat(visitor.hasCookie()).isFalse();
    }

    @Test
    void writesEveryOperation() {
        beginASession();

        assertThat(
                        visit(
                                PATCH
                                        + "{\"put\":\"cart\",\"value\":\"aGk=\",\"type\":\"php\"},"
                                        + "{\"put\":\"level\",\"value\":3},"
                                        + "{\"put-if-absent\":\"n\",\"value\":9},"
                                        + "{\"put-if-absent\":\"once\",\"value\":\"MQ==\"},"
                                        + "{\"append\":\"cart\",\"value\":\"IQ==\"},"
                                        + "{\"incr\":\"n\",\"by\":41},"
                                        + "{\"put\":\"gone\",\"value\":1},{\"del\":\"gone\"}"))
                .containsExactly("200 {\"version\":2}");
        assertThat(visitor.state(bench.b))
                .isEqualTo("\"n\";v=42, \"cart\";v=:aGkh:;t=php, \"level\";v=3, \"once\";v=:MQ==:");
    }

    /** The head says which session a write before it has made. */
    @Test
    void aWriteBeforeTheHeadCreatesASession() {
        assertThat(visit(PATCH + "{\"incr\":\"n\",\"by\":1}", PATCH + "{\"incr\":\"n\",\"by\":1}"))
                .containsExactly("200 {\"version\":1}", "200 {\"version\":2}");

        assertThat(visitor.state(bench.b)).isEqualTo("\"n\";v=2");
    }

    @Test
    void theHeadsUpdateMergesOntoWhatAWriteBeforeItHasMade() {
        Response response =
                visitor.get(
                        bench.a,
                        "/side",
                        "X-Side: " + PATCH + "{\"incr\":\"n\",\"by\":1}",
                        "X-Update: \"n\";incr=1, \"m\";put=1");

        assertThat(response.fields("Set-Cookie")).hasSize(1);
        assertThat(visitor.state(bench.b)).isEqualTo("\"n\";v=2, \"m\";v=1");
    }

    @Test
    void theHeadsUpdateMergesOntoWhatAWriteBeforeItHasChanged() {
        beginASession();
        visitor.get(
                bench.a,
                "/side",
                "X-Side: " + PATCH + "{\"incr\":\"n\",\"by\":1}",
                "X-Update: \"n\";incr=1");

        assertThat(visitor.state(bench.b)).isEqualTo("\"n\";v=3");
    }

    @Test
    void anEndingBeforeTheHeadClearsTheCookie() {
        beginASession();
        assertThat(visit(CONTROL + "{\"destroy\":true}", GET)).containsExactly("204", "204");

        assertThat(visitor.hasCookie()).isFalse();
    }

    @Test
    void afterAnEndingAWriteBeginsAnotherSession() {
        beginASession();
        String before = visitor.cookie();
        visit(CONTROL + "{\"destroy\":true}", PATCH + "{\"put\":\"m\",\"value\":1}");

        assertThat(visitor.cookie()).isNotEqualTo(before);
        assertThat(visitor.state(bench.b)).isEqualTo("\"m\";v=1");
        assertThat(new Visitor("plain").with("sid", before).state(bench.b)).isEmpty();
    }

    @Test
    void timeoutsAreTaken() {
        beginASession();
        assertThat(visit(CONTROL + "{\"idle\":900,\"absolute\":3600}"))
                .containsExactly("200 {\"version\":2}");

        visitor.get(bench.a, "/look");
        assertThat(
                        bench.backend
                                .requestsTo("/look")
                                .getLast()
                                .field("Offload-Session")
                                .orElseThrow())
                .contains("idle=900");
    }

    @Test
    void ifMatchHoldsBackAWriteToAnotherVersion() {
        beginASession();
        List<String> answers =
                visit(
                        PATCH + "{\"incr\":\"n\",\"by\":1} | If-Match: \"1\"",
                        PATCH + "{\"incr\":\"n\",\"by\":1} | If-Match: \"1\"",
                        PATCH + "{\"incr\":\"n\",\"by\":1} | If-Match: \"2\"");

        assertThat(answers.get(0)).isEqualTo("200 {\"version\":2}");
        assertThat(answers.get(1))
                .startsWith("412 ")
                .contains("\"version\":2,\"attributes\":{\"n\":{\"value\":2}}");
        assertThat(answers.get(2)).isEqualTo("200 {\"version\":3}");
        assertThat(new Visitor("plain").get(bench.a, "/none").status()).isEqualTo(200);
        assertThat(
                        bench.visit(
                                new Visitor("plain"),
                                PATCH + "{\"incr\":\"n\",\"by\":1} | If-Match: \"1\""))
                .singleElement()
                .asString()
                .startsWith("412 ");
    }

    @Test
    void aNamedWriteIsDoneOnce() {
        beginASession();
        String write = PATCH + "{\"incr\":\"n\",\"by\":1} | Idempotency-Key: ";

        assertThat(visit(write + "one", write + "one", write + "two", write + "one"))
                .containsExactly(
                        "200 {\"version\":2}",
                        "200 {\"version\":2}",
                        "200 {\"version\":3}",
                        "200 {\"version\":2}");
        assertThat(visitor.state(bench.b)).isEqualTo("\"n\";v=3");
    }

    @Test
    void whatWasSurelyNotDoneIsDoneWhenItIsAskedAgain() {
        beginASession();
        String wrong = PATCH + "{\"append\":\"n\",\"value\":\"MQ==\"} | Idempotency-Key: one";
        String right = PATCH + "{\"incr\":\"n\",\"by\":1} | Idempotency-Key: one";

        assertThat(visit(wrong, right)).last().isEqualTo("200 {\"version\":2}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "PATCH /v1/session {\"incr\":\"blob\",\"by\":1} | 409 | no integer",
                "PATCH /v1/session {\"append\":\"n\",\"value\":\"MQ==\"} | 409 | is an integer",
                "PATCH /v1/session {\"incr\":\"n\",\"by\":999999999999999} | 409 | 15 digits",
                "PATCH /v1/session {\"put\":\"n\"} | 400 | operations[0].value",
                "PATCH /v1/session {\"put\":\"n\",\"value\":1},{\"drop\":\"n\"} | 400 | operations[1]",
                "PATCH /v1/session {\"put\":\"n\",\"value\":\"?\"} | 400 | base64",
                "PATCH /v1/session {] | 400 | JSON",
                "POST /v1/session/control {\"rotate\":true} | 400 | head of the response",
                "POST /v1/session/control {\"authenticate\":\"alice\"} | 400 | head of the response",
                "POST /v1/session/control {\"idle\":0} | 400 | idle",
                "POST /v1/session/control {} | 400 | destroy, idle or absolute",
                "POST /v1/counters/c {\"ttl\":\"soon\"} | 400 | ttl",
                "POST /v1/counters/c {\"from\":1} | 400 | by, ttl",
                "GET /v1/nothing | 404 | no such call",
                "DELETE /v1/session | 405 | another method",
            })
    void whatCannotBeDoneIsToldWhy(String call, int status, String reason) {
        visitor.update(bench.a, "\"blob\";put=:c2VjcmV0:, \"n\";put=1");

        assertThat(visit(call))
                .singleElement()
                .asString()
                .startsWith(status + " ")
                .contains(reason);
        assertThat(visitor.state(bench.b)).isEqualTo("\"blob\";v=:c2VjcmV0:, \"n\";v=1");
    }

    @Test
    void aConflictShowsTheSessionAsItIs() {
        beginASession();
        assertThat(visit(PATCH + "{\"append\":\"n\",\"value\":\"MQ==\"}"))
                .singleElement()
                .asString()
                .contains("\"version\":1", "\"attributes\":{\"n\":{\"value\":1}}");
    }

    @Test
    void aRouteThatLetsNobodyControlSaysNo() {
        beginASession();
        Visitor bare = new Visitor("bare").with("sid", visitor.cookie());

        assertThat(bench.visit(bare, CONTROL + "{\"destroy\":true}", CONTROL + "{\"idle\":60}"))
                .allSatisfy(answer -> assertThat(answer).startsWith("403 "));
        assertThat(visitor.state(bench.b)).isEqualTo("\"n\";v=1");
    }

    @Test
    void aRecordAboveItsLimitIsTooLarge() {
        beginASession();
        String half = "QUFB".repeat(50_000);
        bench.backend.on(
                "/large",
                call -> {
                    SideClient side = SideClient.of(call.request());
                    String put = "{\"put\":\"%s\",\"value\":\"" + half + "\"}";
                    Response fits = side.patch(put.formatted("a"));
                    Response both = side.patch(put.formatted("b"));
                    Response huge =
                            side.patch("{\"put\":\"c\",\"value\":\"" + half.repeat(4) + "\"}");
                    call.ok(fits.status() + " " + both.status() + " " + huge.status());
                });

        assertThat(visitor.get(bench.a, "/large").text()).isEqualTo("200 413 413");
    }

    /** Invariant 16. */
    @Test
    void aStateOfNineKibibytesGoesByReferenceAndBack() {
        String large = "QUFB".repeat(2_300);
        bench.backend.on(
                "/put-large",
                call -> call.ok("", "Offload-Update: \"large\";put=:" + large + ":, \"n\";put=1"));
        visitor.get(bench.a, "/put-large");
        List<String> answers = visit(GET, PATCH + "{\"incr\":\"n\",\"by\":1}");

        Response request = bench.backend.requestsTo("/side").getLast();
        assertThat(request.field("Offload-State")).isEmpty();
        assertThat(request.field("Offload-Session").orElseThrow())
                .contains("count=2, inline=?0, ref=:");
        assertThat(answers.getFirst()).contains("\"large\":{\"value\":\"" + large + "\"}");

        assertThat(visit(PATCH + "{\"del\":\"large\"}")).containsExactly("200 {\"version\":3}");
        assertThat(visitor.state(bench.b)).isEqualTo("\"n\";v=2");
    }

    @Test
    void aHundredParallelCountsThroughTwoGatewaysAreExactlyAHundred() {
        List<CompletableFuture<Response>> responses = new ArrayList<>();
        String[] fields = SideBench.fields("POST /v1/counters/visits {\"ttl\":\"24h\"}");
        for (int i = 0; i < 100; i++) {
            GatewayUnderTest gateway = i % 2 == 0 ? bench.a : bench.b;
            responses.add(
                    SessionBench.later(() -> new Visitor("plain").get(gateway, "/side", fields)));
        }

        assertThat(SessionBench.all(responses))
                .allSatisfy(response -> assertThat(response.text()).startsWith("200 {\"value\":"));
        assertThat(visit("GET /v1/counters/visits")).containsExactly("200 {\"value\":100}");
        // each application has its own
        assertThat(bench.visit(new Visitor("other"), "GET /v1/counters/visits"))
                .containsExactly("200 {\"value\":0}");
    }

    @Test
    void aNamedCountIsDoneOnceWhateverTheRequest() {
        String count = "POST /v1/counters/named {\"by\":5} | Idempotency-Key: order-17";

        assertThat(visit(count, count)).containsExactly("200 {\"value\":5}", "200 {\"value\":5}");
        assertThat(bench.visit(new Visitor("plain"), count)).containsExactly("200 {\"value\":5}");
        assertThat(visit("POST /v1/counters/named {\"by\":9223372036854775807}"))
                .singleElement()
                .asString()
                .startsWith("409 ");
    }

    /** Nothing brings it back. */
    @Test
    void aSessionThatWasEndedElsewhereCannotBeReadOrWritten() throws Exception {
        beginASession();
        Gate gate = new Gate(SideClient::script);
        bench.backend.on("/slow", gate);
        var slow =
                SessionBench.later(
                        () ->
                                visitor.copy()
                                        .get(
                                                bench.a,
                                                "/slow",
                                                SideBench.fields(
                                                        GET, PATCH + "{\"incr\":\"n\",\"by\":1}")));
        gate.awaitArrivals(1);
        visitor.control(bench.b, "destroy");
        gate.open();

        assertThat(SessionBench.all(List.of(slow)).getFirst().text().lines())
                .allSatisfy(answer -> assertThat(answer).startsWith("409 ").contains("ended"));
        assertThat(visitor.hasCookie()).isFalse();
    }

    @Test
    void aRefIsGoodAtItsGatewayOnlyAndInOneSpellingOnly() {
        beginASession();
        bench.backend.on(
                "/ref",
                call -> {
                    SideClient here = SideClient.of(call.request());
                    call.ok(here.ref() + " " + here.api());
                });
        String[] a = visitor.get(bench.a, "/ref").text().split(" ", 2);
        String[] b = visitor.get(bench.b, "/ref").text().split(" ", 2);

        assertThat(new SideClient(a[0], a[1]).get().status()).isEqualTo(200);
        assertThat(new SideClient(b[0], b[1]).get().status()).isEqualTo(200);
        Response foreign = new SideClient(a[0], b[1]).get();
        assertThat(foreign.status()).isEqualTo(401);
        assertThat(foreign.field("WWW-Authenticate")).contains("Bearer");
        assertThat(new SideClient(a[0] + "=", a[1]).get().status()).isEqualTo(401);
        assertThat(new SideClient("", a[1]).get().status()).isEqualTo(401);
        char other = a[0].charAt(20) == 'A' ? 'B' : 'A';
        String forged = a[0].substring(0, 20) + other + a[0].substring(21);
        assertThat(new SideClient(forged, a[1]).get().status()).isEqualTo(401);
    }

    @Test
    void callsAreCountedAndRefsAreInNoLog() {
        beginASession();
        double before = bench.a.metric("nonstick_side_api_requests_total", "call=\"read\"");
        visit(GET);

        assertThat(bench.a.metric("nonstick_side_api_requests_total", "call=\"read\"", "2xx"))
                .isGreaterThan(before);
        String ref = SideClient.of(bench.backend.requestsTo("/side").getLast()).ref();
        assertThat(bench.a.out().with(ref)).isEmpty();
        assertThat(bench.a.err().with(ref)).isEmpty();
    }
}
