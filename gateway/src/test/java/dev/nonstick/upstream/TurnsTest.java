package dev.nonstick.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.routing.PoolSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final SplittableRandom random = new SplittableRandom(5);

    private static Pool pool(int... weights) {
        List<PoolSettings.BackendSettings> backends =
                Arrays.stream(weights)
                        .mapToObj(w -> new PoolSettings.BackendSettings("127.0.0.1", 1, w))
                        .toList();
        Duration second = Duration.ofSeconds(1);
        return new Pool(
                new PoolSettings(
                        "app",
                        backends,
                        new PoolSettings.Connections(1, 1, second, second),
                        new PoolSettings.Timeouts(second, second, second),
                        new PoolSettings.Health(null, second, second, 1, 1, 200, 399),
                        new PoolSettings.Retry(1, Set.of())));
    }

    private int[] picks(Pool pool, int count) {
        int[] picks = new int[pool.backends().size()];
        for (int i = 0; i < count; i++) {
            Backend picked = Objects.requireNonNull(pool.pick(random, List.of()));
            picks[picked.index()]++;
        }
        return picks;
    }

    @Test
    void idleBackendsAreTakenByWeight() {
        assertThat(picks(pool(3, 1), 4_000)).containsExactly(3_000, 1_000);
    }

    @Test
    void oneThatWasAwayDoesNotCatchUp() {
        Pool pool = pool(1, 1);
        pool.backends().get(1).healthy(false);
        pool.refresh();
        picks(pool, 1_000);
        pool.backends().get(1).healthy(true);
        pool.refresh();
        assertThat(picks(pool, 100)).containsExactly(50, 50);
    }
}
