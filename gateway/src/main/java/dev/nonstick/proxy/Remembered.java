package dev.nonstick.proxy;

import dev.nonstick.session.SideAnswer;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Calls of one exchange that have names, so that one that is made again, because its answer was
 * lost, is answered again instead of being done again. What was surely not done is forgotten.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class Remembered {
    /** A name that were forgotten could be done twice: above this none is taken. */
    private static final int MAX_NAMES = 64;

    private final Map<String, Future<SideAnswer>> calls = new HashMap<>();

    /**
     * Does it, but where it was done before under this name.
     *
     * @param name empty: none
     */
    Future<SideAnswer> once(String name, Supplier<Future<SideAnswer>> action) {
        if (name.isEmpty()) {
            return action.get();
        }
        Future<SideAnswer> earlier = calls.get(name);
        if (earlier != null) {
            return earlier;
        }
        if (calls.size() >= MAX_NAMES) {
            return Future.succeededFuture(SideAnswer.Busy.INSTANCE);
        }
        Future<SideAnswer> call = action.get();
        calls.put(name, call);
        return call.onComplete(
                done -> {
                    if (!done.succeeded() || !mayBeDone(done.result())) {
                        calls.remove(name);
                    }
                });
    }

    private static boolean mayBeDone(SideAnswer answer) {
        return switch (answer) {
            case SideAnswer.Stored stored -> true;
            case SideAnswer.Done done -> true;
            case SideAnswer.Counted counted -> true;
            case SideAnswer.Unavailable(boolean perhapsDone) -> perhapsDone;
            case SideAnswer.State state -> false;
            case SideAnswer.NoSession none -> false;
            case SideAnswer.Dead dead -> false;
            case SideAnswer.Conflict conflict -> false;
            case SideAnswer.Refused refused -> false;
            case SideAnswer.Forbidden forbidden -> false;
            case SideAnswer.Busy busy -> false;
        };
    }
}
