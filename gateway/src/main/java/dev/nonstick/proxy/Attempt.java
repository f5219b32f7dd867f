package dev.nonstick.proxy;

import dev.nonstick.http.RequestHead;
import dev.nonstick.upstream.Backend;
import dev.nonstick.upstream.Connections.Lease;
import dev.nonstick.upstream.Connections.PoolFullException;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One try to have one backend answer. Tells its exchange either the response's head or why there is
 * none, once; after the head, that the backend broke off.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class Attempt implements Forward {
    private final Exchange exchange;
    private final Backend backend;
    private @Nullable Lease lease;
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse answer;
    private boolean answered;
    private boolean over;
    private boolean requestComplete;
    private long deadline;

    Attempt(Exchange exchange, Backend backend) {
        this.exchange = exchange;
        this.backend = backend;
    }

    @Override
    public Backend backend() {
        return backend;
    }

    @Override
    public boolean reused() {
        return lease != null && lease.reused();
    }

    /** 5 forward: get a connection, then send. */
    @Override
    public void forward() {
        backend.begin();
        exchange.loop()
                .upstream()
                .to(backend)
                .acquire()
                .onComplete(
                        result -> {
                            Lease got = result.result();
                            if (got == null) {
                                fail(whyNoConnection(result.cause()));
                            } else if (over) {
                                got.release();
                            } else {
                                lease = got;
                                open(got);
                            }
                        });
    }

    private void open(Lease got) {
        RequestOptions options =
                new RequestOptions()
                        .setMethod(HttpMethod.valueOf(exchange.head().method()))
                        .setURI(exchange.target());
        got.connection()
                .request(options)
                .onComplete(
                        result -> {
                            HttpClientRequest made = result.result();
                            if (made == null) {
                                fail(Failure.CONNECT_FAILED);
                            } else if (over) {
                                made.reset();
                            } else {
                                request = made;
                                exchange.guarded(() -> send(made));
                            }
                        });
    }

    private void send(HttpClientRequest out) {
        RequestHead head = exchange.head();
        exchange.writeHead(out.headers());
        out.exceptionHandler(this::broke);
        out.response()
                .onComplete(
                        result -> {
                            HttpClientResponse response = result.result();
                            if (response == null) {
                                broke(result.cause());
                            } else if (over) {
                                response.exceptionHandler(cause -> {});
                            } else {
                                answered = true;
                                response.pause();
                                answer = response;
                                response.exceptionHandler(this::broke);
                                exchange.guarded(() -> exchange.answered(this, response));
                            }
                        });
        out.earlyHintsHandler(
                hints -> {
                    if (!over) {
                        exchange.client().hint(hints);
                    }
                });
        startClock();
        if (!head.hasBody()) {
            requestComplete = true;
            out.end().onComplete(done -> {});
            return;
        }
        if (head.expect() != null) {
            out.continueHandler(
                    v -> {
                        if (!over) {
                            exchange.client().proceed();
                        }
                    });
        }
        out.setChunked(head.transferEncoding() != null);
        if (head.expect() != null) {
            out.writeHead().onComplete(done -> {});
        }
        exchange.pumpRequest(
                this,
                out,
                piece -> {
                    requestComplete = true;
                    startClock();
                    out.end(piece).onComplete(done -> {});
                });
    }

    /** The response's head is due from here on; while a body is sent, each piece starts it anew. */
    void startClock() {
        deadline =
                System.nanoTime() + exchange.pool().settings().timeouts().responseHead().toNanos();
    }

    /** Looks at the time limit for the response's head. */
    @Override
    public void tick(long now) {
        boolean limited = !exchange.pool().settings().timeouts().responseHead().isZero();
        boolean waits = !answered && !over && request != null && requestComplete;
        if (limited && waits && now - deadline > 0) {
            fail(Failure.BACKEND_TIMEOUT);
        }
    }

    private void broke(@Nullable Throwable cause) {
        if (answered) {
            exchange.cut(this, Failure.BACKEND_ABORTED);
        } else {
            fail(
                    cause instanceof IOException || cause == null || isClosed(cause)
                            ? Failure.BACKEND_RESET
                            : Failure.BACKEND_MALFORMED);
        }
    }

    private static boolean isClosed(Throwable cause) {
        return cause.getClass().getSimpleName().contains("Closed")
                || cause.getClass().getSimpleName().contains("Reset");
    }

    private void fail(Failure failure) {
        if (!over && !answered) {
            abandon();
            exchange.unanswered(this, failure);
        }
    }

    /** The exchange is complete: the connection can serve the next one, if both sides let it. */
    void complete(boolean keepAlive) {
        if (over) {
            return;
        }
        if (!keepAlive || !requestComplete || lease == null) {
            abandon();
            return;
        }
        over = true;
        backend.end();
        lease.release();
    }

    /** Ends the attempt where it is; what the backend still sends is of no interest. */
    @Override
    public void abandon() {
        if (over) {
            return;
        }
        over = true;
        backend.end();
        if (answer != null) {
            // a paused connection that is closed never releases what it had read (Vert.x 5.1.6)
            answer.handler(null).endHandler(null).resume();
        }
        if (lease != null) {
            lease.discard();
        }
    }

    @Override
    public void drain(Duration limit) {
        exchange.client().leaveAfter(limit);
    }

    private static Failure whyNoConnection(@Nullable Throwable cause) {
        return switch (cause) {
            case PoolFullException full -> Failure.POOL_FULL;
            case ConnectTimeoutException timeout -> Failure.CONNECT_TIMEOUT;
            case TimeoutException timeout -> Failure.CONNECT_TIMEOUT;
            case ConnectException refused -> Failure.CONNECT_FAILED;
            case UnknownHostException unknown -> Failure.CONNECT_FAILED;
            case null, default -> Failure.CONNECT_FAILED;
        };
    }
}
