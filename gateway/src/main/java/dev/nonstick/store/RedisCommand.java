package dev.nonstick.store;

import io.vertx.core.Promise;
import io.vertx.redis.client.Request;
import org.jspecify.annotations.Nullable;

/**
 * One command on its way: what is asked, who waits for the answer, until when. It is settled once;
 * what arrives later is dropped, so an answer never reaches another command.
 *
 * <p>Thread rule: belongs to the event loop of its {@link RedisLink}.
 */
final class RedisCommand {

    private final Request request;
    private final @Nullable ScriptCall script;
    private final Promise<Answer> promise;
    private final long deadlineNanos;
    private boolean mayRepeat;
    private boolean settled;
    private @Nullable RedisPipeline sentOn;
    private long sentNanos;

    /**
     * @param script the call that the request makes by its hash, if it does
     * @param mayRepeat whether it may be sent once more when the connection broke
     */
    RedisCommand(
            Request request,
            @Nullable ScriptCall script,
            boolean mayRepeat,
            Promise<Answer> promise,
            long deadlineNanos) {
        this.request = request;
        this.script = script;
        this.mayRepeat = mayRepeat;
        this.promise = promise;
        this.deadlineNanos = deadlineNanos;
    }

    Request request() {
        return request;
    }

    @Nullable ScriptCall script() {
        return script;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    boolean settled() {
        return settled;
    }

    /** Where it waits for its answer; null while it waits for a new connection. */
    @Nullable RedisPipeline sentOn() {
        return sentOn;
    }

    long sentNanos() {
        return sentNanos;
    }

    void sent(RedisPipeline pipeline, long nowNanos) {
        sentOn = pipeline;
        sentNanos = nowNanos;
    }

    /** Takes back the one permission to be sent again; false where there is none (any more). */
    boolean takeRepeat() {
        boolean may = mayRepeat;
        mayRepeat = false;
        if (may) {
            sentOn = null;
        }
        return may;
    }

    void settle(Answer answer) {
        if (!settled) {
            settled = true;
            promise.complete(answer);
        }
    }
}
