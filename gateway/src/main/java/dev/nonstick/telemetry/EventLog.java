package dev.nonstick.telemetry;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What an operator should know, one JSON line each. Every event is one method of this class, so
 * that this file is the list of them all. Events that a client can cause at will are limited to one
 * line a second each; the metrics count every one.
 *
 * <p>Thread rule: shared; never blocks.
 */
public final class EventLog {
    private static final long EVERY_NANOS = 1_000_000_000L;

    private final LineWriter out;
    private final ConcurrentHashMap<String, Limited> limited = new ConcurrentHashMap<>();

    public EventLog(LineWriter out) {
        this.out = out;
    }

    /** Lines lost so far. */
    public long dropped() {
        return out.dropped();
    }

    public void warning(String text) {
        write("warn", "configuration", "detail", text);
    }

    public void started(String version) {
        write("info", "started", "version", version);
    }

    public void stopping(String signal) {
        write("info", "stopping", "signal", signal);
    }

    public void stopped(int exitCode, int cut) {
        out.line(line("info", "stopped").put("exit", exitCode).put("cut", cut).encode());
    }

    public void backendUp(String pool, String backend) {
        write("info", "backend_up", "pool", pool, "backend", backend);
    }

    public void backendDown(String pool, String backend) {
        write("warn", "backend_down", "pool", pool, "backend", backend);
    }

    public void storeConnected() {
        limited("store_connected", "info", "", "");
    }

    public void storeLost(String fault) {
        limited("store_lost", "warn", "fault", fault);
    }

    public void storeBreakerOpened(String because) {
        limited("store_breaker_open", "warn", "fault", because);
    }

    public void storeBreakerClosed() {
        limited("store_breaker_closed", "info", "", "");
    }

    public void storeWarning(String text) {
        write("warn", "store_warning", "detail", text);
    }

    public void cookiesContradict(String realm) {
        limited("cookies_contradict", "warn", "realm", realm);
    }

    public void replaySuspected(String realm) {
        limited("replay_suspected", "warn", "realm", realm);
    }

    public void recordUnreadable(String realm, String reason) {
        limited("record_unreadable", "error", "realm", realm, "reason", reason);
    }

    public void lateWriteDropped(String realm, String cause) {
        limited("late_write_dropped", "info", "realm", realm, "cause", cause);
    }

    public void commitRefused(String route, String backend, String reason) {
        // each backend's refusals are limited on their own: a second faulty one must be seen, too
        limitedBy(
                "commit_refused " + route + " " + backend,
                "commit_refused",
                "warn",
                "route",
                route,
                "backend",
                backend,
                "reason",
                reason);
    }

    /** A request is served without its session, as the route has it. */
    public void servedAnonymously(String route, String fault) {
        limitedBy(
                "served_anonymously " + route,
                "served_anonymously",
                "warn",
                "route",
                route,
                "fault",
                fault);
    }

    /** What a backend asked of a session that this exchange has not, or has no more. */
    public void writeDropped(String route, String cause) {
        limitedBy(
                "write_dropped " + route + " " + cause,
                "write_dropped",
                "warn",
                "route",
                route,
                "cause",
                cause);
    }

    /** The vault had no room for a backend's cookie, which went to the client. */
    public void vaultFull(String route, String cookie) {
        limitedBy("vault_full " + route, "vault_full", "warn", "route", route, "cookie", cookie);
    }

    /** A backend's cookies were neither kept nor passed on, for want of a session to keep them. */
    public void cookiesLost(String route, String cause) {
        limitedBy(
                "cookies_lost " + route + " " + cause,
                "cookies_lost",
                "warn",
                "route",
                route,
                "cause",
                cause);
    }

    /** A backend tried to set the gateway's own cookie. */
    public void ownCookieDropped(String route, String backend) {
        limitedBy(
                "own_cookie_dropped " + route + " " + backend,
                "own_cookie_dropped",
                "warn",
                "route",
                route,
                "backend",
                backend);
    }

    public void commitLost(String route, String fault) {
        limited("commit_lost", "error", "route", route, "fault", fault);
    }

    /** A defect of ours; the class name says where to look, the message may hold user data. */
    public void unexpected(Throwable error) {
        StackTraceElement[] trace = error.getStackTrace();
        limited(
                "unexpected",
                "error",
                "type",
                error.getClass().getName(),
                "at",
                trace.length == 0 ? "" : trace[0].toString());
    }

    private void limited(String event, String level, String... fields) {
        limitedBy(event, event, level, fields);
    }

    /**
     * Writes a line a second at most.
     *
     * @param key what has a limit of its own; from the configuration or a closed list
     */
    private void limitedBy(String key, String event, String level, String... fields) {
        Limited limit = limited.computeIfAbsent(key, e -> new Limited());
        long now = System.nanoTime();
        long last = limit.last.get();
        if (now - last < EVERY_NANOS || !limit.last.compareAndSet(last, now)) {
            limit.suppressed.incrementAndGet();
            return;
        }
        JsonObject line = fill(line(level, event), fields);
        long suppressed = limit.suppressed.getAndSet(0);
        if (suppressed > 0) {
            line.put("suppressed", suppressed);
        }
        out.line(line.encode());
    }

    private void write(String level, String event, String... fields) {
        out.line(fill(line(level, event), fields).encode());
    }

    private static JsonObject line(String level, String event) {
        return new JsonObject()
                .put("time", Instant.now().toString())
                .put("level", level)
                .put("event", event);
    }

    private static JsonObject fill(JsonObject line, String... fields) {
        for (int i = 0; i + 1 < fields.length; i += 2) {
            if (!fields[i].isEmpty()) {
                line.put(fields[i], fields[i + 1]);
            }
        }
        return line;
    }

    private static final class Limited {
        final AtomicLong last = new AtomicLong(System.nanoTime() - EVERY_NANOS);
        final AtomicLong suppressed = new AtomicLong();
    }
}
