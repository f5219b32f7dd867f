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

    private final ContextInternal context;
    private final RespConnection connection;
    private int unanswered;

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
    }

    /** Closes the socket; those who wait for answers hear of it afterwards. */
    Future<Void> close() {
        return connection.close();
    }
}
