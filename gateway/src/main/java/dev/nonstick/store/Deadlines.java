package dev.nonstick.store;

import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches the deadlines of all commands of one event loop with one timer. All have the same
 * timeout, so the order of sending is the order of the deadlines.
 */
final class Deadlines {

    private final Vertx vertx;
    private final Consumer<RedisCommand<?>> missed;
    private final ArrayDeque<RedisCommand<?>> watched = new ArrayDeque<>();
    private boolean armed;

    /**
     * @param missed hears of each command that is not settled at its deadline
     */
    Deadlines(Vertx vertx, Consumer<RedisCommand<?>> missed) {
        this.vertx = vertx;
        this.missed = missed;
    }

    void watch(RedisCommand<?> command) {
        forgetSettled();
        watched.add(command);
        armIfNeeded();
    }

    private void forgetSettled() {
        RedisCommand<?> head = watched.peek();
        while (head != null && head.settled()) {
            watched.remove();
            head = watched.peek();
        }
    }

    private void armIfNeeded() {
        @Nullable RedisCommand<?> head = watched.peek();
        if (armed || head == null) {
            return;
        }
        armed = true;
        long nanos = head.deadlineNanos() - System.nanoTime();
        vertx.setTimer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos) + 1), _ -> fired());
    }

    private void fired() {
        armed = false;
        long now = System.nanoTime();
        List<RedisCommand<?>> due = new ArrayList<>();
        RedisCommand<?> head = watched.peek();
        while (head != null && (head.settled() || head.deadlineNanos() - now <= 0)) {
            due.add(watched.remove());
            head = watched.peek();
        }
        armIfNeeded();
        due.stream().filter(command -> !command.settled()).forEach(missed);
    }
}
