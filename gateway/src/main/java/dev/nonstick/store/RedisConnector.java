package dev.nonstick.store;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.net.TcpOption;
import io.vertx.core.spi.transport.Transport;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections: TCP, AUTH, SELECT, scripts.
 *
 * <p>Thread rule: belongs to the event loop of its context.
 */
final class RedisConnector {

    private static final int DEFAULT_PORT = 6379;

    /** How long written bytes may stay without TCP acknowledgement, where the system has that. */
    private static final int TCP_USER_TIMEOUT_MILLIS = 10_000;

    private final ContextInternal context;
    private final Bootstrap bootstrap;
    private final String host;
    private final int port;
    private final long timeoutMillis;
    private final List<Step> steps;

    RedisConnector(ContextInternal context, StoreSettings settings) {
        URI url = URI.create(settings.url());
        this.context = context;
        this.host = url.getHost();
        this.port = url.getPort() < 0 ? DEFAULT_PORT : url.getPort();
        this.timeoutMillis = Math.max(1, settings.connectTimeout().toMillis());
        this.bootstrap = bootstrap(context, (int) timeoutMillis);
        this.steps = steps(settings, url.getPath());
    }

    private static Bootstrap bootstrap(ContextInternal context, int timeoutMillis) {
        Transport transport = context.owner().transport();
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(context.nettyEventLoop())
                        .channelFactory(transport.channelFactory(false))
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
                        .handler(new Bare());
        transport.configure(
                new TcpConfig()
                        .setOption(TcpOption.NODELAY, true)
                        .setOption(TcpOption.USER_TIMEOUT, TCP_USER_TIMEOUT_MILLIS),
                false,
                bootstrap);
        return bootstrap;
    }

    /** The channel's handler comes when it is connected. */
    private static final class Bare extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            // nothing yet
        }
    }

    /**
     * A command that sets up a connection.
     *
     * @param mayBeForbidden whether the connection is of use also where this user may not send it
     */
    record Step(boolean mayBeForbidden, byte[]... words) {

        static Step required(String... words) {
            byte[][] bytes = new byte[words.length][];
            for (int i = 0; i < words.length; i++) {
                bytes[i] = words[i].getBytes(StandardCharsets.UTF_8);
            }
            return new Step(false, bytes);
        }

        /** Loading also proves that this user may work here. EVAL does without it. */
        static Step load(RedisScript script) {
            byte[][] words = required("SCRIPT", "LOAD", "").words;
            words[2] = script.source();
            return new Step(true, words);
        }

        /** Never shows the credentials. */
        @Override
        public String toString() {
            return "Step";
        }
    }

    private static List<Step> steps(StoreSettings settings, @Nullable String path) {
        List<Step> steps = new ArrayList<>();
        String username = settings.username();
        String password = settings.password();
        if (password != null) {
            // without a name it is the word that servers from before users understand too
            steps.add(
                    username == null
                            ? Step.required("AUTH", password)
                            : Step.required("AUTH", username, password));
        }
        int database = path == null || path.length() < 2 ? 0 : Integer.parseInt(path.substring(1));
        if (database != 0) {
            steps.add(Step.required("SELECT", Integer.toString(database)));
        }
        RedisScript.ALL.forEach(script -> steps.add(Step.load(script)));
        return List.copyOf(steps);
    }

    /** What an attempt came to. */
    sealed interface Attempted {}

    /** Ready for commands. */
    record Established(RedisPipeline pipeline) implements Attempted {}

    /** Not reachable, or Redis refused to serve. */
    record NotEstablished(StoreFault fault) implements Attempted {}

    /**
     * Connects; called on the event loop. The future succeeds after the connect timeout at the
     * latest.
     *
     * @param lost hears of the end of the connection, from before the returned future completes on
     */
    Future<Attempted> connect(Consumer<RedisPipeline> lost) {
        return new RedisAttempt(context, steps, lost).start(bootstrap, host, port, timeoutMillis);
    }

    static void ignore(Future<?> future) {
        future.onComplete((_, _) -> {});
    }
}
