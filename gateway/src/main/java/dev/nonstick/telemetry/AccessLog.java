package dev.nonstick.telemetry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One JSON line an exchange. Shows no cookie, no session, no query (it may hold secrets), no user.
 *
 * <p>Thread rule: shared; never blocks.
 */
public final class AccessLog {
    private final @Nullable LineWriter out;

    /**
     * Makes a log.
     *
     * @param out null: nothing is logged
     */
    public AccessLog(@Nullable LineWriter out) {
        this.out = out;
    }

    public boolean isOn() {
        return out != null;
    }

    /** Lines lost so far. */
    public long dropped() {
        return out == null ? 0 : out.dropped();
    }

    /**
     * What one exchange came to.
     *
     * @param path without the query
     * @param backend {@code host:port}, or null where none was asked
     * @param session none, live, muted, unavailable or off
     * @param outcome the metric's label
     */
    public record Line(
            String requestId,
            String client,
            String method,
            String host,
            String path,
            String route,
            @Nullable String backend,
            int attempts,
            int status,
            String outcome,
            String session,
            long bytesIn,
            long bytesOut,
            long nanos) {}

    public void write(Line line) {
        if (out == null) {
            return;
        }
        StringBuilder text = new StringBuilder(320);
        text.append("{\"time\":\"").append(Instant.now()).append('"');
        string(text, "id", line.requestId());
        string(text, "client", line.client());
        string(text, "method", line.method());
        string(text, "host", line.host());
        string(text, "path", line.path());
        string(text, "route", line.route());
        string(text, "backend", line.backend());
        number(text, "attempts", line.attempts());
        number(text, "status", line.status());
        string(text, "outcome", line.outcome());
        string(text, "session", line.session());
        number(text, "bytes_in", line.bytesIn());
        number(text, "bytes_out", line.bytesOut());
        number(text, "micros", line.nanos() / 1_000);
        out.line(text.append('}').toString());
    }

    private static void number(StringBuilder text, String name, long value) {
        text.append(",\"").append(name).append("\":").append(value);
    }

    private static void string(StringBuilder text, String name, @Nullable String value) {
        text.append(",\"").append(name).append("\":");
        if (value == null) {
            text.append("null");
            return;
        }
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c >= 0x7f) {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
