package dev.nonstick.store;

import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.impl.PooledRedisConnection;
import io.vertx.redis.client.impl.RedisStandaloneConnection;
import java.lang.reflect.Field;

/**
 * Collects the commands that one pass of the event loop sends and writes them at its end: one
 * system call for all exchanges that look up their sessions in that pass. The client offers no
 * access to its socket, so it is read from its field; where that is not possible every command is a
 * write of its own, as without this class.
 */
final class FlushPerPass {
    /** Commands after which a write does not wait for the end of the pass. */
    private static final int MOST = 64;

    private static final String HANDLER = "flush-per-pass";

    private FlushPerPass() {}

    /** Whether it could be done. */
    static boolean on(RedisConnection connection) {
        if (!(connection instanceof PooledRedisConnection pooled)
                || !(pooled.actual() instanceof RedisStandaloneConnection standalone)) {
            return false;
        }
        try {
            Field field = RedisStandaloneConnection.class.getDeclaredField("netSocket");
            field.setAccessible(true);
            if (!(field.get(standalone) instanceof NetSocketInternal socket)) {
                return false;
            }
            Channel channel = socket.channelHandlerContext().channel();
            channel.pipeline().addFirst(HANDLER, new FlushConsolidationHandler(MOST, true));
            return true;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return false;
        }
    }
}
