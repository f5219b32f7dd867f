package dev.nonstick.proxy;

import dev.nonstick.http.AddressRanges;
import dev.nonstick.routing.Route;
import dev.nonstick.routing.RouteSettings;
import dev.nonstick.session.Envelope;
import dev.nonstick.session.RealmSettings;
import dev.nonstick.store.Realm;
import dev.nonstick.store.SessionEngine;
import dev.nonstick.store.SessionStore;
import dev.nonstick.upstream.LoopUpstream;
import dev.nonstick.upstream.Pool;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Everything of the data plane that lives on one event loop: made there, used there. */
final class LoopVerticle extends VerticleBase {
    private final Proxy.Parts parts;
    private final List<ListenSettings> listeners;
    private final int loops;
    private final AtomicInteger connections;
    private final List<LoopServer> servers = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private @Nullable OpenExchanges open;
    private @Nullable SessionEngine sessions;

    LoopVerticle(
            Proxy.Parts parts,
            List<ListenSettings> listeners,
            int loops,
            AtomicInteger connections) {
        this.parts = parts;
        this.listeners = listeners;
        this.loops = loops;
        this.connections = connections;
    }

    @Override
    public Future<?> start() {
        return parts.stores().open(vertx).compose(this::listen);
    }

    private Future<Void> listen(SessionStore store) {
        OpenExchanges exchanges = new OpenExchanges(vertx);
        SessionEngine engine =
                new SessionEngine(
                        vertx,
                        store,
                        parts.keys(),
                        parts.sessionEvents(),
                        System::currentTimeMillis,
                        new SecureRandom());
        open = exchanges;
        sessions = engine;
        Loop loop =
                new Loop(
                        vertx,
                        parts.routes(),
                        lanes(),
                        cookieNames(),
                        engine,
                        new LoopUpstream(
                                vertx, parts.pools().values(), loops, parts.limits().headers()),
                        parts.limits(),
                        exchanges,
                        parts.metrics(),
                        parts.metrics().route(""),
                        parts.events(),
                        parts.accessLog(),
                        new SplittableRandom());
        Future<Void> bound = Future.succeededFuture();
        for (ListenSettings settings : listeners) {
            Loop.Listener listener =
                    new Loop.Listener("http", new AddressRanges(settings.trustedProxies()));
            LoopServer server = new LoopServer(loop, listener, settings, connections);
            servers.add(server);
            int number = servers.size();
            bound = bound.compose(v -> server.listen(number)).onSuccess(ports::add).mapEmpty();
        }
        return bound;
    }

    private List<Loop.Lane> lanes() {
        Map<String, Realm> realms = new HashMap<>();
        List<Loop.Lane> lanes = new ArrayList<>();
        for (Route route : parts.routes().all()) {
            RouteSettings settings = route.settings();
            String realmName = settings.realm();
            Realm realm = realmName == null ? null : realms.computeIfAbsent(realmName, this::realm);
            Pool pool = Objects.requireNonNull(parts.pools().get(settings.pool()));
            Set<String> control = new HashSet<>();
            settings.control().forEach(word -> control.add(word.name().toLowerCase(Locale.ROOT)));
            lanes.add(
                    new Loop.Lane(
                            route,
                            pool,
                            realm,
                            realm == null ? null : new Envelope(parts.keys(), settings.pool()),
                            Set.copyOf(control),
                            parts.metrics().route(settings.name())));
        }
        return List.copyOf(lanes);
    }

    private Realm realm(String name) {
        RealmSettings settings = Objects.requireNonNull(parts.realms().get(name));
        return new Realm(settings, parts.keys(), parts.namespace());
    }

    private Set<String> cookieNames() {
        Set<String> names = new HashSet<>();
        parts.realms().values().forEach(realm -> names.add(realm.cookie().name()));
        return Set.copyOf(names);
    }

    List<Integer> ports() {
        return List.copyOf(ports);
    }

    int inFlight() {
        return open == null ? 0 : open.count();
    }

    int pendingWrites() {
        return sessions == null ? 0 : sessions.pending();
    }

    Future<Void> close(Duration limit) {
        Promise<Void> closed = Promise.promise();
        Context loopContext = Objects.requireNonNull(context);
        loopContext.runOnContext(
                v -> {
                    // whoever waits for the limit must still see what is under way then
                    Duration cut = limit.plusSeconds(1);
                    if (open != null) {
                        open.drain(cut);
                    }
                    Future.join(servers.stream().map(server -> server.shutdown(cut)).toList())
                            .<Void>mapEmpty()
                            .onComplete(closed);
                });
        return closed.future();
    }
}
