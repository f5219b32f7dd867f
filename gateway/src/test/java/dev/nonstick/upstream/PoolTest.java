package dev.nonstick.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.routing.PoolSettings;
import dev.nonstick.routing.PoolSettings.BackendSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PoolTest {
    private final RandomGenerator random = new SplittableRandom(37);

    private static Pool pool(int backends) {
        List<BackendSettings> list = new ArrayList<>();
        for (int i = 0; i < backends; i++) {
            list.add(new BackendSettings("127.0.0.1", 9001 + i, 1));
        }
        return new Pool(
                new PoolSettings(
                        "app",
                        list,
                        new PoolSettings.Connections(
                                8, 8, Duration.ofSeconds(1), Duration.ofSeconds(30)),
                        new PoolSettings.Timeouts(
                                Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO),
                        new PoolSettings.Health(
                                null, Duration.ofSeconds(2), Duration.ofSeconds(1), 3, 2, 200, 399),
                        new PoolSettings.Retry(2, Set.of())));
    }

    private Backend pick(Pool pool, Backend... tried) {
        return Objects.requireNonNull(pool.pick(random, List.of(tried)));
    }

    private static void health(Pool pool, int index, boolean healthy) {
        pool.backends().get(index).healthy(healthy);
        pool.refresh();
    }

    @Test
    void twoIdleBackendsTakeTurns() {
        Pool pool = pool(2);
        List<Integer> picked = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            picked.add(pick(pool).index());
        }
        assertThat(picked).containsExactly(0, 1, 0, 1, 0, 1);
    }

    @Test
    void theLessBusyOfTwoIsPicked() {
        Pool pool = pool(2);
        pool.backends().get(0).begin();
        assertThat(pick(pool).index()).isEqualTo(1);
        assertThat(pick(pool).index()).isEqualTo(1);
        pool.backends().get(0).end();
        assertThat(pick(pool).index()).as("waited longer").isZero();
    }

    @Test
    void aBackendThatFailedThisExchangeIsAvoided() {
        Pool pool = pool(3);
        Backend first = pool.backends().get(0);
        Backend second = pool.backends().get(1);
        for (int i = 0; i < 100; i++) {
            assertThat(pick(pool, first)).isNotSameAs(first);
            assertThat(pick(pool, first, second).index()).isEqualTo(2);
        }
    }

    @Test
    void whereAllWereTriedThereIsNoneLeft() {
        Pool pool = pool(2);
        assertThat(pool.pick(random, pool.backends())).isNull();
    }

    @Test
    void anUnhealthyBackendIsSkipped() {
        Pool pool = pool(3);
        health(pool, 1, false);
        assertThat(pool.readyCount()).isEqualTo(2);
        for (int i = 0; i < 100; i++) {
            assertThat(pick(pool).index()).isNotEqualTo(1);
        }
        assertThat(pool.backends()).as("but is still known").hasSize(3);
    }

    @Test
    void aBackendThatIsWellAgainIsPickedAgain() {
        Pool pool = pool(2);
        health(pool, 0, false);
        assertThat(pick(pool).index()).isEqualTo(1);
        health(pool, 0, true);
        assertThat(pool.readyCount()).isEqualTo(2);
        assertThat(pick(pool).index()).isZero();
    }

    @Test
    void whereNoneIsHealthyThereIsNone() {
        Pool pool = pool(2);
        health(pool, 0, false);
        health(pool, 1, false);
        assertThat(pool.readyCount()).isZero();
        assertThat(pool.pick(random, List.of())).isNull();
    }

    @Test
    void theHealthyOneThatWasTriedLeavesNone() {
        Pool pool = pool(2);
        health(pool, 0, false);
        assertThat(pool.pick(random, List.of(pool.backends().get(1)))).isNull();
    }

    @Test
    void aBackendKnowsItsAddressAndPlace() {
        Backend second = pool(2).backends().get(1);
        assertThat(second.address()).isEqualTo("127.0.0.1:9002");
        assertThat(second.host()).isEqualTo("127.0.0.1");
        assertThat(second.port()).isEqualTo(9002);
        assertThat(second.weight()).isEqualTo(1);
        assertThat(second.isHealthy()).isTrue();
    }
}
