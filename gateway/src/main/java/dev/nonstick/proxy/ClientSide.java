package dev.nonstick.proxy;

import dev.nonstick.http.RequestHead;
import dev.nonstick.http.ResponseHead;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The client's half of an exchange: reading its body, answering it, and leaving its connection in a
 * state in which the next request can be read in one way only.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class ClientSide {
    /** How long an answered client may go on sending a body that nobody reads. */
    private static final long LINGER_MILLIS = 1_000;

    private final Loop loop;
    private final ClientConnection connection;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final RequestHead head;
    private boolean requestEnded;
    private boolean closing;
    private boolean responding;
    private boolean ended;
    private long bytesIn;
    private long bytesOut;
    private long lastProgress = System.nanoTime();

    ClientSide(
            Loop loop, ClientConnection connection, HttpServerRequest request, RequestHead head) {
        this.loop = loop;
        this.connection = connection;
        this.request = request;
        this.response = request.response();
        this.head = head;
    }

    HttpServerRequest request() {
        return request;
    }

    HttpServerResponse response() {
        return response;
    }

    ClientConnection connection() {
        return connection;
    }

    long bytesIn() {
        return bytesIn;
    }

    long bytesOut() {
        return bytesOut;
    }

    /** When a body byte last moved, or the exchange began; {@link System#nanoTime()}. */
    long lastProgress() {
        return lastProgress;
    }

    /**
     * Sends the client's body on.
     *
     * @param tooLarge runs instead when it exceeds the limit
     */
    void pumpRequest(WriteStream<Buffer> to, Consumer<Buffer> last, Runnable tooLarge) {
        String length = head.contentLength();
        long limit = loop.limits().body();
        new BodyPump(
                        request,
                        to,
                        length == null ? -1 : Long.parseLong(length),
                        bytes -> {
                            bytesIn = bytes;
                            lastProgress = System.nanoTime();
                            if (limit > 0 && bytes > limit) {
                                tooLarge.run();
                            }
                        },
                        piece -> {
                            requestEnded = true;
                            last.accept(piece);
                        },
                        () -> {})
                .start();
    }

    /** 7 respond: the backend's answer, as it comes. */
    void respond(
            HttpClientResponse backend,
            ResponseHead answer,
            boolean stateSent,
            @Nullable String setCookie,
            Runnable atBackendEnd,
            Handler<AsyncResult<Void>> atEnd) {
        responding = true;
        lastProgress = System.nanoTime();
        response.setStatusCode(backend.statusCode());
        response.setStatusMessage(backend.statusMessage());
        ClientResponseHead.write(answer, stateSent, setCookie, response.headers());
        boolean bodiless =
                head.method().equals("HEAD")
                        || backend.statusCode() == 204
                        || backend.statusCode() == 304;
        String length = answer.contentLength();
        if (!bodiless && length == null && head.isHttp10()) {
            // only the end of the connection can tell the end of such a body
            closeAfter();
        } else if (backend.statusCode() == 204 || (bodiless && length == null)) {
            // RFC 9110, section 8.6: no Content-Length, not even the zero that would be added
            response.headersEndHandler(v -> response.headers().remove(HttpHeaders.CONTENT_LENGTH));
        } else if (!bodiless && length == null) {
            response.setChunked(true);
        }
        if (loop.open().draining()) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        new BodyPump(
                        backend,
                        response,
                        length == null || bodiless ? -1 : Long.parseLong(length),
                        bytes -> {
                            bytesOut = bytes;
                            lastProgress = System.nanoTime();
                        },
                        piece -> {
                            copyTrailers(backend);
                            end(piece, atEnd);
                        },
                        atBackendEnd)
                .start();
        if (length == null && !bodiless) {
            // a stream may send its first event much later than its head (SSE, long polls)
            loop.vertx().runOnContext(v -> flushHead());
        }
    }

    /**
     * Lets a head go that waited for the first piece of its body, to leave with it in one write.
     */
    void flushHead() {
        boolean waits = responding && !response.headWritten() && !response.ended();
        if (waits && !response.closed() && !head.isHttp10()) {
            response.writeHead().onComplete(done -> {});
        }
    }

    /** Whether the backend is awaited: not where the client has not taken yet what is there. */
    boolean awaitsBackend() {
        return responding && !ended && !response.closed() && !response.writeQueueFull();
    }

    /** The gateway goes down: the connection ends behind its response, which is sent completely. */
    void leaveAfter(Duration limit) {
        request.connection()
                .shutdown(limit.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(done -> {});
    }

    /** 103 (RFC 8297). */
    void hint(MultiMap hints) {
        MultiMap passing = MultiMap.caseInsensitiveMultiMap();
        for (Map.Entry<String, String> field : ResponseHead.read(hints).endToEnd()) {
            passing.add(field.getKey(), field.getValue());
        }
        // RFC 9110, section 15.2: HTTP/1.0 knows no interim responses
        if (!head.isHttp10() && !response.headWritten()) {
            response.writeEarlyHints(passing).onComplete(done -> {});
        }
    }

    /** 100: the backend wants the body. */
    void proceed() {
        if (!head.isHttp10() && !response.headWritten()) {
            response.writeContinue().onComplete(done -> {});
        }
    }

    private void copyTrailers(HttpClientResponse backend) {
        MultiMap trailers = backend.trailers();
        if (!trailers.isEmpty() && response.isChunked()) {
            for (Map.Entry<String, String> field : ResponseHead.read(trailers).endToEnd()) {
                response.putTrailer(field.getKey(), field.getValue());
            }
        }
    }

    /** Answers in place of a backend (RFC 9457, RFC 9209). */
    void fail(Failure failure, @Nullable String detail, String requestId) {
        if (responding || failure.closesConnection()) {
            closeAfter();
        }
        Buffer body = FailureAnswer.write(response, responding, failure, detail, requestId);
        bytesOut = body.length();
        end(body, done -> {});
    }

    /** The connection is gone, or goes: a paused one would never release what it had read. */
    void dropUnread() {
        if (head.hasBody() && !requestEnded) {
            requestEnded = true;
            request.handler(null).endHandler(null).resume();
        }
    }

    /** The head has left, so the client can only be shown that the body is not complete. */
    void cut() {
        dropUnread();
        response.reset().onComplete(done -> {});
    }

    private void closeAfter() {
        response.headersEndHandler(
                v -> response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE));
        closing = true;
    }

    private void end(Buffer last, Handler<AsyncResult<Void>> written) {
        ended = true;
        boolean unread = head.hasBody() && !requestEnded;
        if (closing || unread) {
            takeNoMore();
        }
        response.end(last)
                .onComplete(
                        done -> {
                            written.handle(done);
                            if (closing && !unread) {
                                close();
                            }
                        });
        if (unread) {
            discardRest();
        } else {
            // lets the end of the request pass, so that the next one can come
            request.resume();
        }
    }

    /**
     * What comes behind this request on its connection is dropped unread: where this one could be
     * read in two ways, so could that. The connection ends with the response.
     */
    private void takeNoMore() {
        // the limit is for a client that does not take the response
        request.connection()
                .shutdown(loop.limits().idle().toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(done -> {});
    }

    /**
     * Closing at once would reset the connection, and the client might never read the answer (RFC
     * 9112, section 9.6): what still comes is read and dropped for a moment.
     */
    private void discardRest() {
        request.handler(piece -> {});
        request.endHandler(v -> close());
        request.resume();
        loop.vertx().setTimer(LINGER_MILLIS, id -> close());
    }

    private void close() {
        request.connection().close().onComplete(done -> {});
    }
}
