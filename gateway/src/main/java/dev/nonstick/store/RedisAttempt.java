package dev.nonstick.store;

import dev.nonstick.store.RedisConnector.Attempted;
import dev.nonstick.store.RedisConnector.Established;
import dev.nonstick.store.RedisConnector.NotEstablished;
import dev.nonstick.store.RedisConnector.Step;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to connect.
 *
 * <pre>
 * resolve the name --> connect --> send all steps --> all answered: established
 *        '----------------'--------------'---- failure, refusal, timeout: not established, closed
 * </pre>
 *
 * <p>A name is looked up again for each attempt: a failover may have moved it.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class RedisAttempt {

    private final ContextInternal context;
    private final List<Step> steps;
    private final Consumer<RedisPipeline> lost;
    private final Promise<Attempted> outcome;
    private int unanswered;
    private @Nullable Channel channel;

    RedisAttempt(ContextInternal context, List<Step> steps, Consumer<RedisPipeline> lost) {
        this.context = context;
        this.steps = steps;
        this.lost = lost;
        this.outcome = context.promise();
        this.unanswered = steps.size();
    }

    Future<Attempted> start(Bootstrap bootstrap, String host, int port, long timeoutMillis) {
        long timer = context.setTimer(timeoutMillis, _ -> fail(StoreFault.DISCONNECTED));
        resolve(host)
                .onComplete(
                        (address, _) -> {
                            if (address == null) {
                                fail(StoreFault.DISCONNECTED);
                            } else {
                                connect(bootstrap, new InetSocketAddress(address, port));
                            }
                        });
        return outcome.future().onComplete((_, _) -> context.owner().cancelTimer(timer));
    }

    private Future<InetAddress> resolve(String host) {
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
        return literal == null
                ? context.owner().nameResolver().resolve(host)
                : Future.succeededFuture(literal);
    }

    private void connect(Bootstrap bootstrap, InetSocketAddress to) {
        if (isOver()) {
            return;
        }
        ChannelFuture connecting = bootstrap.connect(to);
        channel = connecting.channel();
        connecting.addListener(
                done -> context.dispatch(_ -> connected(connecting.channel(), done.isSuccess())));
    }

    private void connected(Channel connected, boolean success) {
        if (!success) {
            fail(StoreFault.DISCONNECTED);
            return;
        }
        if (isOver()) {
            return; // failing closed the channel
        }
        RedisPipeline pipeline = new RedisPipeline(context, connected, lost);
        for (Step step : steps) {
            pipeline.ask(step.words())
                    .onComplete((answer, _) -> stepped(pipeline, step.mayBeForbidden(), answer));
        }
    }

    private void stepped(RedisPipeline pipeline, boolean mayBeForbidden, @Nullable Resp answer) {
        if (answer == null) {
            fail(StoreFault.DISCONNECTED);
        } else if (answer instanceof Resp.Failure(String message)
                && !(mayBeForbidden && RedisErrors.isForbiddenCommand(message))) {
            fail(RedisErrors.fault(message));
        } else if (--unanswered == 0) {
            outcome.tryComplete(new Established(pipeline));
        }
    }

    private boolean isOver() {
        return outcome.future().isComplete();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody knows this channel but us
    private void fail(StoreFault fault) {
        if (outcome.tryComplete(new NotEstablished(fault)) && channel != null) {
            channel.close();
        }
    }
}
