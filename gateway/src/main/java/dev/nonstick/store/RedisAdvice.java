package dev.nonstick.store;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
        Future<Resp> policy = setting(pipeline, "maxmemory-policy");
        Future<Resp> appendOnly = setting(pipeline, "appendonly");
        Future<Resp> save = setting(pipeline, "save");
        Future.join(policy, appendOnly, save)
                .onSuccess(_ -> judge(value(policy), value(appendOnly), value(save)))
                .onFailure(_ -> asked.set(false));
    }

    private static Future<Resp> setting(RedisPipeline pipeline, String name) {
        return pipeline.ask(ascii("CONFIG"), ascii("GET"), ascii(name));
    }

    /** The answer is the setting's name and its value, or nothing. */
    private static @Nullable String value(Future<Resp> answer) {
        return answer.result() instanceof Resp.Many(List<Resp> items)
                        && items.size() == 2
                        && items.get(1) instanceof Resp.Bulk(byte[] value)
                ? new String(value, StandardCharsets.UTF_8)
                : null;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
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
