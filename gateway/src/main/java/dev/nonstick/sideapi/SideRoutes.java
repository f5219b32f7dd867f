package dev.nonstick.sideapi;

import dev.nonstick.session.Capability;
import dev.nonstick.session.CapabilityCodec;
import dev.nonstick.session.SideCall;
import dev.nonstick.telemetry.EventLog;
import dev.nonstick.telemetry.Metrics;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The calls, on one event loop: who calls, with what right, what is asked, and the answer.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class SideRoutes {
    private static final String BEARER = "Bearer ";
    private static final String REF = "ref";
    private static final String CALL = "call";

    /** What may happen to calls that came in time: read a body, hear from the store. */
    private static final long LIMIT_MILLIS = 10_000;

    private final CapabilityCodec codec;
    private final SideCalls calls;
    private final Metrics metrics;
    private final EventLog events;

    SideRoutes(CapabilityCodec codec, SideCalls calls, Metrics metrics, EventLog events) {
        this.codec = codec;
        this.calls = calls;
        this.metrics = metrics;
        this.events = events;
    }

    /** Reads what a request asks. */
    private interface Asks {
        SideCall read(RoutingContext request) throws MalformedCallException;
    }

    /**
     * The handler of all requests.
     *
     * @param maxBody bytes of a request's body
     */
    Router router(Vertx vertx, int maxBody) {
        Router router = Router.router(vertx);
        router.route().handler(request -> limit(vertx, request));
        router.route("/v1/*").handler(this::entitle);
        router.route("/v1/*").handler(BodyHandler.create(false).setBodyLimit(maxBody));
        on(router, HttpMethod.GET, "/v1/session", "read", request -> new SideCall.Read());
        on(router, HttpMethod.PATCH, "/v1/session", "patch", SideRoutes::patch);
        on(
                router,
                HttpMethod.POST,
                "/v1/session/control",
                "control",
                request -> CallReader.control(bodyOf(request)));
        on(
                router,
                HttpMethod.GET,
                "/v1/counters/:name",
                "counter",
                request -> new SideCall.ReadCounter(nameOf(request)));
        on(router, HttpMethod.POST, "/v1/counters/:name", "count", SideRoutes::count);
        for (int status : new int[] {400, 404, 405, 408, 413}) {
            router.errorHandler(
                    status, request -> reply(request, Reply.problem(status, textOf(status))));
        }
        router.errorHandler(500, this::failed);
        return router;
    }

    private void on(Router router, HttpMethod method, String path, String call, Asks asks) {
        router.route(method, path)
                .handler(
                        request -> {
                            request.put(CALL, call);
                            ask(request, asks);
                        });
    }

    private static void limit(Vertx vertx, RoutingContext request) {
        long timer = vertx.setTimer(LIMIT_MILLIS, id -> request.fail(408));
        request.addEndHandler(done -> vertx.cancelTimer(timer));
        request.next();
    }

    /** A ref is looked at before a body is read. */
    private void entitle(RoutingContext request) {
        String authorization = request.request().getHeader("Authorization");
        Capability ref =
                authorization != null && authorization.regionMatches(true, 0, BEARER, 0, 7)
                        ? codec.open(authorization.substring(7).strip())
                        : null;
        if (ref == null) {
            reply(request, Reply.unauthorized());
        } else {
            request.put(REF, ref);
            request.next();
        }
    }

    private void ask(RoutingContext request, Asks asks) {
        Capability ref = Objects.requireNonNull(request.<Capability>get(REF));
        SideCall call;
        try {
            call = asks.read(request);
        } catch (MalformedCallException e) {
            reply(request, Reply.problem(400, String.valueOf(e.getMessage())));
            return;
        }
        calls.call(ref, call)
                .onSuccess(answer -> reply(request, Reply.of(answer)))
                .onFailure(request::fail);
    }

    private static SideCall patch(RoutingContext request) throws MalformedCallException {
        return CallReader.patch(
                bodyOf(request),
                request.request().getHeader("If-Match"),
                request.request().getHeader("Idempotency-Key"));
    }

    private static SideCall count(RoutingContext request) throws MalformedCallException {
        return CallReader.count(
                nameOf(request), bodyOf(request), request.request().getHeader("Idempotency-Key"));
    }

    private static String nameOf(RoutingContext request) throws MalformedCallException {
        return CallReader.counterName(Objects.requireNonNullElse(request.pathParam("name"), ""));
    }

    private static byte[] bodyOf(RoutingContext request) {
        Buffer body = request.body().buffer();
        return body == null ? new byte[0] : body.getBytes();
    }

    private void failed(RoutingContext request) {
        Throwable cause = request.failure();
        if (cause instanceof RuntimeException) {
            events.unexpected(cause);
        }
        reply(request, Reply.problem(500, textOf(500)));
    }

    private static String textOf(int status) {
        return switch (status) {
            case 400 -> "a request that cannot be read";
            case 404 -> "no such call (expected: session, session/control, counters/NAME in /v1/)";
            case 405 -> "another method";
            case 408 -> "too slow";
            case 413 -> "a body larger than any session can be";
            default -> "a defect of the gateway";
        };
    }

    private void reply(RoutingContext request, Reply reply) {
        HttpServerResponse response = request.response();
        @Nullable String call = request.get(CALL);
        metrics.sideCall(call == null ? "other" : call, reply.status() / 100 + "xx");
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(reply.status()).putHeader("Cache-Control", "no-store");
        if (reply.version() >= 0) {
            response.putHeader("ETag", "\"" + reply.version() + "\"");
        }
        switch (reply.status()) {
            case 401 -> response.putHeader("WWW-Authenticate", "Bearer");
            case 429, 503 -> response.putHeader("Retry-After", "1");
            case 408, 413 -> response.putHeader("Connection", "close");
            default -> {
                // nothing besides
            }
        }
        if (reply.body() == null) {
            response.end().onComplete(done -> {});
        } else {
            String type = reply.isProblem() ? "application/problem+json" : "application/json";
            response.putHeader("Content-Type", type)
                    .end(reply.body().encode() + "\n")
                    .onComplete(done -> {});
        }
    }
}
