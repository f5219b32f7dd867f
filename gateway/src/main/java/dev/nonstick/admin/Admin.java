package dev.nonstick.admin;

import dev.nonstick.drain.DrainState;
import dev.nonstick.telemetry.Metrics;
import dev.nonstick.upstream.Pool;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.function.Supplier;

/**
 * What probes and Prometheus ask: {@code /livez}, {@code /readyz}, {@code /metrics}. Readiness does
 * not depend on the store: a blip there must not take every gateway out of its load balancer.
 *
 * <p>Thread rule: runs on one event loop.
 */
public final class Admin {
    private final Supplier<DrainState> state;
    private final Collection<Pool> pools;
    private final Metrics metrics;

    public Admin(Supplier<DrainState> state, Collection<Pool> pools, Metrics metrics) {
        this.state = state;
        this.pools = pools;
        this.metrics = metrics;
    }

    /**
     * Listens.
     *
     * @param port 0 picks a free one
     * @return the port
     */
    public Future<Integer> listen(Vertx vertx, String host, int port) {
        Router router = Router.router(vertx);
        router.get("/livez").handler(this::live);
        router.get("/readyz").handler(this::ready);
        router.get("/metrics").handler(this::metrics);
        router.route()
                .last()
                .handler(
                        request ->
                                answer(
                                        request,
                                        404,
                                        new JsonObject().put("paths", "/livez /readyz /metrics")));
        return vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                .requestHandler(router)
                .listen(port, host)
                .map(HttpServer::actualPort);
    }

    private void live(RoutingContext request) {
        DrainState now = state.get();
        answer(request, now.isLive() ? 200 : 503, stateOf(now));
    }

    private void ready(RoutingContext request) {
        DrainState now = state.get();
        JsonObject answer = stateOf(now);
        JsonArray empty = new JsonArray();
        pools.stream()
                .filter(pool -> pool.readyCount() == 0)
                .forEach(pool -> empty.add(pool.settings().name()));
        if (!empty.isEmpty()) {
            answer.put("pools-without-backend", empty);
        }
        answer(request, now.isReady() && empty.isEmpty() ? 200 : 503, answer);
    }

    private static JsonObject stateOf(DrainState state) {
        return new JsonObject().put("state", state.name().toLowerCase(java.util.Locale.ROOT));
    }

    private void metrics(RoutingContext request) {
        request.response()
                .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .end(metrics.scrape())
                .onComplete(done -> {});
    }

    private static void answer(RoutingContext request, int status, JsonObject body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body.encode() + "\n")
                .onComplete(done -> {});
    }
}
