package dev.nonstick.proxy;

import dev.nonstick.http.RequestHead;
import dev.nonstick.routing.PoolSettings;
import dev.nonstick.upstream.Backend;
import dev.nonstick.upstream.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Step 4: which backend is asked next, and whether asking another one can do no harm.
 *
 * <p>Thread rule: belongs to one exchange.
 */
final class Attempts {
    private final List<Backend> tried = new ArrayList<>(0);
    private int count;
    private boolean sameAgain;

    /** How many there were. */
    int count() {
        return count;
    }

    /** A ready backend that has not failed this exchange yet; null: none is left. */
    @Nullable Backend next(Pool pool, RandomGenerator random) {
        Backend backend = pool.pick(random, tried);
        if (backend == null && sameAgain) {
            backend = pool.pick(random, List.of());
        }
        if (backend != null) {
            count++;
        }
        return backend;
    }

    /**
     * An attempt has failed.
     *
     * @param mayRepeat whether nothing but the request itself speaks against sending it again
     * @return whether another one can do no harm
     */
    boolean mayFollow(
            Attempt failed,
            Failure failure,
            RequestHead head,
            boolean mayRepeat,
            PoolSettings.Retry retry) {
        tried.add(failed.backend());
        // a stale connection says nothing against its backend: it may be asked again
        sameAgain = failure == Failure.BACKEND_RESET && failed.reused();
        boolean harmless =
                failure.nothingWasSent()
                        || (failure == Failure.BACKEND_RESET
                                && mayRepeat
                                && !head.isWebSocket()
                                && retry.mayRepeat(head.method(), head.hasBody()));
        return harmless && count < retry.attempts();
    }
}
