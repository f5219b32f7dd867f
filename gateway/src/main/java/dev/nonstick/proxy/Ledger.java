package dev.nonstick.proxy;

import dev.nonstick.http.RequestHead;
import dev.nonstick.http.RequestTarget;
import dev.nonstick.telemetry.AccessLog;
import org.jspecify.annotations.Nullable;

/**
 * Step 8: counts an exchange among the open ones, and writes down once how it ended.
 *
 * <p>Thread rule: belongs to one exchange.
 */
final class Ledger {
    private final Loop loop;
    private final OpenExchanges.Open exchange;
    private final RequestHead head;
    private final ClientSide client;
    private final long begun;
    private boolean closed;

    Ledger(Loop loop, OpenExchanges.Open exchange, RequestHead head, ClientSide client) {
        this.loop = loop;
        this.exchange = exchange;
        this.head = head;
        this.client = client;
        this.begun = loop.clock().nanos();
    }

    void open() {
        loop.open().add(exchange);
    }

    /** Whether the exchange has ended. */
    boolean isClosed() {
        return closed;
    }

    /** The outcome of an exchange that a backend answered. */
    static String classOf(int status) {
        return switch (status / 100) {
            case 2 -> "2xx";
            case 3 -> "3xx";
            case 4 -> "4xx";
            default -> "5xx";
        };
    }

    /**
     * The exchange has ended.
     *
     * @param lane null: it was refused before it had a route
     * @param session null: likewise
     * @param last null: no backend was asked
     */
    void close(
            String requestId,
            Loop.@Nullable Lane lane,
            @Nullable SessionStage session,
            @Nullable Attempt last,
            int attempts,
            int status,
            String outcome) {
        closed = true;
        if (session != null) {
            session.end();
        }
        loop.open().remove(exchange);
        long nanos = loop.clock().look() - begun;
        (lane == null ? loop.unrouted() : lane.meters()).ended(outcome, nanos);
        if (loop.accessLog().isOn()) {
            loop.accessLog()
                    .write(
                            new AccessLog.Line(
                                    requestId,
                                    client.connection().address(),
                                    head.method(),
                                    head.authority(),
                                    RequestTarget.path(head.target()),
                                    lane == null ? "" : lane.route().settings().name(),
                                    last == null ? null : last.backend().address(),
                                    attempts,
                                    status,
                                    outcome,
                                    session == null ? "off" : session.label(),
                                    client.body().bytes(),
                                    client.bytesOut(),
                                    nanos));
        }
    }
}
