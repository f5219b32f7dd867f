package dev.nonstick.store;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the store again where no answer came; for commands that may reach it more than once.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class Resend {
    private static final long PAUSE_MILLIS = 50;

    private final Timer timer;
    private final LongSupplier clock;
    private int pending;

    Resend(Timer timer, LongSupplier clock) {
        this.timer = timer;
        this.clock = clock;
    }

    /** When what begins now has to be over. */
    long deadline() {
        return clock.getAsLong() + CommitQueue.BUDGET_MILLIS;
    }

    /** Commands without an answer. */
    int pending() {
        return pending;
    }

    /**
     * Asks until there is an answer or no time: {@code Ambiguous} where none came in time, {@code
     * Unavailable} only where nothing was applied.
     */
    <T> Future<T> settle(Supplier<Future<T>> command, long deadline) {
        pending++;
        Promise<T> done = Promise.promise();
        send(command, deadline, null, done);
        return done.future().onComplete(result -> pending--);
    }

    private <T> void send(
            Supplier<Future<T>> command, long deadline, @Nullable T lost, Promise<T> done) {
        command.get()
                .onSuccess(
                        result -> {
                            boolean unanswered = result instanceof SessionStore.Ambiguous;
                            if (unanswered) {
                                sendAgain(command, deadline, result, done);
                            } else if (lost != null && result instanceof SessionStore.Unavailable) {
                                sendAgain(command, deadline, lost, done);
                            } else {
                                done.complete(result);
                            }
                        });
    }

    private <T> void sendAgain(
            Supplier<Future<T>> command, long deadline, T lost, Promise<T> done) {
        if (clock.getAsLong() + PAUSE_MILLIS >= deadline) {
            done.complete(lost);
        } else {
            timer.after(PAUSE_MILLIS, () -> send(command, deadline, lost, done));
        }
    }
}
