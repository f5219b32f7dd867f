package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The smallest thing the gateway does: what fails here is no matter of details. */
class HarnessIT {
    @Test
    void aRequestGoesToTheBackendAndItsAnswerComesBack() throws Exception {
        try (TestBackend backend = TestBackend.start("one");
                GatewayUnderTest gateway =
                        GatewayUnderTest.start(
                                "store: {url: 'embedded:'}\npools: {app: {backends: ['%s']}}"
                                        .formatted(backend.url()));
                Resp redis = new Resp(gateway.storePort())) {
            Response response = RawClient.post(gateway.port(), "/hello", "abc", "X-One: 1");

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).isEqualTo("one");
            assertThat(backend.requestTo("/hello").text()).isEqualTo("abc");
            assertThat(backend.requestTo("/hello").field("X-One")).contains("1");
            assertThat(redis.keys("*")).isEmpty();
            gateway.accessLine("/hello");
        }
    }
}
