package dev.nonstick.upstream;

import dev.nonstick.http1.LoopClock;
import dev.nonstick.http1.LoopFlush;
import dev.nonstick.routing.PoolSettings;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.vertx.core.internal.ContextInternal;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one backend: those that wait for work, newest first, and a
 * bounded queue of exchanges that wait for a connection.
 *
 * <p>Thread rule: belongs to one event loop.
 */
public final class Connections {
    private final ContextInternal context;
    private final LoopClock clock;
    private final LoopFlush flush;
    private final Bootstrap bootstrap;
    private final BackendAddress address;
    private final Backend backend;
    private final PoolSettings.Connections settings;
    private final int max;
    private final int maxFields;
    private final Deque<BackendConnection> idle = new ArrayDeque<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int open;

    /**
     * @param bootstrap makes channels on this event loop
     * @param share this loop's part of {@code connections.max}
     * @param maxFields bytes of all fields of a response
     */
    Connections(
            ContextInternal context,
            LoopClock clock,
            LoopFlush flush,
            Bootstrap bootstrap,
            Backend backend,
            PoolSettings pool,
            int share,
            int maxFields) {
        this.context = context;
        this.clock = clock;
        this.flush = flush;
        this.backend = backend;
        this.settings = pool.connections();
        this.max = share;
        this.maxFields = maxFields;
        this.address = new BackendAddress(context, backend);
        this.bootstrap = bootstrap;
    }

    /** Waits for a connection; told once, unless it leaves. */
    public interface Taker {
        /** It is yours until you give it back. */
        void acquired(BackendConnection connection);

        /**
         * Nothing was sent.
         *
         * @param cause a {@link PoolFullException}, or why no connection could be made
         */
        void unavailable(Throwable cause);
    }

    /** Nothing was sent: no connection could be had. */
    public static final class PoolFullException extends Exception {
        private static final long serialVersionUID = 1L;

        PoolFullException(String message) {
            super(message, null, false, false);
        }
    }

    private final class Waiting {
        private final Taker taker;
        private final long timer;

        Waiting(Taker taker) {
            this.taker = taker;
            this.timer =
                    context.setTimer(
                            Math.max(1, settings.queueTimeout().toMillis()), id -> timedOut());
        }

        private void timedOut() {
            if (waiting.remove(this)) {
                backend.waiting(-1);
                taker.unavailable(new PoolFullException("queue-timeout"));
            }
        }

        Taker called() {
            context.owner().cancelTimer(timer);
            return taker;
        }
    }

    /** Takes a connection that is ready for a request. */
    public void acquire(Taker taker) {
        long now = clock.nanos();
        for (BackendConnection next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
            // one may have been closed, and not have been told yet
            if (next.isOpen() && !isExpired(next, now)) {
                taker.acquired(next);
                return;
            }
            next.discard();
        }
        if (open < max) {
            connect(taker);
        } else if (waiting.size() >= settings.queue()) {
            taker.unavailable(new PoolFullException("queue"));
        } else {
            waiting.add(new Waiting(taker));
            backend.waiting(1);
        }
    }

    /** Gives its place in the queue up, if it has one. */
    public void leave(Taker taker) {
        for (Waiting one : waiting) {
            if (one.taker.equals(taker)) {
                waiting.remove(one);
                backend.waiting(-1);
                one.called();
                return;
            }
        }
    }

    /** A new connection that nobody counts or gets back: a WebSocket keeps it to its end. */
    public void dial(Taker taker) {
        open(taker, false);
    }

    void released(BackendConnection connection) {
        Taker next = nextWaiting();
        if (next != null) {
            next.acquired(connection);
        } else {
            connection.idleSince(clock.nanos());
            idle.addFirst(connection);
        }
    }

    void gone(BackendConnection connection) {
        idle.remove(connection);
        vacated();
    }

    /** There is room for another connection: for who has waited longest. */
    private void vacated() {
        count(-1);
        Taker next = nextWaiting();
        if (next != null) {
            connect(next);
        }
    }

    /** Closes connections that have been idle for longer than keep-alive. */
    void sweep() {
        long now = clock.nanos();
        for (BackendConnection last = idle.peekLast(); last != null; last = idle.peekLast()) {
            if (!isExpired(last, now)) {
                return;
            }
            idle.pollLast();
            last.discard();
        }
    }

    private boolean isExpired(BackendConnection connection, long now) {
        return now - connection.idleSince() > settings.keepAlive().toNanos();
    }

    private @Nullable Taker nextWaiting() {
        Waiting next = waiting.poll();
        if (next == null) {
            return null;
        }
        backend.waiting(-1);
        return next.called();
    }

    private void count(int change) {
        open += change;
        backend.connections(change);
    }

    private void connect(Taker taker) {
        count(1);
        open(taker, true);
    }

    private void open(Taker taker, boolean pooled) {
        address.resolve(
                resolved -> connect(resolved, taker, pooled),
                cause -> failed(taker, pooled, cause));
    }

    private void connect(InetSocketAddress to, Taker taker, boolean pooled) {
        ChannelFuture connecting = bootstrap.connect(to);
        connecting.addListener(
                done ->
                        context.dispatch(
                                ignored ->
                                        connected(
                                                connecting.channel(),
                                                done.cause(),
                                                taker,
                                                pooled)));
    }

    private void connected(
            Channel channel, @Nullable Throwable cause, Taker taker, boolean pooled) {
        if (cause != null) {
            failed(taker, pooled, cause);
            return;
        }
        BackendConnection connection =
                new BackendConnection(context, clock, flush, channel, this, maxFields, pooled);
        channel.pipeline().addLast(connection);
        taker.acquired(connection);
    }

    private void failed(Taker taker, boolean pooled, Throwable cause) {
        if (pooled) {
            vacated();
        }
        taker.unavailable(cause);
    }
}
