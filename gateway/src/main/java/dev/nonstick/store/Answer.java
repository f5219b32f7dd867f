package dev.nonstick.store;

import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

/** What became of one Redis command. */
sealed interface Answer {

    /**
     * Redis executed it.
     *
     * @param response null is Redis' nil
     */
    record Reply(@Nullable Response response) implements Answer {}

    /** Surely not executed: never sent, or Redis answered with an error. */
    record Refused(StoreFault fault) implements Answer {}

    /** Sent, and nothing came back. */
    record Unknown(StoreFault fault) implements Answer {}
}
