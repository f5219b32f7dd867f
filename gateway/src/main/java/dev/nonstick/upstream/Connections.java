package dev.nonstick.upstream;

import dev.nonstick.routing.PoolSettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnectOptions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one backend: those that wait for work, newest first, and a
 * bounded queue of exchanges that wait for a connection.
 *
 * <p>Thread rule: belongs to one event loop.
 */
public final class Connections {
    private final Vertx vertx;
    private final HttpClientAgent client;
    private final Backend backend;
    private final HttpConnectOptions target;
    private final PoolSettings.Connections settings;
    private final int max;
    private final Deque<Lease> idle = new ArrayDeque<>();
    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private int open;

    /**
     * @param share this loop's part of {@code connections.max}
     */
    Connections(
            Vertx vertx, HttpClientAgent client, Backend backend, PoolSettings pool, int share) {
        this.vertx = vertx;
        this.client = client;
        this.backend = backend;
        this.settings = pool.connections();
        this.max = share;
        this.target =
                new HttpConnectOptions()
                        .setHost(backend.host())
                        .setPort(backend.port())
                        .setConnectTimeout(pool.timeouts().connect().toMillis());
    }

    /** Nothing was sent: no connection could be had. */
    public static final class PoolFullException extends Exception {
        private static final long serialVersionUID = 1L;

        PoolFullException(String message) {
            super(message, null, false, false);
        }
    }

    /** A connection in the hands of one exchange. */
    public final class Lease {
        private final HttpClientConnection connection;
        private boolean used;
        private boolean closed;
        private long idleSince;

        private Lease(HttpClientConnection connection) {
            this.connection = connection;
            connection.closeHandler(v -> gone());
        }

        public HttpClientConnection connection() {
            return connection;
        }

        /** Whether an earlier exchange used it: it may have gone stale in between. */
        public boolean reused() {
            return used;
        }

        /** Gives it back after a complete exchange. */
        public void release() {
            used = true;
            if (closed) {
                return;
            }
            Waiter waiter = nextWaiter();
            if (waiter != null) {
                waiter.serve(this);
            } else {
                idleSince = System.nanoTime();
                idle.addFirst(this);
            }
        }

        /** Closes it after an exchange that did not end well, or that was its last. */
        public void discard() {
            if (!closed) {
                // the outcome does not matter: gone() follows
                connection.close().onComplete(done -> {});
            }
        }

        private void gone() {
            if (!closed) {
                closed = true;
                count(-1);
                idle.remove(this);
                Waiter waiter = nextWaiter();
                if (waiter != null) {
                    vertx.cancelTimer(waiter.timer);
                    connect().onComplete(waiter.promise);
                }
            }
        }

        private boolean expired(long now) {
            return now - idleSince > settings.keepAlive().toNanos();
        }
    }

    private final class Waiter {
        private final Promise<Lease> promise = Promise.promise();
        private final long timer;

        Waiter() {
            timer =
                    vertx.setTimer(
                            Math.max(1, settings.queueTimeout().toMillis()),
                            id -> {
                                if (waiters.remove(this)) {
                                    backend.waiting(-1);
                                    promise.fail(new PoolFullException("queue-timeout"));
                                }
                            });
        }

        void serve(Lease lease) {
            vertx.cancelTimer(timer);
            promise.complete(lease);
        }
    }

    /** A new connection that nobody counts or gets back: a WebSocket keeps it to its end. */
    public Future<HttpClientConnection> dial() {
        return client.connect(target);
    }

    /** A connection that is ready for a request; a failed future means that nothing was sent. */
    public Future<Lease> acquire() {
        long now = System.nanoTime();
        for (Lease lease = idle.pollFirst(); lease != null; lease = idle.pollFirst()) {
            if (!lease.expired(now)) {
                return Future.succeededFuture(lease);
            }
            lease.discard();
        }
        if (open < max) {
            return connect();
        }
        if (waiters.size() >= settings.queue()) {
            return Future.failedFuture(new PoolFullException("queue"));
        }
        Waiter waiter = new Waiter();
        waiters.add(waiter);
        backend.waiting(1);
        return waiter.promise.future();
    }

    /** Closes connections that have been idle for longer than keep-alive. */
    void sweep() {
        long now = System.nanoTime();
        for (Lease last = idle.peekLast(); last != null; last = idle.peekLast()) {
            if (!last.expired(now)) {
                return;
            }
            idle.pollLast();
            last.discard();
        }
    }

    private @Nullable Waiter nextWaiter() {
        Waiter waiter = waiters.poll();
        if (waiter != null) {
            backend.waiting(-1);
        }
        return waiter;
    }

    private void count(int change) {
        open += change;
        backend.connections(change);
    }

    private Future<Lease> connect() {
        count(1);
        Promise<Lease> promise = Promise.promise();
        client.connect(target)
                .onComplete(
                        result -> {
                            HttpClientConnection connection = result.result();
                            if (connection == null) {
                                count(-1);
                                promise.fail(cause(result.cause()));
                            } else {
                                promise.complete(new Lease(connection));
                            }
                        });
        return promise.future();
    }

    private Throwable cause(@Nullable Throwable cause) {
        return cause == null ? new TimeoutException("connect") : cause;
    }
}
