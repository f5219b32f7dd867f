package dev.nonstick.proxy;

import dev.nonstick.http.HeadWriter;
import dev.nonstick.http1.LoopClock;
import dev.nonstick.http1.LoopFlush;
import dev.nonstick.routing.Route;
import dev.nonstick.routing.RouteTable;
import dev.nonstick.routing.SessionPolicy;
import dev.nonstick.session.Envelope;
import dev.nonstick.store.Leases;
import dev.nonstick.store.Realm;
import dev.nonstick.store.SessionEngine;
import dev.nonstick.telemetry.AccessLog;
import dev.nonstick.telemetry.EventLog;
import dev.nonstick.telemetry.Metrics;
import dev.nonstick.upstream.Backend;
import dev.nonstick.upstream.Connections;
import dev.nonstick.upstream.Pool;
import dev.nonstick.vault.VaultRules;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the exchanges of one event loop share; made once at start.
 *
 * @param lanes by {@link Route#index()}: what is compiled for each route
 * @param cookieNames the gateway's own cookies, which never reach a backend
 * @param unrouted counts what was refused before it had a route
 * @param sides null: there is no side API
 * @param clients the client connections that speak HTTP
 * @param scratch what heads are written to; used within one step only
 * @param random for choices and request ids; not for secrets
 */
record Loop(
        ContextInternal context,
        LoopClock clock,
        LoopFlush flush,
        RouteTable routes,
        List<Lane> lanes,
        Set<String> cookieNames,
        SessionEngine sessions,
        @Nullable SideSessions sides,
        LimitSettings limits,
        OpenExchanges open,
        Wires wires,
        ClientConnections clients,
        HeadWriter scratch,
        Metrics metrics,
        Metrics.RouteMeters unrouted,
        EventLog events,
        AccessLog accessLog,
        RandomGenerator random) {

    /**
     * One route with everything it needs.
     *
     * @param connections this loop's, by {@link Backend#index()}
     * @param session null: no session on this route
     */
    record Lane(
            Route route,
            Pool pool,
            List<Connections> connections,
            @Nullable SessionLane session,
            Metrics.RouteMeters meters) {}

    /**
     * What a route's requests have to do with sessions.
     *
     * @param envelope null: none on this route
     * @param control what its backends may ask for, in the words of the protocol
     * @param refresh whether requests here extend the idle timeout
     * @param leases turns at sessions
     */
    record SessionLane(
            String route,
            Realm realm,
            @Nullable Envelope envelope,
            Set<String> control,
            boolean refresh,
            SessionPolicy policy,
            Leases leases,
            @Nullable VaultLane vault) {}

    /**
     * What a route's requests have to do with the vault.
     *
     * @param secure whether clients use this realm over TLS only: then its cookie is Secure, and
     *     browsers neither take nor send it otherwise
     */
    record VaultLane(String pool, VaultRules rules, boolean secure) {}
}
