package dev.nonstick.store;

import dev.nonstick.session.Commit;
import dev.nonstick.session.CookieCodec;
import dev.nonstick.telemetry.EventLog;
import dev.nonstick.telemetry.Metrics;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

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
    public void replaySuspected(String realm) {
        metrics.session("replay_suspected");
        log.replaySuspected(realm);
    }

    @Override
    public void recordUnreadable(String realm, String reason) {
        metrics.session("unreadable");
        log.recordUnreadable(realm, reason);
    }

    @Override
    public void created(String realm) {
        metrics.session("created");
    }

    @Override
    public void rotated(String realm) {
        metrics.session("rotated");
    }

    @Override
    public void destroyed(String realm) {
        metrics.session("destroyed");
    }

    @Override
    public void conflict(String realm) {
        metrics.conflict();
    }

    @Override
    public void dropped(String realm, CommitResult.Cause cause) {
        log.lateWriteDropped(realm, label(cause));
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
