package dev.nonstick.store;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One command on its way: what is asked, who waits for the answer, until when. It is settled once;
 * what arrives later is dropped, so an answer never reaches another command.
 *
 * <p>Thread rule: belongs to the event loop of its {@link RedisLink}.
 */
final class RedisCommand<T> implements RespWaiter {

    private final RedisLink link;
    private final byte[][] words;
    private final @Nullable ScriptCall script;
    private final Function<Answer, T> reading;
    private final Promise<T> promise;
    private final long deadlineNanos;
    private final boolean reads;
    private boolean mayRepeat;
    private boolean settled;
    private @Nullable RedisPipeline sentOn;
    private long sentNanos;

    /**
     * @param script the call that the words make by its hash, if they do
     * @param reads whether it changes nothing: then it may be sent once more when the connection
     *     broke
     * @param reading what an answer means to who waits for it
     */
    RedisCommand(
            RedisLink link,
            byte[][] words,
            @Nullable ScriptCall script,
            boolean reads,
            Function<Answer, T> reading,
            Promise<T> promise,
            long deadlineNanos) {
        this.link = link;
        this.words = words;
        this.script = script;
        this.reads = reads;
        this.mayRepeat = reads;
        this.reading = reading;
        this.promise = promise;
        this.deadlineNanos = deadlineNanos;
    }

    byte[][] words() {
        return words;
    }

    @Nullable ScriptCall script() {
        return script;
    }

    boolean reads() {
        return reads;
    }

    Future<T> future() {
        return promise.future();
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
            promise.complete(reading.apply(answer));
        }
    }

    @Override
    public void answered(Resp answer) {
        RedisPipeline on = Objects.requireNonNull(sentOn, "answered, so it was sent");
        on.answered();
        link.answered(this, on, answer);
    }

    @Override
    public void lost() {
        link.unanswered(this);
    }
}
