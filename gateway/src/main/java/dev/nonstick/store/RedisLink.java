package dev.nonstick.store;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way of one event loop to one Redis node: at most one connection, made anew whenever it is
 * lost.
 *
 * <pre>
 *            attempt ok                   end, error, silence
 *  down ----------------------> live ----------------------------> down
 *   |  ^  commands: Refused      |  commands: sent, each with a deadline
 *   '--'  backoff                '- lost with it: reads are sent once more on the next connection,
 *  attempt failed                   writes are Unknown
 * </pre>
 *
 * <p>Thread rule: made, called and completing its futures on one event loop.
 */
final class RedisLink {

    private final Vertx vertx;
    private final Context context;
    private final RedisConnector connector;
    private final StoreListener listener;
    private final Consumer<RedisPipeline> onConnected;
    private final long timeoutNanos;
    private final Deadlines deadlines;
    private final Backoff backoff = new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    private final List<RedisCommand> repeats = new ArrayList<>();
    private @Nullable RedisPipeline live;
    private StoreFault downBecause = StoreFault.DISCONNECTED;
    private @Nullable StoreFault told;
    private boolean closed;

    /**
     * @param onConnected hears of every new connection
     */
    RedisLink(
            Vertx vertx,
            RedisConnector connector,
            Duration commandTimeout,
            StoreListener listener,
            Consumer<RedisPipeline> onConnected) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.connector = connector;
        this.listener = listener;
        this.onConnected = onConnected;
        this.timeoutNanos = commandTimeout.toNanos();
        this.deadlines = new Deadlines(vertx, this::missedDeadline);
    }

    /** Makes the first attempt to connect; the future succeeds when that is over, either way. */
    Future<Void> start() {
        return attempt();
    }

    Future<Void> close() {
        closed = true;
        RedisPipeline last = live;
        live = null;
        return last == null ? Future.succeededFuture() : last.close();
    }

    /** Sends a command that changes nothing. */
    Future<Answer> read(Request request) {
        return submit(request, null, true);
    }

    /** Sends a command that is never sent twice. */
    Future<Answer> once(Request request) {
        return submit(request, null, false);
    }

    /** Calls a script; sent twice only if Redis answers that it does not know it. */
    Future<Answer> call(ScriptCall call) {
        return submit(call.byHash(), call, false);
    }

    private Future<Answer> submit(Request request, @Nullable ScriptCall script, boolean mayRepeat) {
        RedisPipeline pipeline = live;
        if (pipeline == null) {
            return Future.succeededFuture(new Answer.Refused(downBecause));
        }
        if (pipeline.full()) {
            return Future.succeededFuture(new Answer.Refused(StoreFault.OVERLOADED));
        }
        // the caller's context: what it hangs onto the future runs there
        ContextInternal caller = ((VertxInternal) vertx).getOrCreateContext();
        Promise<Answer> promise = caller.promise();
        long now = System.nanoTime();
        RedisCommand command =
                new RedisCommand(request, script, mayRepeat, promise, now + timeoutNanos);
        deadlines.watch(command);
        transmit(command, request, pipeline, now);
        return promise.future();
    }

    private void transmit(
            RedisCommand command, Request request, RedisPipeline pipeline, long nowNanos) {
        command.sent(pipeline, nowNanos);
        pipeline.send(request)
                .onComplete((response, failure) -> ended(command, pipeline, response, failure));
    }

    private void ended(
            RedisCommand command,
            RedisPipeline pipeline,
            @Nullable Response response,
            @Nullable Throwable failure) {
        if (failure == null) {
            pipeline.answered();
            command.settle(new Answer.Reply(response));
        } else if (RedisErrors.isReply(failure)) {
            pipeline.answered();
            failed(command, failure);
        } else {
            lost(pipeline, StoreFault.CONNECTION_LOST);
            unanswered(command);
        }
    }

    private void failed(RedisCommand command, Throwable error) {
        ScriptCall script = command.script();
        if (script == null || command.settled() || !RedisErrors.isUnknownScript(error)) {
            command.settle(new Answer.Refused(RedisErrors.fault(error)));
            return;
        }
        RedisPipeline pipeline = live;
        if (pipeline == null) {
            command.settle(new Answer.Refused(downBecause));
        } else {
            transmit(command, script.bySource(), pipeline, System.nanoTime());
        }
    }

    private void unanswered(RedisCommand command) {
        if (command.settled()) {
            return;
        }
        if (!closed && command.takeRepeat()) {
            repeats.add(command);
        } else {
            command.settle(new Answer.Unknown(StoreFault.CONNECTION_LOST));
        }
    }

    private void missedDeadline(RedisCommand command) {
        RedisPipeline pipeline = command.sentOn();
        if (pipeline == null) {
            command.settle(new Answer.Unknown(StoreFault.CONNECTION_LOST));
            return;
        }
        command.settle(new Answer.Unknown(StoreFault.TIMEOUT));
        if (pipeline.timedOut(command.sentNanos(), System.nanoTime())) {
            lost(pipeline, StoreFault.TIMEOUT);
        }
    }

    private void lost(RedisPipeline pipeline, StoreFault fault) {
        if (live != pipeline) {
            return;
        }
        live = null;
        downBecause = StoreFault.DISCONNECTED;
        tell(fault);
        RedisConnector.ignore(pipeline.close());
        attemptLater();
    }

    private void attemptLater() {
        if (!closed) {
            vertx.setTimer(
                    backoff.nextMillis(),
                    _ -> context.runOnContext(_ -> RedisConnector.ignore(attempt())));
        }
    }

    private Future<Void> attempt() {
        if (closed) {
            return Future.succeededFuture();
        }
        return connector
                .connect(ended -> lost(ended, StoreFault.CONNECTION_LOST))
                .transform(
                        (pipeline, failure) -> {
                            if (failure == null) {
                                established(pipeline);
                            } else {
                                notEstablished(failure);
                            }
                            return Future.succeededFuture();
                        });
    }

    private void established(RedisPipeline pipeline) {
        if (closed) {
            RedisConnector.ignore(pipeline.close());
            return;
        }
        live = pipeline;
        told = null;
        backoff.reset();
        listener.connected();
        List<RedisCommand> again = List.copyOf(repeats);
        repeats.clear();
        long now = System.nanoTime();
        again.stream()
                .filter(command -> !command.settled())
                .forEach(command -> transmit(command, command.request(), pipeline, now));
        onConnected.accept(pipeline);
    }

    private void notEstablished(Throwable failure) {
        downBecause =
                RedisErrors.isReply(failure) ? RedisErrors.fault(failure) : StoreFault.DISCONNECTED;
        tell(downBecause);
        attemptLater();
    }

    private void tell(StoreFault fault) {
        if (fault != told) {
            told = fault;
            listener.disconnected(fault);
        }
    }
}
