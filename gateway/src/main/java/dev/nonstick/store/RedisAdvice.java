package dev.nonstick.store;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks once per process at how the Redis node is set up and warns of what can lose sessions. Where
 * CONFIG is forbidden or unknown, nothing is said.
 *
 * <p>Thread-safe: shared by all event loops; the first connection is the one that asks.
 */
final class RedisAdvice implements Consumer<RedisPipeline> {

    private final StoreListener listener;
    private final AtomicBoolean asked = new AtomicBoolean();

    RedisAdvice(StoreListener listener) {
        this.listener = listener;
    }

    @Override
    public void accept(RedisPipeline pipeline) {
        if (!asked.compareAndSet(false, true)) {
            return;
        }
        Future<@Nullable String> policy = setting(pipeline, "maxmemory-policy");
        Future<@Nullable String> appendOnly = setting(pipeline, "appendonly");
        Future<@Nullable String> save = setting(pipeline, "save");
        Future.join(policy, appendOnly, save)
                .onSuccess(_ -> judge(policy.result(), appendOnly.result(), save.result()))
                .onFailure(failure -> asked.set(RedisErrors.isReply(failure)));
    }

    private static Future<@Nullable String> setting(RedisPipeline pipeline, String name) {
        return pipeline.sendUncounted(Request.cmd(Command.CONFIG).arg("GET").arg(name))
                .map(reply -> value(reply, name));
    }

    private static @Nullable String value(@Nullable Response reply, String name) {
        Response value = reply == null ? null : reply.get(name);
        return value == null ? null : value.toString();
    }

    private void judge(
            @Nullable String policy, @Nullable String appendOnly, @Nullable String save) {
        if (policy != null && !policy.equals("noeviction")) {
            listener.warning(StoreListener.MAY_EVICT);
        }
        if ("no".equals(appendOnly) && "".equals(save)) {
            listener.warning(StoreListener.NOT_PERSISTENT);
        }
    }
}
