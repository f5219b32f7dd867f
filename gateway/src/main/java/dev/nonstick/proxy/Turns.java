package dev.nonstick.proxy;

import io.vertx.core.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Actions one after the other, in the order in which they came.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class Turns {
    private Future<?> last = Future.succeededFuture();
    private int pending;

    /** Begins when those before it have ended, however they did: at once where there is none. */
    <T> Future<T> take(Supplier<Future<T>> action) {
        pending++;
        Future<T> turn = last.isComplete() ? begin(action) : last.transform(before -> action.get());
        last = turn;
        return turn.onComplete(done -> pending--);
    }

    /** What fails to begin fails as what fails later does. */
    private static <T> Future<T> begin(Supplier<Future<T>> action) {
        try {
            return action.get();
        } catch (RuntimeException defect) {
            return Future.failedFuture(defect);
        }
    }

    /** How many have not ended. */
    int pending() {
        return pending;
    }

    /** Completes when all that are here now have ended; null: they have. */
    @Nullable Future<?> all() {
        return pending == 0 ? null : last;
    }
}
