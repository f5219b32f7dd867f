package dev.nonstick.store;

import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.PooledRedisConnection;
import org.jspecify.annotations.Nullable;

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

    private final Redis client;
    private final RedisConnection connection;
    private final RedisConnection sender;
    private int unanswered;
    private int silentRounds;
    private long roundEndedNanos;

    RedisPipeline(Redis client, RedisConnection connection) {
        this.client = client;
        this.connection = connection;
        this.sender = unreported(connection);
    }

    /**
     * The connection below the client's pool. The pool's own would describe every command to a
     * tracer, in strings made for it, whether there is a tracer or not.
     */
    private static RedisConnection unreported(RedisConnection connection) {
        return connection instanceof PooledRedisConnection pooled ? pooled.actual() : connection;
    }

    boolean full() {
        return unanswered >= MAX_UNANSWERED;
    }

    /** Sends beside the counted commands: the few that set up a connection. */
    Future<@Nullable Response> sendUncounted(Request request) {
        return sender.send(request);
    }

    Future<@Nullable Response> send(Request request) {
        unanswered++;
        return sender.send(request);
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

    /** Calls back when the connection ends or fails; maybe more than once. */
    void onLoss(Runnable lost) {
        connection.endHandler(_ -> lost.run());
        connection.exceptionHandler(_ -> lost.run());
    }

    /** Closes the socket. Closing the connection alone would hand it back to the client's pool. */
    Future<Void> close() {
        return client.close();
    }
}
