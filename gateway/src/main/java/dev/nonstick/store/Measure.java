package dev.nonstick.store;

import dev.nonstick.store.SessionStore.WriteResult;
import io.vertx.core.Future;
import java.util.function.Function;

/**
 * Tells a listener how long operations take and what they come to.
 *
 * @param listener thread-safe
 */
record Measure(StoreListener listener) {

    /** To be called before the operation, for {@link #of}. */
    static long start() {
        return System.nanoTime();
    }

    <T> Future<T> of(String operation, long start, Future<T> pending, Function<T, String> outcome) {
        listener.commandStarted(operation);
        return pending.onSuccess(
                result ->
                        listener.commandDone(
                                operation, outcome.apply(result), System.nanoTime() - start));
    }

    static String outcome(WriteResult result) {
        return switch (result) {
            case SessionStore.Done _ -> "done";
            case SessionStore.Conflict _ -> "conflict";
            case SessionStore.Unavailable _ -> "unavailable";
            case SessionStore.Ambiguous _ -> "ambiguous";
        };
    }
}
