package dev.nonstick.store;

import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Consumer;

/**
 * One live connection and what is known of it. Commands are sent without waiting for each other;
 * Redis answers in order. A command that nobody waits for any more still takes its place in that
 * order until its answer comes, so answers cannot be mixed up.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class RedisPipeline {

    /** Commands without answer, abandoned ones included, above which new ones are refused. */
    static final int MAX_UNANSWERED = 2_048;

    /** Rounds of timeouts after which a connection that brings nothing is given up. */
    static final int MAX_SILENT_ROUNDS = 3;

    private final ContextInternal context;
    private final RespConnection connection;
    private int unanswered;
    private int silentRounds;
    private long roundEndedNanos;

    /**
     * @param lost hears once of the end of the connection, before those who wait for answers do
     */
    RedisPipeline(ContextInternal context, Channel channel, Consumer<RedisPipeline> lost) {
        this.context = context;
        this.connection = new RespConnection(context, channel, () -> lost.accept(this));
        channel.pipeline().addLast(connection);
    }

    boolean full() {
        return unanswered >= MAX_UNANSWERED;
    }

    /**
     * Sends beside the counted commands: the few that set up a connection. The future fails where
     * the connection ends before the answer comes.
     */
    Future<Resp> ask(byte[]... words) {
        Promise<Resp> answer = context.promise();
        connection.send(words, new Asking(answer));
        return answer.future();
    }

    private record Asking(Promise<Resp> promise) implements RespWaiter {
        @Override
        public void answered(Resp answer) {
            promise.complete(answer);
        }

        @Override
        public void lost() {
            promise.fail("the connection to Redis ended");
        }
    }

    void send(byte[][] words, RespWaiter waiter) {
        unanswered++;
        connection.send(words, waiter);
    }

    void answered() {
        unanswered--;
        silentRounds = 0;
    }

    /**
     * Notes that a command timed out. One stall makes many commands time out together; they count
     * as one round. A round counts if its command was sent after the round before had ended.
     *
     * @return whether the connection has been silent for too many rounds
     */
    boolean timedOut(long sentNanos, long nowNanos) {
        if (silentRounds == 0 || sentNanos - roundEndedNanos >= 0) {
            silentRounds++;
            roundEndedNanos = nowNanos;
        }
        return silentRounds >= MAX_SILENT_ROUNDS;
    }

    /** Closes the socket; those who wait for answers hear of it afterwards. */
    Future<Void> close() {
        return connection.close();
    }
}
