package dev.nonstick.store;

import dev.nonstick.store.RedisConnector.Attempted;
import dev.nonstick.store.RedisConnector.Established;
import dev.nonstick.store.RedisConnector.NotEstablished;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
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

    private final VertxInternal vertx;
    private final ContextInternal context;
    private final RedisConnector connector;
    private final StoreListener listener;
    private final Consumer<RedisPipeline> onConnected;
    private final long timeoutNanos;
    private final Deadlines deadlines;
    private final Backoff backoff = new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    private final List<RedisCommand<?>> repeats = new ArrayList<>();
    private @Nullable RedisPipeline live;
    private StoreFault downBecause = StoreFault.DISCONNECTED;
    private @Nullable StoreFault told;
    private boolean closed;

    /**
     * @param onConnected hears of every new connection
     */
    RedisLink(
            ContextInternal context,
            RedisConnector connector,
            Duration commandTimeout,
            StoreListener listener,
            Consumer<RedisPipeline> onConnected) {
        this.vertx = context.owner();
        this.context = context;
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
    <T> Future<T> read(byte[][] words, Function<Answer, T> reading) {
        return submit(words, null, true, reading);
    }

    /** Sends a command that is never sent twice. */
    <T> Future<T> once(byte[][] words, Function<Answer, T> reading) {
        return submit(words, null, false, reading);
    }

    /** Calls a script; sent twice only if Redis answers that it does not know it. */
    <T> Future<T> call(ScriptCall call, Function<Answer, T> reading) {
        return submit(call.byHash(), call, false, reading);
    }

    private <T> Future<T> submit(
            byte[][] words,
            @Nullable ScriptCall script,
            boolean mayRepeat,
            Function<Answer, T> reading) {
        RedisPipeline pipeline = live;
        if (pipeline == null) {
            return refused(downBecause, reading);
        }
        if (pipeline.full()) {
            return refused(StoreFault.OVERLOADED, reading);
        }
        // mostly the link's own context: then the future completes where the answer is read;
        // where it is another of this loop, what the caller hangs onto it runs there
        ContextInternal caller = vertx.getOrCreateContext();
        long now = System.nanoTime();
        RedisCommand<T> command =
                new RedisCommand<>(
                        this,
                        words,
                        script,
                        mayRepeat,
                        reading,
                        caller.promise(),
                        now + timeoutNanos);
        deadlines.watch(command);
        transmit(command, words, pipeline, now);
        return command.future();
    }

    private static <T> Future<T> refused(StoreFault fault, Function<Answer, T> reading) {
        return Future.succeededFuture(reading.apply(new Answer.Refused(fault)));
    }

    private static void transmit(
            RedisCommand<?> command, byte[][] words, RedisPipeline pipeline, long nowNanos) {
        command.sent(pipeline, nowNanos);
        pipeline.send(words, command);
    }

    /** The answer to a command came. */
    void answered(RedisCommand<?> command, Resp answer) {
        if (answer instanceof Resp.Failure(String message)) {
            failed(command, message);
        } else {
            command.settle(new Answer.Reply(answer));
        }
    }

    private void failed(RedisCommand<?> command, String error) {
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

    /** A command's connection ended; the link has heard of that before. */
    void unanswered(RedisCommand<?> command) {
        if (command.settled()) {
            return;
        }
        if (!closed && command.takeRepeat()) {
            repeats.add(command);
        } else {
            command.settle(new Answer.Unknown(StoreFault.CONNECTION_LOST));
        }
    }

    private void missedDeadline(RedisCommand<?> command) {
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
        return connector.connect(ended -> lost(ended, StoreFault.CONNECTION_LOST)).map(this::over);
    }

    private @Nullable Void over(Attempted attempted) {
        switch (attempted) {
            case Established(RedisPipeline pipeline) -> established(pipeline);
            case NotEstablished(StoreFault fault) -> notEstablished(fault);
        }
        return null;
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
        List<RedisCommand<?>> again = List.copyOf(repeats);
        repeats.clear();
        long now = System.nanoTime();
        again.stream()
                .filter(command -> !command.settled())
                .forEach(command -> transmit(command, command.words(), pipeline, now));
        onConnected.accept(pipeline);
    }

    private void notEstablished(StoreFault fault) {
        downBecause = fault;
        tell(fault);
        attemptLater();
    }

    private void tell(StoreFault fault) {
        if (fault != told) {
            told = fault;
            listener.disconnected(fault);
        }
    }
}
