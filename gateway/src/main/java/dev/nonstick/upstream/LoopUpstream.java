package dev.nonstick.upstream;

import dev.nonstick.http1.LoopClock;
import dev.nonstick.http1.LoopFlush;
import dev.nonstick.routing.PoolSettings;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One event loop's connections to all backends, so that an exchange stays on its loop from the
 * client's socket to the backend's.
 *
 * <p>Thread rule: belongs to one event loop; make it there.
 */
public final class LoopUpstream {
    private static final long SWEEP_MILLIS = 1_000;

    private final Map<Pool, List<Connections>> connections = new HashMap<>();

    /**
     * Makes the connections' owner; connections themselves are made when they are needed.
     *
     * @param loops how many event loops share {@code connections.max}
     * @param maxFields bytes of all fields of a response
     */
    public LoopUpstream(
            ContextInternal context,
            LoopClock clock,
            LoopFlush flush,
            Collection<Pool> pools,
            int loops,
            int maxFields) {
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(context.nettyEventLoop())
                        .channelFactory(context.owner().transport().channelFactory(false))
                        .option(ChannelOption.TCP_NODELAY, true)
                        // a write that fails must not take an answer along that has come already
                        .option(ChannelOption.AUTO_CLOSE, false)
                        .handler(new Bare());
        for (Pool pool : pools) {
            PoolSettings settings = pool.settings();
            int share = Math.max(1, Math.ceilDiv(settings.connections().max(), loops));
            Bootstrap patient =
                    bootstrap
                            .clone()
                            .option(
                                    ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                    (int) settings.timeouts().connect().toMillis());
            List<Connections> all = new ArrayList<>();
            for (Backend backend : pool.backends()) {
                all.add(
                        new Connections(
                                context, clock, flush, patient, backend, settings, share,
                                maxFields));
            }
            connections.put(pool, List.copyOf(all));
        }
        context.setPeriodic(
                SWEEP_MILLIS,
                id -> connections.values().forEach(all -> all.forEach(Connections::sweep)));
    }

    /** A channel's handler comes when it is connected. */
    private static final class Bare extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            // nothing yet
        }
    }

    /** This loop's connections to the backends of a pool, by {@link Backend#index()}. */
    public List<Connections> to(Pool pool) {
        return Objects.requireNonNull(connections.get(pool), "every pool is known");
    }
}
