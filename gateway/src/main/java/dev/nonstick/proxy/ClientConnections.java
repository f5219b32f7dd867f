package dev.nonstick.proxy;

import dev.nonstick.http1.LoopClock;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The client connections of one event loop that speak HTTP: for their time limits, which one timer
 * watches for all of them, and for draining.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class ClientConnections {
    /** How exactly time limits are kept. */
    private static final long TICK_MILLIS = 100;

    private final LoopClock clock;
    private final Set<ClientConnection> open = new LinkedHashSet<>();

    ClientConnections(Context context, LoopClock clock) {
        this.clock = clock;
        context.owner().setPeriodic(TICK_MILLIS, id -> tick());
    }

    void add(ClientConnection connection) {
        open.add(connection);
    }

    void remove(ClientConnection connection) {
        open.remove(connection);
    }

    /** The gateway goes down: idle ones end now, those at work behind their responses. */
    void drain() {
        List.copyOf(open).forEach(ClientConnection::drain);
    }

    /** The time is up: all end where they are. */
    void close() {
        List.copyOf(open).forEach(ClientConnection::close);
    }

    private void tick() {
        long now = clock.look();
        if (!open.isEmpty()) {
            // one may end, and leave the set, while it is looked at
            new ArrayList<>(open).forEach(connection -> connection.tick(now));
        }
    }
}
