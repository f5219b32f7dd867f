package dev.nonstick.proxy;

import dev.nonstick.http.RequestGate;
import dev.nonstick.http.RequestHead;
import dev.nonstick.http.RequestId;
import dev.nonstick.http.RequestTarget;
import dev.nonstick.http.ResponseHead;
import dev.nonstick.routing.PoolSettings;
import dev.nonstick.routing.RouteTable;
import dev.nonstick.upstream.Backend;
import dev.nonstick.upstream.Pool;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request and its response.
 *
 * <pre>
 *  client --a--> gateway --b--> backend      1 admit    gate: framing, limits, drain
 *         <--d--         <--c--              2 route    host + path -> route, pool
 *                  |                         3 session  cookie -> store -> view
 *                Redis                       4 choose   pool snapshot -> backend
 *                                            5 forward  a->b, streamed with back-pressure
 *                                            6 commit   c's head -> change -> store
 *                                            7 respond  c->d, only after 6
 *                                            8 record   metrics, access log
 * </pre>
 *
 * <p>Steps 3 and 6 are {@link SessionStage}, 5 is {@link Attempt} or {@link WebSocketAttempt}, 7 is
 * {@link ClientSide}.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class Exchange implements OpenExchanges.Open {
    private final Loop loop;
    private final RequestHead head;
    private final ClientSide client;
    private final Ledger ledger;
    private final List<Backend> tried = new ArrayList<>(1);

    private String requestId = "";
    private String target = "";
    private Loop.@Nullable Lane lane;
    private @Nullable SessionStage session;
    private @Nullable Forward attempt;
    private int attempts;
    private boolean sameAgain;

    Exchange(Loop loop, ClientConnection connection, HttpServerRequest request) {
        this.loop = loop;
        this.head =
                RequestHead.read(
                        request.method().name(),
                        request.uri(),
                        request.version() == HttpVersion.HTTP_1_0,
                        request.headers());
        this.client = new ClientSide(loop, connection, request, head);
        this.ledger = new Ledger(loop, this);
    }

    void begin() {
        ledger.open();
        if (head.hasBody() || head.isWebSocket()) {
            client.request().pause();
        }
        client.request().exceptionHandler(cause -> clientGone());
        client.response().exceptionHandler(cause -> clientGone());
        client.response().closeHandler(v -> clientGone());
        requestId = RequestId.of(head.requestId(), loop.random());
        guarded(this::admit);
    }

    /** Runs a step: a defect of ours must not leave the client without an answer. */
    void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            loop.events().unexpected(e);
            if (attempt != null) {
                cut(attempt, Failure.INTERNAL);
            } else {
                fail(Failure.INTERNAL, null);
            }
        }
    }

    /** 1 admit, for a head that could not be read at all. */
    void refuse(Failure failure) {
        ledger.open();
        requestId = RequestId.of(null, loop.random());
        fail(failure, "the head is not as RFC 9112 has it");
    }

    /** 1 admit: what could be read in two ways does not come in. */
    private void admit() {
        RequestGate.Refusal refusal =
                client.request().version() == null
                        ? RequestGate.Refusal.VERSION
                        : RequestGate.check(head);
        String length = head.contentLength();
        long limit = loop.limits().body();
        if (refusal != null) {
            fail(Failure.of(refusal), refusal.text());
        } else if (limit > 0 && length != null && Long.parseLong(length) > limit) {
            fail(Failure.BODY_TOO_LARGE, null);
        } else if (loop.open().draining()) {
            fail(Failure.DRAINING, null);
        } else {
            route();
        }
    }

    /**
     * 2 route: by host and path; a path that another reader could take for another route's is none.
     */
    private void route() {
        target = RequestTarget.originForm(head.target());
        switch (loop.routes().route(head.authority(), target)) {
            case RouteTable.Found found -> {
                Loop.Lane taken = loop.lanes().get(found.route().index());
                lane = taken;
                session(taken);
            }
            case RouteTable.NotFound none -> fail(Failure.NO_ROUTE, null);
            case RouteTable.Ambiguous ambiguous ->
                    fail(Failure.MALFORMED, "a path that could be read as another one");
        }
    }

    /** 3 session: at most one read; none for a cookie that is not ours. */
    private void session(Loop.Lane on) {
        SessionStage stage = new SessionStage(loop, on);
        session = stage;
        stage.find(
                head,
                failure ->
                        guarded(
                                () -> {
                                    if (failure != null) {
                                        fail(failure, null);
                                    } else {
                                        choose(Failure.NO_BACKEND);
                                    }
                                }));
    }

    /**
     * 4 choose: a ready backend that has not failed this exchange yet.
     *
     * @param otherwise what to answer where there is none
     */
    private void choose(Failure otherwise) {
        if (ledger.isClosed()) {
            return;
        }
        Backend backend = pool().pick(loop.random(), tried);
        if (backend == null && sameAgain) {
            backend = pool().pick(loop.random(), List.of());
        }
        if (backend == null) {
            fail(otherwise, null);
            return;
        }
        attempts++;
        Forward next =
                head.isWebSocket()
                        ? new WebSocketAttempt(this, backend)
                        : new Attempt(this, backend);
        attempt = next;
        // 5 forward
        next.forward();
    }

    /** 5 forward, without success: another backend, where trying again can do no harm. */
    void unanswered(Forward failed, Failure failure) {
        tried.add(failed.backend());
        // a stale connection says nothing against its backend: it may be asked again
        sameAgain = failure == Failure.BACKEND_RESET && failed.reused();
        PoolSettings.Retry retry = pool().settings().retry();
        boolean harmless =
                failure.nothingWasSent()
                        || (failure == Failure.BACKEND_RESET
                                && !head.isWebSocket()
                                && retry.mayRepeat(head.method(), head.hasBody()));
        if (harmless && attempts < retry.attempts()) {
            loop.metrics().retry(pool().settings().name());
            choose(failure);
        } else {
            fail(failure, null);
        }
    }

    /** 6 commit: the answer stays here until the store has acknowledged what it asks for. */
    void answered(Attempt from, HttpClientResponse response) {
        ResponseHead answer = ResponseHead.read(response.headers());
        if (!answer.isFramed() || response.statusCode() < 200) {
            from.abandon();
            fail(Failure.BACKEND_MALFORMED, null);
            return;
        }
        commit(
                from,
                answer,
                setCookie -> {
                    // 7 respond
                    boolean keepAlive =
                            !answer.connectionClose() && response.version() == HttpVersion.HTTP_1_1;
                    client.respond(
                            response,
                            answer,
                            session().stateSent(),
                            setCookie,
                            () -> from.complete(keepAlive),
                            written -> {
                                if (written.succeeded()) {
                                    int status = response.statusCode();
                                    record(status, Ledger.classOf(status));
                                } else {
                                    clientGone();
                                }
                            });
                });
    }

    /** 6 commit, for every protocol: goes on only with what the store has acknowledged. */
    void commit(Forward from, ResponseHead answer, Consumer<@Nullable String> then) {
        session()
                .commit(
                        answer,
                        from.backend(),
                        result -> guarded(() -> settled(from, result, then)));
    }

    private void settled(
            Forward from, SessionStage.Commit result, Consumer<@Nullable String> then) {
        if (ledger.isClosed()) {
            from.abandon();
            return;
        }
        switch (result) {
            case SessionStage.Settled settled -> then.accept(settled.setCookie());
            case SessionStage.Failed failed -> {
                from.abandon();
                fail(failed.failure(), null);
            }
        }
    }

    /** 8 record: exactly once for every exchange. */
    void record(int status, String outcome) {
        if (!ledger.isClosed()) {
            ledger.close(
                    requestId, head, client, lane, session, attempt, attempts, status, outcome);
        }
    }

    void fail(Failure failure, @Nullable String detail) {
        if (!ledger.isClosed()) {
            client.fail(failure, detail, requestId);
            record(failure.status(), failure.label());
        }
    }

    private void clientGone() {
        if (!ledger.isClosed()) {
            if (attempt != null) {
                attempt.abandon();
            }
            client.dropUnread();
            record(Failure.CLIENT_GONE.status(), Failure.CLIENT_GONE.label());
        }
    }

    /** The backend broke off after its head: where ours has left, the client must see the cut. */
    void cut(Forward from, Failure failure) {
        if (ledger.isClosed()) {
            return;
        }
        from.abandon();
        if (client.response().headWritten()) {
            record(failure.status(), failure.label());
            client.cut();
        } else {
            fail(failure == Failure.INTERNAL ? failure : Failure.BACKEND_RESET, null);
        }
    }

    @Override
    public void tick(long now) {
        if (ledger.isClosed() || attempt == null) {
            return;
        }
        attempt.tick(now);
        if (head.isWebSocket()) {
            return;
        }
        client.flushHead();
        long idle = pool().settings().timeouts().idle().toNanos();
        if (idle > 0 && client.awaitsBackend() && now - client.lastProgress() > idle) {
            cut(attempt, Failure.IDLE_TIMEOUT);
        }
    }

    @Override
    public void drain(Duration limit) {
        if (attempt != null) {
            attempt.drain(limit);
        }
    }

    /** Sends the client's body on; the receiver's pace is the sender's. */
    void pumpRequest(Forward to, WriteStream<Buffer> out, Consumer<Buffer> last) {
        client.pumpRequest(
                out,
                last,
                () -> {
                    to.abandon();
                    fail(Failure.BODY_TOO_LARGE, null);
                });
    }

    /** The fields of the backend's request. */
    void writeHead(MultiMap out) {
        BackendRequestHead.write(
                head,
                head.authority(),
                requestId,
                loop.cookieNames(),
                client.connection(),
                session().envelope(head.method(), head.authority(), target),
                out);
    }

    Loop loop() {
        return loop;
    }

    ClientSide client() {
        return client;
    }

    RequestHead head() {
        return head;
    }

    /** The request target as the backend gets it. */
    String target() {
        return target;
    }

    Pool pool() {
        return Objects.requireNonNull(lane, "after step 2").pool();
    }

    SessionStage session() {
        return Objects.requireNonNull(session, "after step 3");
    }

    boolean isOver() {
        return ledger.isClosed();
    }
}
