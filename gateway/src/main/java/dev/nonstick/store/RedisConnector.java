package dev.nonstick.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections: TCP, AUTH, SELECT, scripts. Each has a client of its own, because the client's
 * pool would keep a half-dead connection and only closing the client closes the socket.
 */
final class RedisConnector {

    /** Room in the client's own queue for the commands that set up a connection. */
    private static final int SETUP_COMMANDS = 64;

    /** How long written bytes may stay without TCP acknowledgement. */
    private static final int TCP_USER_TIMEOUT_MILLIS = 10_000;

    private final Vertx vertx;
    private final RedisOptions options;
    private final long timeoutMillis;

    RedisConnector(Vertx vertx, StoreSettings settings) {
        this.vertx = vertx;
        this.timeoutMillis = settings.connectTimeout().toMillis();
        this.options = options(settings);
    }

    private static RedisOptions options(StoreSettings settings) {
        RedisOptions options =
                new RedisOptions()
                        .setConnectionString(settings.url())
                        .setMaxWaitingHandlers(RedisPipeline.MAX_UNANSWERED + SETUP_COMMANDS)
                        .setMaxPoolSize(1)
                        .setPoolCleanerInterval(-1)
                        .setPoolRecycleTimeout(-1);
        options.getNetClientOptions()
                .setConnectTimeout((int) settings.connectTimeout().toMillis())
                .setTcpUserTimeout(TCP_USER_TIMEOUT_MILLIS);
        if (settings.username() != null) {
            options.setUser(settings.username());
        }
        if (settings.password() != null) {
            options.setPassword(settings.password());
        }
        return options;
    }

    /**
     * Connects; called on the event loop that will own the connection. Fails after the connect
     * timeout at the latest.
     *
     * @param lost hears of the end of the connection, from before the returned future completes on
     */
    Future<RedisPipeline> connect(Consumer<RedisPipeline> lost) {
        Redis client = Redis.createClient(vertx, options);
        return client.connect()
                .compose(connection -> prepare(client, connection, lost))
                .timeout(timeoutMillis, TimeUnit.MILLISECONDS)
                .onFailure(_ -> ignore(client.close()));
    }

    private static Future<RedisPipeline> prepare(
            Redis client, RedisConnection connection, Consumer<RedisPipeline> lost) {
        FlushPerPass.on(connection);
        RedisPipeline pipeline = new RedisPipeline(client, connection);
        pipeline.onLoss(() -> lost.accept(pipeline));
        return Future.join(RedisScript.ALL.stream().map(script -> load(pipeline, script)).toList())
                .map(pipeline);
    }

    /** Loading also proves that this user may work here. EVAL does without it. */
    private static Future<@Nullable Response> load(RedisPipeline pipeline, RedisScript script) {
        Request request = Request.cmd(Command.SCRIPT).arg("LOAD").arg(script.source());
        return pipeline.sendUncounted(request)
                .recover(
                        failure ->
                                RedisErrors.isForbiddenCommand(failure)
                                        ? Future.succeededFuture()
                                        : Future.failedFuture(failure));
    }

    static void ignore(Future<?> future) {
        future.onComplete((_, _) -> {});
    }
}
