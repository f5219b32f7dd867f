package dev.nonstick.upstream;

import dev.nonstick.routing.PoolSettings;
import dev.nonstick.routing.PowerOfTwo;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The backends of one pool and which of them are ready.
 *
 * <p>Thread rule: shared; the ready ones are one volatile reference, replaced as a whole.
 */
public final class Pool {
    /** What a turn of a backend with weight 1 costs. */
    private static final long TURN = 1_000_000;

    private final PoolSettings settings;
    private final List<Backend> backends;
    private volatile long now;
    private volatile Backend[] ready;

    public Pool(PoolSettings settings) {
        this.settings = settings;
        Backend[] all = new Backend[settings.backends().size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = new Backend(settings.backends().get(i), i);
        }
        this.backends = List.of(all);
        this.ready = all;
    }

    public PoolSettings settings() {
        return settings;
    }

    /** All backends, ready or not. */
    public List<Backend> backends() {
        return backends;
    }

    /** How many are ready. */
    public int readyCount() {
        return ready.length;
    }

    /**
     * Picks a ready backend.
     *
     * @param tried backends that already failed this exchange; avoided
     * @return null where none is left
     */
    public @Nullable Backend pick(RandomGenerator random, List<Backend> tried) {
        Backend[] candidates = ready;
        if (!tried.isEmpty()) {
            candidates =
                    Arrays.stream(candidates)
                            .filter(b -> !tried.contains(b))
                            .toArray(Backend[]::new);
        }
        int chosen = PowerOfTwo.choose(candidates, random);
        if (chosen < 0) {
            return null;
        }
        Backend backend = candidates[chosen];
        // one that was away, or unhealthy, does not get all the turns it missed
        long start = Math.max(backend.turn(), now);
        now = start;
        backend.turn(start + TURN / backend.weight());
        return backend;
    }

    /** Takes over what the health check found out. */
    void refresh() {
        ready = backends.stream().filter(Backend::isHealthy).toArray(Backend[]::new);
    }
}
