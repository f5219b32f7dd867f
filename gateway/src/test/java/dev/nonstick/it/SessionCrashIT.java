package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A gateway that ends by SIGKILL while it writes. */
@ExtendWith(SessionBench.Shared.class)
class SessionCrashIT {
    private final SessionBench bench;

    SessionCrashIT(SessionBench bench) {
        this.bench = bench;
    }

    /** Invariant 10, and that no acknowledged write is lost with a gateway. */
    @Test
    void whatWasAcknowledgedIsThereAndEveryKeyExpires() throws Exception {
        try (GatewayUnderTest dying =
                        GatewayUnderTest.start(
                                SessionBench.config(bench.redis().url(), bench.backend()));
                Load load = Load.start(dying, 8)) {
            load.awaitAcknowledged(100);
            dying.signal("KILL");
            load.awaitEnd();
            assertThat(dying.awaitExit()).isEqualTo(137);

            load.assertKept(bench.b());
            try (Resp redis = bench.redis().resp()) {
                for (String key : redis.keys("*")) {
                    assertThat(redis.ttlMillis(key)).as(key).isNotEqualTo(-1);
                }
            }
        }
    }
}
