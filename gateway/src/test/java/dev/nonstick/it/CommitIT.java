package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.store.FaultyProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What two gateways commit to one session in one Redis. */
@ExtendWith(SessionBench.Shared.class)
class CommitIT {
    private final SessionBench bench;
    private final GatewayUnderTest a;
    private final GatewayUnderTest b;
    private final Visitor visitor = new Visitor("plain");

    CommitIT(SessionBench bench) {
        this.bench = bench;
        this.a = bench.a();
        this.b = bench.b();
        visitor.update(a, "\"theme\";put=1");
    }

    /** Invariant 4: all of them wait at the backend, so all have read the same record. */
    @Test
    void aHundredParallelIncrementsThroughTwoGatewaysAreExactlyAHundred() throws Exception {
        Gate gate = new Gate();
        bench.backend().on("/increment", gate);
        List<CompletableFuture<Response>> responses = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            GatewayUnderTest gateway = i % 2 == 0 ? a : b;
            responses.add(
                    SessionBench.later(
                            () ->
                                    visitor.copy()
                                            .get(
                                                    gateway,
                                                    "/increment",
                                                    "X-Update: \"visits\";incr=1")));
        }
        gate.awaitArrivals(100);
        gate.open();

        assertThat(SessionBench.all(responses))
                .allSatisfy(
                        response -> {
                            assertThat(response.status()).isEqualTo(200);
                            assertThat(response.field("Set-Cookie")).isEmpty();
                        });
        assertThat(visitor.state(a)).isEqualTo("\"theme\";v=1, \"visits\";v=100");
        assertThat(visitor.state(b)).isEqualTo("\"theme\";v=1, \"visits\";v=100");
    }

    /** Invariant 3. */
    @Test
    void twoParallelPutsOfDifferentAttributesAreBothKept() throws Exception {
        Gate gate = new Gate();
        bench.backend().on("/put", gate);
        CompletableFuture<Response> one =
                SessionBench.later(
                        () -> visitor.copy().get(a, "/put", "X-Update: \"one\";put=:MQ==:"));
        CompletableFuture<Response> two =
                SessionBench.later(
                        () -> visitor.copy().get(b, "/put", "X-Update: \"two\";put=:Mg==:;t=php"));
        gate.awaitArrivals(2);
        gate.open();

        assertThat(SessionBench.all(List.of(one, two)))
                .allSatisfy(response -> assertThat(response.status()).isEqualTo(200));
        assertThat(visitor.state(a))
                .contains("\"theme\";v=1", "\"one\";v=:MQ==:", "\"two\";v=:Mg==:;t=php");
    }

    /** Invariant 6: the redirect does not leave before the record is there. */
    @Test
    void writeRedirectAndReadOnTheOtherGatewaySeesTheWrite() {
        bench.backend()
                .on(
                        "/post",
                        call ->
                                call.answer(
                                        "303 See Other",
                                        "",
                                        "Location: /state",
                                        "Offload-Update: \"n\";incr=1"));
        for (int i = 1; i <= 10; i++) {
            Response redirect = visitor.post(i % 2 == 0 ? a : b, "/post");

            assertThat(redirect.status()).isEqualTo(303);
            assertThat(visitor.state(i % 2 == 0 ? b : a)).endsWith("\"n\";v=" + i);
        }
    }

    /** Invariant 5: the write was applied, its answer never arrives, another's write is on top. */
    @Test
    void anIncrementWhoseAnswerIsLostIsCountedOnce() throws Exception {
        try (FaultyProxy proxy = new FaultyProxy(bench.redis().port());
                GatewayUnderTest behind =
                        GatewayUnderTest.start(
                                SessionBench.config(
                                        "redis://127.0.0.1:" + proxy.port(), bench.backend()))) {
            Gate gate = new Gate();
            bench.backend().on("/lost", gate);
            visitor.update(behind, "\"n\";incr=1");
            CompletableFuture<Response> response =
                    SessionBench.later(
                            () -> visitor.copy().get(behind, "/lost", "X-Update: \"n\";incr=1"));
            gate.awaitArrivals(1);
            long before = proxy.swallowedBytes();
            proxy.swallowReplies();
            gate.open();
            Await.until("the answer was lost", () -> proxy.swallowedBytes() > before);
            visitor.update(a, "\"n\";incr=1");
            proxy.pass();
            proxy.cut();

            assertThat(SessionBench.all(List.of(response)).getFirst().status()).isEqualTo(200);
            assertThat(visitor.state(a)).isEqualTo("\"theme\";v=1, \"n\";v=3");
        }
    }
}
