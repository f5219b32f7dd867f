package dev.nonstick.telemetry;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What an operator should know, one JSON line each. Every event is one method of this class, so
 * that this file is the list of them all. Events that a client can cause at will are limited to one
 * line a second each, logins and logouts to {@value #SIGNINGS_A_SECOND}; the metrics count every
 * one.
 *
 * <p>Thread rule: shared; never blocks.
 */
public final class EventLog {
    private static final long EVERY_NANOS = 1_000_000_000L;

    /** Who reads the log for who came and went wants more than a sample. */
    private static final int SIGNINGS_A_SECOND = 20;

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

    public void replaySuspected(String realm, Supplier<String> session) {
        ofSession("replay_suspected", "warn", 1, realm, session);
    }

    public void recordUnreadable(String realm, Supplier<String> session, String reason) {
        ofSession("record_unreadable", "error", 1, realm, session, "reason", reason);
    }

    public void lateWriteDropped(String realm, Supplier<String> session, String cause) {
        ofSession("late_write_dropped", "info", 1, realm, session, "cause", cause);
    }

    public void sessionCreated(String realm, Supplier<String> session) {
        ofSession("session_created", "info", 1, realm, session);
    }

    public void sessionRotated(String realm, Supplier<String> session) {
        ofSession("session_rotated", "info", 1, realm, session);
    }

    public void sessionAuthenticated(String realm, Supplier<String> session) {
        ofSession("session_authenticated", "info", SIGNINGS_A_SECOND, realm, session);
    }

    public void sessionDestroyed(String realm, Supplier<String> session) {
        ofSession("session_destroyed", "info", SIGNINGS_A_SECOND, realm, session);
    }

    /**
     * All sessions of a principal were ended.
     *
     * @param left records that only the revocation log ends
     */
    public void sessionsOfPrincipalDestroyed(String realm, Supplier<String> session, int left) {
        ofSession(
                "principal_destroyed",
                "info",
                SIGNINGS_A_SECOND,
                realm,
                session,
                "left_to_log",
                left == 0 ? "" : String.valueOf(left));
    }

    /** A session that had been ended was asked for. */
    public void revokedSessionFound(String realm, Supplier<String> session) {
        ofSession("revoked_session", "info", 1, realm, session);
    }

    /** A wire was closed because its session is over. */
    public void wireClosed(String cause) {
        limitedBy("wire_closed " + cause, "wire_closed", "info", "cause", cause);
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
        limitedByAll("write_dropped", "warn", "route", route, "cause", cause);
    }

    /** The vault had no room for a backend's cookie, which went to the client. */
    public void vaultFull(String route, String cookie) {
        limitedBy("vault_full " + route, "vault_full", "warn", "route", route, "cookie", cookie);
    }

    /** A backend's cookies were neither kept nor passed on, for want of a session to keep them. */
    public void cookiesLost(String route, String cause) {
        limitedByAll("cookies_lost", "warn", "route", route, "cause", cause);
    }

    /** A backend tried to set the gateway's own cookie. */
    public void ownCookieDropped(String route, String backend) {
        limitedByAll("own_cookie_dropped", "warn", "route", route, "backend", backend);
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

    /**
     * @param session a hash of its id, which is made only for a line that is written
     */
    private void ofSession(
            String event,
            String level,
            int aSecond,
            String realm,
            Supplier<String> session,
            String... fields) {
        long suppressed = admit(event, aSecond);
        if (suppressed >= 0) {
            String[] about = {"realm", realm, "session", session.get()};
            write(fill(fill(line(level, event), about), fields), suppressed);
        }
    }

    private void limited(String event, String level, String... fields) {
        limitedBy(event, event, level, fields);
    }

    /** One limit for each combination of the values. */
    private void limitedByAll(String event, String level, String... pairs) {
        StringBuilder key = new StringBuilder(event);
        for (int i = 1; i < pairs.length; i += 2) {
            key.append(' ').append(pairs[i]);
        }
        limitedBy(key.toString(), event, level, pairs);
    }

    /**
     * Writes a line a second at most.
     *
     * @param key what has a limit of its own; from the configuration or a closed list
     */
    private void limitedBy(String key, String event, String level, String... fields) {
        long suppressed = admit(key, 1);
        if (suppressed >= 0) {
            write(fill(line(level, event), fields), suppressed);
        }
    }

    /** How many lines were left out before this one; -1: this one is left out, too. */
    private long admit(String key, int aSecond) {
        Limited limit = limited.get(key);
        if (limit == null) {
            limit = limited.computeIfAbsent(key, e -> new Limited());
        }
        return limit.admit(System.nanoTime(), aSecond);
    }

    private void write(JsonObject line, long suppressed) {
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
        private final AtomicLong begun = new AtomicLong(System.nanoTime() - EVERY_NANOS);
        private final AtomicInteger written = new AtomicInteger();
        private final AtomicLong suppressed = new AtomicLong();

        long admit(long now, int aSecond) {
            long last = begun.get();
            if (now - last >= EVERY_NANOS && begun.compareAndSet(last, now)) {
                written.set(0);
            }
            if (written.get() >= aSecond || written.incrementAndGet() > aSecond) {
                suppressed.incrementAndGet();
                return -1;
            }
            return suppressed.getAndSet(0);
        }
    }
}
