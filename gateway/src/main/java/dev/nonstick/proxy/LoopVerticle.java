package dev.nonstick.proxy;

import dev.nonstick.http.HeadWriter;
import dev.nonstick.http1.LoopClock;
import dev.nonstick.http1.LoopFlush;
import dev.nonstick.routing.Route;
import dev.nonstick.routing.RouteSettings;
import dev.nonstick.session.CapabilityCodec;
import dev.nonstick.session.Envelope;
import dev.nonstick.session.RealmSettings;
import dev.nonstick.store.Leases;
import dev.nonstick.store.OpenedStore;
import dev.nonstick.store.Realm;
import dev.nonstick.store.SerialOrder;
import dev.nonstick.store.SessionEngine;
import dev.nonstick.upstream.LoopUpstream;
import dev.nonstick.upstream.Pool;
import dev.nonstick.vault.VaultRules;
import dev.nonstick.vault.VaultSettings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Everything of the data plane that lives on one event loop: made there, used there. */
final class LoopVerticle extends VerticleBase {
    private final Proxy.Parts parts;
    private final SerialOrder order;
    private final int number;
    private final int loops;
    private @Nullable Loop loop;

    /**
     * @param order of requests that take turns; shared by all loops
     * @param number of this one, from 0; the first one reads the revocation log, for all of them
     * @param loops how many there are
     */
    LoopVerticle(Proxy.Parts parts, SerialOrder order, int number, int loops) {
        this.parts = parts;
        this.order = order;
        this.number = number;
        this.loops = loops;
    }

    @Override
    public Future<?> start() {
        return parts.stores().open(vertx).compose(this::start);
    }

    private Future<Void> start(OpenedStore store) {
        loop = make(store);
        return number == 0
                ? parts.revocations().follow(vertx, store.revocations())
                : Future.succeededFuture();
    }

    private Loop make(OpenedStore store) {
        ContextInternal here = (ContextInternal) Objects.requireNonNull(context);
        LoopClock clock = new LoopClock();
        LoopFlush flush = new LoopFlush(here);
        SessionEngine engine =
                new SessionEngine(
                        vertx,
                        store,
                        parts.keys(),
                        parts.revocations(),
                        parts.sessionEvents(),
                        clock::millis,
                        new SecureRandom());
        return new Loop(
                here,
                clock,
                flush,
                parts.routes(),
                lanes(
                        engine.leases(order),
                        new LoopUpstream(
                                here,
                                clock,
                                flush,
                                parts.pools().values(),
                                loops,
                                parts.limits().headers())),
                cookieNames(),
                engine,
                sides(clock, store),
                parts.limits(),
                new OpenExchanges(vertx, clock),
                wires(here, engine, clock),
                new ClientConnections(here, clock),
                new HeadWriter(),
                parts.metrics(),
                parts.metrics().route(""),
                parts.events(),
                parts.accessLog(),
                new SplittableRandom());
    }

    private Wires wires(ContextInternal here, SessionEngine engine, LoopClock clock) {
        Wires wires = new Wires(vertx, engine, clock, parts.metrics(), parts.events());
        parts.revocations()
                .watch(
                        entries -> {
                            if (!wires.isEmpty()) {
                                here.runOnContext(v -> wires.revoked(entries));
                            }
                        });
        return wires;
    }

    private @Nullable SideSessions sides(LoopClock clock, OpenedStore store) {
        Proxy.SideApi side = parts.sideApi();
        return side == null
                ? null
                : new SideSessions(
                        vertx,
                        number,
                        side.url(),
                        new CapabilityCodec(parts.keys(), side.instance()),
                        new SideCounters(store.counters(), parts.namespace()),
                        clock,
                        new SplittableRandom(),
                        parts.metrics());
    }

    private List<Loop.Lane> lanes(Leases leases, LoopUpstream upstream) {
        Map<String, Realm> realms = new HashMap<>();
        List<Loop.Lane> lanes = new ArrayList<>();
        for (Route route : parts.routes().all()) {
            RouteSettings settings = route.settings();
            Pool pool = Objects.requireNonNull(parts.pools().get(settings.pool()));
            RouteSettings.Session session = settings.session();
            lanes.add(
                    new Loop.Lane(
                            route,
                            pool,
                            upstream.to(pool),
                            session == null ? null : sessionLane(settings, session, realms, leases),
                            parts.metrics().route(settings.name())));
        }
        return List.copyOf(lanes);
    }

    private Loop.SessionLane sessionLane(
            RouteSettings route,
            RouteSettings.Session session,
            Map<String, Realm> realms,
            Leases leases) {
        Set<String> control = new HashSet<>();
        session.control().forEach(word -> control.add(word.word()));
        Realm realm = realms.computeIfAbsent(session.realm(), this::realm);
        RouteSettings.Tiers tiers = session.tiers();
        return new Loop.SessionLane(
                route.name(),
                realm,
                tiers.envelope() ? envelope(route, session) : null,
                Set.copyOf(control),
                session.refresh(),
                session.policy(),
                leases,
                tiers.vault() == null ? null : vaultLane(route.pool(), tiers.vault(), realm));
    }

    private Loop.VaultLane vaultLane(String pool, VaultSettings vault, Realm realm) {
        boolean secure = realm.settings().cookie().secure();
        return new Loop.VaultLane(pool, new VaultRules(vault, cookieNames()), secure);
    }

    private Envelope envelope(RouteSettings route, RouteSettings.Session session) {
        int inlineLimit = settingsOf(session.realm()).inlineLimit();
        return new Envelope(parts.keys(), route.pool(), inlineLimit);
    }

    private Realm realm(String name) {
        RealmSettings settings = settingsOf(name);
        return new Realm(
                parts.sideApi() == null ? settings : settings.withStateOfAnySize(),
                parts.keys(),
                parts.namespace());
    }

    private RealmSettings settingsOf(String realm) {
        return Objects.requireNonNull(parts.realms().get(realm));
    }

    private Set<String> cookieNames() {
        Set<String> names = new HashSet<>();
        parts.realms().values().forEach(realm -> names.add(realm.cookie().name()));
        return Set.copyOf(names);
    }

    /** The loop, once it is deployed. */
    Loop loop() {
        return Objects.requireNonNull(loop, "deployed");
    }

    int inFlight() {
        return loop == null ? 0 : loop.open().count();
    }

    int pendingWrites() {
        return loop == null ? 0 : loop.sessions().pending();
    }

    /** Lets what is under way end. */
    void drain() {
        loop().context()
                .runOnContext(
                        v -> {
                            loop().open().drain();
                            loop().clients().drain();
                        });
    }

    /** Ends what is still there. */
    void cut() {
        loop().context().runOnContext(v -> loop().clients().close());
    }
}
