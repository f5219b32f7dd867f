package dev.nonstick.store;

import dev.nonstick.session.Commit;
import dev.nonstick.session.CookieCodec;
import dev.nonstick.telemetry.EventLog;
import dev.nonstick.telemetry.Metrics;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Tells metrics and the event log what happens to sessions and their store.
 *
 * <p>Thread rule: shared.
 */
public final class SessionTelemetry implements SessionEvents, StoreListener {
    private final Metrics metrics;
    private final EventLog log;
    private final AtomicInteger openBreakers = new AtomicInteger();

    public SessionTelemetry(Metrics metrics, EventLog log) {
        this.metrics = metrics;
        this.log = log;
        metrics.gauge(
                "nonstick_store_breaker_open",
                "Event loops that refuse store commands at once",
                openBreakers::get);
    }

    @Override
    public void cookieRefused(String realm, CookieCodec.Reason reason) {
        metrics.cookieRefused(label(reason));
    }

    @Override
    public void cookiesContradict(String realm) {
        metrics.session("cookies_contradict");
        log.cookiesContradict(realm);
    }

    @Override
    public void replaySuspected(String realm, Supplier<String> label) {
        metrics.session("replay_suspected");
        log.replaySuspected(realm, label);
    }

    @Override
    public void revokedFound(String realm, Supplier<String> label) {
        metrics.session("revoked_found");
        log.revokedSessionFound(realm, label);
    }

    @Override
    public void recordUnreadable(String realm, Supplier<String> label, String reason) {
        metrics.session("unreadable");
        log.recordUnreadable(realm, label, reason);
    }

    @Override
    public void created(String realm, Supplier<String> label) {
        metrics.session("created");
        log.sessionCreated(realm, label);
    }

    @Override
    public void authenticated(String realm, Supplier<String> label) {
        metrics.session("authenticated");
        log.sessionAuthenticated(realm, label);
    }

    @Override
    public void rotated(String realm, Supplier<String> label) {
        metrics.session("rotated");
        log.sessionRotated(realm, label);
    }

    @Override
    public void destroyed(String realm, Supplier<String> label) {
        metrics.session("destroyed");
        log.sessionDestroyed(realm, label);
    }

    @Override
    public void allDestroyed(String realm, Supplier<String> label, int left) {
        metrics.session("destroyed_all");
        log.sessionsOfPrincipalDestroyed(realm, label, left);
    }

    @Override
    public void conflict(String realm) {
        metrics.conflict();
    }

    @Override
    public void dropped(String realm, Supplier<String> label, CommitResult.Cause cause) {
        metrics.session("late_write_dropped");
        log.lateWriteDropped(realm, label, label(cause));
    }

    @Override
    public void refused(String realm, Commit.Refusal refusal) {
        metrics.session("refused_" + label(refusal));
    }

    @Override
    public void commandDone(String operation, String outcome, long nanos) {
        metrics.storeCommand(operation, outcome, nanos);
    }

    @Override
    public void connected() {
        log.storeConnected();
    }

    @Override
    public void disconnected(StoreFault fault) {
        log.storeLost(label(fault));
    }

    @Override
    public void breakerOpened(StoreFault because) {
        openBreakers.incrementAndGet();
        log.storeBreakerOpened(label(because));
    }

    @Override
    public void breakerClosed() {
        openBreakers.decrementAndGet();
        log.storeBreakerClosed();
    }

    @Override
    public void warning(String event) {
        log.storeWarning(event);
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
