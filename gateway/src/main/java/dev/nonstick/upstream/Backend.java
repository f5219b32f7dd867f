package dev.nonstick.upstream;

import dev.nonstick.routing.Candidate;
import dev.nonstick.routing.PoolSettings.BackendSettings;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One backend: its address, and what every event loop knows of it.
 *
 * <p>Thread rule: shared; counters are atomic, health is written by the health check alone.
 */
public final class Backend implements Candidate {
    private final BackendSettings settings;
    private final String address;
    private final int index;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean healthy = true;
    private volatile long turn;

    Backend(BackendSettings settings, int index) {
        this.settings = settings;
        this.address = settings.host() + ":" + settings.port();
        this.index = index;
    }

    public String host() {
        return settings.host();
    }

    public int port() {
        return settings.port();
    }

    /** {@code host:port}; for logs and metrics of the operator, never for clients. */
    public String address() {
        return address;
    }

    /** Position in its pool. */
    public int index() {
        return index;
    }

    public boolean isHealthy() {
        return healthy;
    }

    void healthy(boolean now) {
        healthy = now;
    }

    @Override
    public int inFlight() {
        return inFlight.get();
    }

    @Override
    public int weight() {
        return settings.weight();
    }

    @Override
    public long turn() {
        return turn;
    }

    /** Its next turn; written without a lock, as a lost one costs a moment's fairness only. */
    void turn(long next) {
        turn = next;
    }

    /** Connections to it, on all event loops. */
    public int connections() {
        return connections.get();
    }

    void connections(int change) {
        connections.addAndGet(change);
    }

    /** Exchanges that wait for a connection to it, on all event loops. */
    public int waiting() {
        return waiting.get();
    }

    void waiting(int change) {
        waiting.addAndGet(change);
    }

    /** An attempt begins. */
    public void begin() {
        inFlight.incrementAndGet();
    }

    /** An attempt has ended. */
    public void end() {
        inFlight.decrementAndGet();
    }
}
