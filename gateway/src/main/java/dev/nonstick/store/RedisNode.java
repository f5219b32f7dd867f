package dev.nonstick.store;

import dev.nonstick.store.RedisConnector.Attempted;
import dev.nonstick.store.RedisConnector.Established;
import dev.nonstick.store.RedisConnector.NotEstablished;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One Redis node as one event loop has it: at most one connection, and the {@link Breaker} that
 * says whether commands are sent on it. This is the shell of the breaker: it pauses and probes.
 *
 * <pre>
 * open because            the connection           the probe
 * it ended                is gone                  a new one, which is set up (so: answers)
 * commands timed out      is given up              likewise
 * reads were refused      stays for what is under  PING
 *                         way
 * </pre>
 *
 * <p>Pauses grow with each (see {@link Backoff}) until a command was answered in time: a node that
 * answers probes and nothing else is left alone for longer and longer.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class RedisNode {

    private static final byte[][] PING = RedisWords.command(RedisWords.word("PING"));

    private final ContextInternal context;
    private final RedisConnector connector;
    private final StoreListener listener;
    private final Consumer<RedisPipeline> serves;
    private final long probeMillis;
    private final Backoff backoff = new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    private @Nullable RedisPipeline connection;
    private @Nullable RedisPipeline serving;
    private Breaker breaker = Breaker.initial();
    private @Nullable StoreFault told;
    private boolean toldOpen;
    private boolean closed;

    /**
     * @param probeTimeout how long a probe on a connection may take
     * @param serves hears each time commands can be sent again
     */
    RedisNode(
            ContextInternal context,
            RedisConnector connector,
            Duration probeTimeout,
            StoreListener listener,
            Consumer<RedisPipeline> serves) {
        this.context = context;
        this.connector = connector;
        this.probeMillis = Math.max(1, probeTimeout.toMillis());
        this.listener = listener;
        this.serves = serves;
    }

    /** Makes the first attempt to connect; the future succeeds when that is over, either way. */
    Future<Void> start() {
        return probe();
    }

    Future<Void> close() {
        RedisPipeline last = connection;
        closed = true;
        connection = null;
        serving = null;
        breaker = new Breaker.Open(StoreFault.DISCONNECTED);
        tellOpen(false, StoreFault.DISCONNECTED);
        return last == null ? Future.succeededFuture() : last.close();
    }

    boolean isClosed() {
        return closed;
    }

    /** Where commands are sent; null while they are refused. */
    @Nullable RedisPipeline serving() {
        return serving;
    }

    /** What commands are refused with while none is sent. */
    StoreFault refusal() {
        return breaker.refusal();
    }

    /** A command was answered in time. */
    void answered() {
        Breaker next = breaker.answered();
        if (!next.equals(breaker)) {
            breaker = next;
            backoff.reset();
        }
    }

    /** The node refused to serve a command that only reads, which was sent then. */
    void refused(RedisPipeline on, long sentNanos) {
        if (on == connection) {
            become(breaker.failed(sentNanos, System.nanoTime()));
        }
    }

    /** A command that was sent then was not answered in time. */
    void timedOut(RedisPipeline on, long sentNanos) {
        if (on != connection || serving == null) {
            return; // given up already, or the probe will tell
        }
        become(breaker.failed(sentNanos, System.nanoTime()));
        if (serving == null) {
            giveUp(on, StoreFault.TIMEOUT);
        }
    }

    private void giveUp(RedisPipeline silent, StoreFault fault) {
        connection = null;
        tell(fault);
        RedisConnector.ignore(silent.close());
    }

    private void ended(RedisPipeline pipeline) {
        if (connection == pipeline) {
            connection = null;
            tell(StoreFault.CONNECTION_LOST);
            become(breaker.disconnected());
        }
    }

    private void become(Breaker next) {
        Breaker before = breaker;
        if (closed || next.equals(before)) {
            return;
        }
        breaker = next;
        switch (next) {
            case Breaker.Closed _ -> closes(before);
            case Breaker.Open _ -> opens();
            case Breaker.Probing _ -> RedisConnector.ignore(probe());
        }
    }

    private void closes(Breaker before) {
        RedisPipeline ready = connection;
        if (before instanceof Breaker.Closed || ready == null) {
            return;
        }
        serving = ready;
        tellOpen(false, StoreFault.BREAKER_OPEN);
        serves.accept(ready);
    }

    private void opens() {
        serving = null;
        tellOpen(true, breaker.refusal());
        context.owner()
                .setTimer(
                        backoff.nextMillis(),
                        _ -> context.runOnContext(_ -> become(breaker.pauseOver())));
    }

    private Future<Void> probe() {
        RedisPipeline open = connection;
        if (open == null) {
            return connector.connect(this::ended).map(this::attempted);
        }
        return open.ask(PING)
                .timeout(probeMillis, TimeUnit.MILLISECONDS)
                .transform(done -> pinged(open, done.result()));
    }

    private @Nullable Void attempted(Attempted attempted) {
        switch (attempted) {
            case Established(RedisPipeline pipeline) -> established(pipeline);
            case NotEstablished(StoreFault fault) -> {
                tell(fault);
                become(breaker.probeFailed(fault));
            }
        }
        return null;
    }

    private void established(RedisPipeline pipeline) {
        if (closed) {
            RedisConnector.ignore(pipeline.close());
            return;
        }
        connection = pipeline;
        told = null;
        listener.connected();
        become(breaker.probeSucceeded());
    }

    private Future<Void> pinged(RedisPipeline on, @Nullable Resp answer) {
        if (on != connection) {
            become(breaker.probeFailed(StoreFault.CONNECTION_LOST));
        } else if (answer == null) {
            giveUp(on, StoreFault.TIMEOUT);
            become(breaker.probeFailed(StoreFault.TIMEOUT));
        } else if (answer instanceof Resp.Failure(String message)
                && !RedisErrors.isForbiddenCommand(message)) {
            become(breaker.probeFailed(RedisErrors.fault(message)));
        } else {
            become(breaker.probeSucceeded());
        }
        return Future.succeededFuture();
    }

    private void tell(StoreFault fault) {
        if (!closed && fault != told) {
            told = fault;
            listener.disconnected(fault);
        }
    }

    private void tellOpen(boolean open, StoreFault because) {
        if (open == toldOpen) {
            return;
        }
        toldOpen = open;
        if (open) {
            listener.breakerOpened(because);
        } else {
            listener.breakerClosed();
        }
    }
}
