package dev.nonstick.proxy;

import dev.nonstick.http1.LoopClock;
import dev.nonstick.session.Revocation;
import dev.nonstick.store.HeldSession;
import dev.nonstick.store.HeldSession.Cause;
import dev.nonstick.store.SessionEngine;
import dev.nonstick.telemetry.EventLog;
import dev.nonstick.telemetry.Metrics;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The wires of one event loop that have a session: ends them when it is over, and lets what their
 * clients send count as use of it.
 *
 * <pre>
 *  what ends a wire                              how it is heard of
 *  the session, or all of its principal's, ended  revocation log, within a second or so
 *  another login in the session                   revocation log; the record says which one
 *  idle or absolute timeout, a log that is lost   a look at the record once an interval
 * </pre>
 *
 * <p>A wire is looked at also right after it was opened: what the log said before it was here, it
 * has missed.
 *
 * <p>Thread rule: belongs to one event loop, but for {@link #isEmpty()}.
 */
final class Wires {
    private static final long TICK_MILLIS = 250;

    /** Reads of one tick: when a store comes back, not all are due at once. */
    private static final int MAX_LOOKS = 500;

    private final SessionEngine sessions;
    private final LoopClock clock;
    private final Metrics metrics;
    private final EventLog events;
    private final Map<String, List<WatchedWire>> byName = new HashMap<>();
    private volatile boolean empty = true;

    Wires(Vertx vertx, SessionEngine sessions, LoopClock clock, Metrics metrics, EventLog events) {
        this.sessions = sessions;
        this.clock = clock;
        this.metrics = metrics;
        this.events = events;
        vertx.setPeriodic(TICK_MILLIS, id -> tick());
    }

    /**
     * Watches the session of a wire from now on.
     *
     * @param refresh whether what the client sends is use of the session
     */
    WatchedWire watch(Wire wire, HeldSession session, boolean refresh) {
        WatchedWire watched = new WatchedWire(wire, session, refresh);
        byName.computeIfAbsent(session.name(), name -> new ArrayList<>(1)).add(watched);
        empty = false;
        return watched;
    }

    /** The wire has ended by itself. */
    void forget(WatchedWire wire) {
        wire.end();
        remove(wire);
    }

    private void remove(WatchedWire wire) {
        String name = wire.session().name();
        List<WatchedWire> same = byName.get(name);
        if (same != null && same.remove(wire) && same.isEmpty()) {
            byName.remove(name);
            empty = byName.isEmpty();
        }
    }

    /** Whether there is none: then nothing of the revocation log is of interest here. */
    boolean isEmpty() {
        return empty;
    }

    /** What the revocation log says anew. */
    void revoked(List<Revocation> entries) {
        Map<String, Long> terms = new HashMap<>();
        for (Revocation entry : entries) {
            switch (entry) {
                case Revocation.Ended ended ->
                        named(ended.name()).forEach(wire -> end(wire, Cause.SESSION_ENDED));
                case Revocation.AllBelow all -> terms.merge(all.principal(), all.term(), Math::max);
                case Revocation.LoggedIn login -> {
                    for (WatchedWire wire : named(login.name())) {
                        if (!wire.isOf(login.epoch())) {
                            look(wire);
                        }
                    }
                }
            }
        }
        if (!terms.isEmpty()) {
            for (WatchedWire wire : all()) {
                if (terms.getOrDefault(wire.principalName(), 0L) > wire.term()) {
                    end(wire, Cause.PRINCIPAL_ENDED);
                }
            }
        }
    }

    /** Those of this moment: one may end, and leave, while it is looked at. */
    private List<WatchedWire> named(String name) {
        List<WatchedWire> same = byName.get(name);
        return same == null ? List.of() : List.copyOf(same);
    }

    private List<WatchedWire> all() {
        List<WatchedWire> all = new ArrayList<>();
        byName.values().forEach(all::addAll);
        return all;
    }

    private void tick() {
        if (empty) {
            return;
        }
        clock.look();
        long now = clock.millis();
        int looks = 0;
        for (WatchedWire wire : all()) {
            if (wire.wasUsed()) {
                sessions.touch(wire.session());
            }
            if (looks < MAX_LOOKS && wire.isDue(now)) {
                looks++;
                look(wire);
            }
        }
    }

    private void look(WatchedWire wire) {
        wire.looking();
        sessions.look(wire.session())
                .onSuccess(
                        look -> {
                            clock.look();
                            looked(wire, look, clock.millis());
                        });
    }

    private void looked(WatchedWire wire, HeldSession.Look look, long now) {
        switch (look) {
            case HeldSession.GoesOn goesOn -> wire.goesOn(goesOn.session(), now);
            case HeldSession.Over over -> end(wire, over.cause());
            case HeldSession.NotKnown unknown -> {
                if (wire.isPastDeadline(now)) {
                    end(wire, Cause.EXPIRED);
                } else {
                    wire.notKnown(now);
                }
            }
        }
    }

    private void end(WatchedWire wire, Cause cause) {
        if (wire.end()) {
            String label = cause.name().toLowerCase(Locale.ROOT);
            metrics.wireClosed(label);
            events.wireClosed(label);
            remove(wire);
            wire.wire().sessionOver(cause);
        }
    }
}
