package dev.nonstick.store;

import dev.nonstick.session.LeaseStep;
import dev.nonstick.session.Step;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Turns at sessions, for routes that serve one request of a session at a time. See {@link Turn}.
 *
 * <p>Thread rule: belongs to one event loop.
 */
public final class Leases {
    /** How long a turn lasts that nobody renews: a gateway that was killed holds others up so. */
    static final long LEASE_MILLIS = 10_000;

    /** How often a turn under way is renewed. */
    static final long RENEW_MILLIS = 3_000;

    /** How long a request waits for its turn. */
    static final long WAIT_MILLIS = 5_000;

    private static final long MIN_POLL_MILLIS = 10;
    private static final long MAX_POLL_MILLIS = 100;

    final Vertx vertx;
    final SerialOrder order;
    private final Context context;
    private final SessionFinder finder;
    private final CommitQueue queue;
    private final LongSupplier clock;
    private final RandomGenerator random;

    Leases(
            Vertx vertx,
            SessionFinder finder,
            CommitQueue queue,
            LongSupplier clock,
            RandomGenerator random,
            SerialOrder order) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.finder = finder;
        this.queue = queue;
        this.clock = clock;
        this.random = random;
        this.order = order;
    }

    /**
     * A turn to wait for.
     *
     * @param cookies the values of the realm's cookie, as they came
     * @param found the session they name
     */
    public Turn turn(Realm realm, List<String> cookies, SessionView.Live found) {
        return new Turn(this, realm, cookies, found, random.nextLong());
    }

    long now() {
        return clock.getAsLong();
    }

    /** Runs on this event loop. */
    void here(Runnable action) {
        context.runOnContext(v -> action.run());
    }

    Future<SessionView> find(Realm realm, List<String> cookies) {
        return finder.find(realm, cookies);
    }

    Future<CommitQueue.Outcome> submit(Realm realm, SessionView.Live view, Step step) {
        return queue.submit(realm, view, step);
    }

    LeaseStep take(long owner, long epoch) {
        return new LeaseStep.Take(owner, epoch, now(), now() + LEASE_MILLIS);
    }

    LeaseStep renew(long owner) {
        return new LeaseStep.Renew(owner, now() + LEASE_MILLIS);
    }

    /**
     * When to look again: from {@value #MIN_POLL_MILLIS} doubled to {@value #MAX_POLL_MILLIS} ms,
     * of which a random half is taken off, so that gateways do not look together.
     */
    long pollMillis(int polls) {
        long ceiling = Math.min(MAX_POLL_MILLIS, MIN_POLL_MILLIS << Math.min(polls, 4));
        return Math.max(MIN_POLL_MILLIS, ceiling - random.nextLong(ceiling / 2 + 1));
    }
}
