package dev.nonstick.proxy;

import dev.nonstick.http.HeadWriter;
import dev.nonstick.http.RequestGate;
import dev.nonstick.http.RequestHead;
import dev.nonstick.http.RequestId;
import dev.nonstick.http.RequestTarget;
import dev.nonstick.http.ResponseHead;
import dev.nonstick.routing.PoolSettings;
import dev.nonstick.routing.RouteTable;
import dev.nonstick.upstream.Backend;
import dev.nonstick.upstream.Connections;
import dev.nonstick.upstream.Pool;
import java.util.Objects;
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
 * <p>Steps 3 and 6 are {@link SessionStage}, 5 is {@link Attempt}, 7 is {@link ClientSide}.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class Exchange extends OpenExchanges.Open {
    private final Loop loop;
    private final RequestHead head;
    private final RequestGate.@Nullable Refusal refusal;
    private final ClientSide client;
    private final Ledger ledger;
    private final Attempts attempts = new Attempts();

    private String requestId = "";
    private String target = "";
    private Loop.@Nullable Lane lane;
    private @Nullable SessionStage session;
    private @Nullable Attempt attempt;
    private int status;

    /**
     * @param refusal what the gate says against the head; null: nothing
     */
    Exchange(
            Loop loop,
            ClientConnection connection,
            RequestHead head,
            RequestGate.@Nullable Refusal refusal) {
        this.loop = loop;
        this.head = head;
        this.refusal = refusal;
        this.client = new ClientSide(loop, connection, head, this);
        this.ledger = new Ledger(loop, this, head, client);
    }

    void begin() {
        ledger.open();
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
        long limit = loop.limits().body();
        if (refusal != null) {
            fail(Failure.of(refusal), refusal.text());
        } else if (limit > 0 && head.length() > limit) {
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
        SessionStage stage = new SessionStage(loop, on.session());
        session = stage;
        stage.find(head, target, failure -> guarded(() -> found(failure)));
    }

    private void found(@Nullable Failure failure) {
        if (failure != null) {
            fail(failure, null);
        } else {
            choose(Failure.NO_BACKEND);
        }
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
        Backend backend = attempts.next(pool(), loop.random());
        if (backend == null) {
            fail(otherwise, null);
            return;
        }
        Attempt next = new Attempt(this, backend);
        attempt = next;
        // 5 forward
        next.forward();
    }

    /** 5 forward, without success: another backend, where trying again can do no harm. */
    void unanswered(Attempt failed, Failure failure) {
        PoolSettings.Retry retry = pool().settings().retry();
        boolean mayRepeat = !client.hinted() && !session().side().wrote();
        if (attempts.mayFollow(failed, failure, head, mayRepeat, retry)) {
            loop.metrics().retry(pool().settings().name());
            choose(failure);
        } else {
            fail(failure, null);
        }
    }

    /** 6 commit: the answer stays here until the store has acknowledged what it asks for. */
    void answered(Attempt from, ResponseHead answer) {
        session().commit(answer, from.backend(), it -> guarded(() -> settled(from, answer, it)));
    }

    private void settled(Attempt from, ResponseHead answer, Settlement result) {
        if (ledger.isClosed()) {
            from.abandon();
            return;
        }
        switch (result) {
            case Settlement.Settled settled -> respond(from, answer, settled);
            case Settlement.Failed failed -> {
                from.abandon();
                fail(failed.failure(), null);
            }
        }
    }

    /** 7 respond. */
    private void respond(Attempt from, ResponseHead answer, Settlement.Settled settled) {
        status = answer.status();
        if (status == 101) {
            client.switchProtocols(answer, settled);
            loop.metrics().webSocketOpens();
            from.upgrade(client.connection(), session(), () -> webSocketClosed(from));
        } else {
            client.respond(from, answer, session(), settled);
        }
    }

    /** 6 commit, for trailers: what they ask is in the store before the last byte leaves. */
    void trailed(Attempt from, ResponseHead trailers) {
        session()
                .commitTrailers(
                        trailers,
                        from.backend(),
                        failure -> guarded(() -> ended(from, trailers, failure)));
    }

    private void ended(Attempt from, ResponseHead trailers, @Nullable Failure failure) {
        if (failure != null) {
            cut(from, failure);
        } else if (!ledger.isClosed()) {
            client.endResponse(trailers);
        }
    }

    private void webSocketClosed(Attempt from) {
        loop.metrics().webSocketCloses();
        from.abandon();
        record(status, "websocket");
    }

    /** The response has left to its last byte, or could not. */
    void sent(boolean completely) {
        if (completely) {
            record(status, Ledger.classOf(status));
        } else {
            clientGone();
        }
    }

    /** 8 record: exactly once for every exchange. */
    private void record(int answered, String outcome) {
        if (!ledger.isClosed()) {
            ledger.close(requestId, lane, session, attempt, attempts.count(), answered, outcome);
        }
    }

    void fail(Failure failure, @Nullable String detail) {
        if (!ledger.isClosed()) {
            client.fail(failure, detail, requestId, session == null ? null : session.farewell());
            record(failure.status(), failure.label());
        }
    }

    void clientGone() {
        if (!ledger.isClosed()) {
            if (attempt != null) {
                attempt.abandon();
            }
            record(Failure.CLIENT_GONE.status(), Failure.CLIENT_GONE.label());
        }
    }

    /** The client's body cannot be read in one way. */
    void bodyMalformed() {
        if (attempt != null) {
            cut(attempt, Failure.MALFORMED);
        } else {
            fail(Failure.MALFORMED, "the body is not as RFC 9112 has it");
        }
    }

    /** The answer ends where it is: where a part of it has left, the client must see the cut. */
    void cut(Attempt from, Failure failure) {
        if (ledger.isClosed()) {
            return;
        }
        from.abandon();
        if (client.headLeft()) {
            record(failure.status(), failure.label());
            client.cut();
        } else {
            fail(failure == Failure.BACKEND_ABORTED ? Failure.BACKEND_RESET : failure, null);
        }
    }

    @Override
    void tick(long now) {
        if (ledger.isClosed() || attempt == null) {
            return;
        }
        attempt.tick(now);
        if (now - client.lastProgress() > OpenExchanges.HEAD_PATIENCE_NANOS) {
            client.flushHead();
        }
        long idle = pool().settings().timeouts().idle().toNanos();
        if (idle > 0 && client.awaitsBackend() && now - client.lastProgress() > idle) {
            cut(attempt, Failure.IDLE_TIMEOUT);
        }
    }

    @Override
    void drain() {
        if (attempt != null) {
            attempt.drain();
        }
    }

    /** The head of the backend's request. */
    void writeHead(HeadWriter out) {
        String authority = head.authority();
        BackendRequestHead.write(
                head,
                target,
                authority,
                requestId,
                session().cookies(head, target, client.connection()),
                client.connection(),
                session().envelope(head.method(), authority, target, attempts.count()),
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

    /** This loop's connections to a backend. */
    Connections connectionsTo(Backend backend) {
        return Objects.requireNonNull(lane, "after step 2").connections().get(backend.index());
    }

    Pool pool() {
        return Objects.requireNonNull(lane, "after step 2").pool();
    }

    private SessionStage session() {
        return Objects.requireNonNull(session, "after step 3");
    }
}
