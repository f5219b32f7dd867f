package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Backends that go and come, and what the admin listener says of it. */
class HealthIT {
    private static GatewayUnderTest before(TestBackend one, TestBackend two) {
        return GatewayUnderTest.start(
                """
                pools:
                  app:
                    backends: ['%s', '%s']
                    health: {interval: 30ms, timeout: 1s}
                """
                        .formatted(one.url(), two.url()));
    }

    private static void awaitUp(GatewayUnderTest gateway, TestBackend backend, int up) {
        gateway.awaitMetric(up, "nonstick_backend_up", ":" + backend.port());
    }

    @Test
    void aBackendThatGoesGetsNothingUntilItComesBack() throws Exception {
        try (TestBackend one = TestBackend.start("one");
                TestBackend two = TestBackend.start("two");
                GatewayUnderTest gateway = before(one, two)) {
            two.kill();
            awaitUp(gateway, two, 0);
            for (int i = 0; i < 10; i++) {
                assertThat(RawClient.post(gateway.port(), "/", "abc").text()).isEqualTo("one");
            }
            assertThat(gateway.metric("nonstick_retries_total")).isZero();

            try (TestBackend again = TestBackend.start("again", two.port())) {
                awaitUp(gateway, again, 1);
                Await.until(
                        "it gets requests",
                        () -> RawClient.get(gateway.port(), "/").text().equals("again"));
            }
            assertThat(gateway.err().with("backend_down")).isNotEmpty();
            assertThat(gateway.err().with("backend_up")).hasSize(1);
        }
    }

    @Test
    void readinessFollowsThePoolsAndLivenessDoesNot() throws Exception {
        try (TestBackend one = TestBackend.start("one");
                TestBackend two = TestBackend.start("two");
                GatewayUnderTest gateway = before(one, two)) {
            assertThat(gateway.admin("/readyz").status()).isEqualTo(200);
            one.kill();
            two.kill();

            Await.until("not ready", () -> gateway.admin("/readyz").status() == 503);

            assertThat(gateway.admin("/readyz").text()).contains("app");
            assertThat(gateway.admin("/livez").status()).isEqualTo(200);
            assertThat(gateway.admin("/nothing").status()).isEqualTo(404);
            assertThat(RawClient.get(gateway.port(), "/").status()).isEqualTo(503);
        }
    }

    @Test
    void aPathIsAskedWhereOneIsGiven() throws IOException {
        try (TestBackend one = TestBackend.start("one").on("/well", call -> call.ok("yes"));
                GatewayUnderTest gateway =
                        GatewayUnderTest.start(
                                """
                                pools:
                                  app:
                                    backends: ['%s']
                                    health: {interval: 30ms, path: /well, unhealthy-after: 2}
                                """
                                        .formatted(one.url()))) {
            assertThat(RawClient.get(gateway.port(), "/").status()).isEqualTo(200);

            one.on("/well", call -> call.answer("500 Internal Server Error", "no"));
            awaitUp(gateway, one, 0);
            assertThat(RawClient.get(gateway.port(), "/").status()).isEqualTo(503);

            one.on("/well", call -> call.ok("yes"));
            awaitUp(gateway, one, 1);
            assertThat(RawClient.get(gateway.port(), "/").status()).isEqualTo(200);
        }
    }
}
