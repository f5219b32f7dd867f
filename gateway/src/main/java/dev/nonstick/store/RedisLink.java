package dev.nonstick.store;

import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way of one event loop's commands to one Redis node.
 *
 * <pre>
 *                 the node serves?
 *  command --+-- no:  Refused at once
 *            '-- yes: sent, with a deadline --+-- an answer:         Reply, Refused, or its script
 *                                             |                      is sent
 *                                             +-- no answer in time: Unknown
 *                                             '-- connection ended:  reads are sent once more on the
 *                                                                    next one, writes are Unknown
 * </pre>
 *
 * <p>Whether the node serves, and when it is asked again, is the matter of {@link RedisNode}.
 *
 * <p>Thread rule: made, called and completing its futures on one event loop.
 */
final class RedisLink {

    private final VertxInternal vertx;
    private final RedisNode node;
    private final Consumer<RedisPipeline> onServing;
    private final long timeoutNanos;
    private final Deadlines deadlines;
    private final List<RedisCommand<?>> repeats = new ArrayList<>();

    /**
     * @param onServing hears each time the node serves again
     */
    RedisLink(
            ContextInternal context,
            RedisConnector connector,
            Duration commandTimeout,
            StoreListener listener,
            Consumer<RedisPipeline> onServing) {
        this.vertx = context.owner();
        this.node = new RedisNode(context, connector, commandTimeout, listener, this::serves);
        this.onServing = onServing;
        this.timeoutNanos = commandTimeout.toNanos();
        this.deadlines = new Deadlines(vertx, this::missedDeadline);
    }

    /** Makes the first attempt to connect; the future succeeds when that is over, either way. */
    Future<Void> start() {
        return node.start();
    }

    Future<Void> close() {
        return node.close();
    }

    /** Whether commands are refused at once. */
    boolean isDown() {
        return node.serving() == null;
    }

    /** Sends a command that changes nothing. */
    <T> Future<T> read(byte[][] words, Function<Answer, T> reading) {
        return submit(words, null, true, reading);
    }

    /** Calls a script that changes nothing. */
    <T> Future<T> read(ScriptCall call, Function<Answer, T> reading) {
        return submit(call.byHash(), call, true, reading);
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
            boolean reads,
            Function<Answer, T> reading) {
        RedisPipeline pipeline = node.serving();
        if (pipeline == null) {
            return refused(node.refusal(), reading);
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
                        this, words, script, reads, reading, caller.promise(), now + timeoutNanos);
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
    void answered(RedisCommand<?> command, RedisPipeline on, Resp answer) {
        if (answer instanceof Resp.Failure(String message)) {
            failed(command, on, message);
        } else {
            inTime(command);
            command.settle(new Answer.Reply(answer));
        }
    }

    private void inTime(RedisCommand<?> command) {
        if (!command.settled()) {
            node.answered();
        }
    }

    private void failed(RedisCommand<?> command, RedisPipeline on, String error) {
        ScriptCall script = command.script();
        if (script == null || command.settled() || !RedisErrors.isUnknownScript(error)) {
            StoreFault fault = RedisErrors.fault(error);
            if (fault != StoreFault.NOT_SERVING) {
                inTime(command);
            } else if (command.reads()) {
                node.refused(on, command.sentNanos());
            }
            command.settle(new Answer.Refused(fault));
            return;
        }
        RedisPipeline pipeline = node.serving();
        if (pipeline == null) {
            command.settle(new Answer.Refused(node.refusal()));
        } else {
            transmit(command, script.bySource(), pipeline, System.nanoTime());
        }
    }

    /** A command's connection ended; the node has heard of that before. */
    void unanswered(RedisCommand<?> command) {
        if (command.settled()) {
            return;
        }
        if (!node.isClosed() && command.takeRepeat()) {
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
        node.timedOut(pipeline, command.sentNanos());
    }

    private void serves(RedisPipeline pipeline) {
        List<RedisCommand<?>> again = List.copyOf(repeats);
        repeats.clear();
        long now = System.nanoTime();
        again.stream()
                .filter(command -> !command.settled())
                .forEach(command -> transmit(command, command.words(), pipeline, now));
        onServing.accept(pipeline);
    }
}
