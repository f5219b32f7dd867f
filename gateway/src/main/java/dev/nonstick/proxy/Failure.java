package dev.nonstick.proxy;

import dev.nonstick.http.MalformedHeadException;
import dev.nonstick.http.RequestGate;

/**
 * Everything that can go wrong with an exchange: one table for the status, the metric's label, the
 * error in {@code Proxy-Status} (RFC 9209, section 2.3) and the sentence the client reads.
 */
enum Failure {
    // 1 admit
    MALFORMED(400, "malformed_request", "http_request_error", "The request is malformed."),
    LINE_TOO_LONG(414, "target_too_long", "http_request_error", "The request line is too long."),
    FIELDS_TOO_LARGE(431, "fields_too_large", "http_request_error", "The fields are too large."),
    BODY_TOO_LARGE(413, "body_too_large", "http_request_error", "The body is too large."),
    UNSUPPORTED(501, "not_implemented", "http_request_denied", "The method is not supported."),
    VERSION(505, "version", "http_request_error", "The HTTP version is not supported."),
    DRAINING(503, "draining", "proxy_internal_response", "The gateway is going down."),
    // 2 route
    NO_ROUTE(404, "no_route", "destination_not_found", "Nothing is served here."),
    // 3 session
    STORE_UNAVAILABLE(
            503,
            "store_unavailable",
            "proxy_internal_error",
            "The session cannot be read at the moment. Please try again."),
    LOGOUT_FAILED(
            503,
            "logout_failed",
            "proxy_internal_error",
            "The session could not be ended. Please try again."),
    SERIAL_TIMEOUT(
            503,
            "serial_timeout",
            "proxy_internal_response",
            "Other requests of this session are still under way. Please try again."),
    // 4 choose
    NO_BACKEND(
            503, "no_backend", "destination_unavailable", "No instance can answer at the moment."),
    // 5 forward: nothing was sent
    POOL_FULL(
            503, "pool_full", "connection_limit_reached", "Too many requests wait at the moment."),
    CONNECT_FAILED(502, "connect_failed", "connection_refused", "The instance cannot be reached."),
    CONNECT_TIMEOUT(504, "connect_timeout", "connection_timeout", "The instance does not answer."),
    // 5 forward: sent, no response head
    BACKEND_RESET(
            502, "backend_reset", "connection_terminated", "The instance broke off unanswered."),
    BACKEND_TIMEOUT(
            504,
            "backend_timeout",
            "http_response_timeout",
            "The instance did not answer in time."),
    BACKEND_MALFORMED(
            502, "backend_malformed", "http_protocol_error", "The instance's answer is malformed."),
    // 6 commit
    COMMIT_REFUSED(
            502,
            "commit_refused",
            "http_protocol_error",
            "The instance answered, but its session update was not acceptable."),
    COMMIT_LOST(
            503,
            "commit_lost",
            "proxy_internal_error",
            "The instance has acted, but the session could not be stored."),
    // 7 respond: the head has left, so the response can only be cut
    BACKEND_ABORTED(502, "backend_aborted", "http_response_incomplete", "Cut."),
    IDLE_TIMEOUT(504, "idle_timeout", "connection_read_timeout", "Cut."),
    CLIENT_GONE(499, "client_gone", "", "The client went away."),
    INTERNAL(500, "internal", "proxy_internal_error", "The gateway failed.");

    private final int status;
    private final String label;
    private final String proxyStatus;
    private final String sentence;

    Failure(int status, String label, String proxyStatus, String sentence) {
        this.status = status;
        this.label = label;
        this.proxyStatus = proxyStatus;
        this.sentence = sentence;
    }

    int status() {
        return status;
    }

    /** The outcome in metrics and the access log. */
    String label() {
        return label;
    }

    String proxyStatus() {
        return proxyStatus;
    }

    String sentence() {
        return sentence;
    }

    /** Whether a client may try again soon: Retry-After is sent. */
    boolean passes() {
        return status == 503;
    }

    /** Whether the connection ends with the answer: it may hold more than one reading. */
    boolean closesConnection() {
        return switch (this) {
            case MALFORMED, LINE_TOO_LONG, FIELDS_TOO_LARGE, BODY_TOO_LARGE -> true;
            case UNSUPPORTED, VERSION, DRAINING -> true;
            default -> false;
        };
    }

    /** Whether the request surely never reached the backend. */
    boolean nothingWasSent() {
        return this == POOL_FULL || this == CONNECT_FAILED || this == CONNECT_TIMEOUT;
    }

    static Failure of(RequestGate.Refusal refusal) {
        return switch (refusal.status()) {
            case 501 -> UNSUPPORTED;
            case 505 -> VERSION;
            default -> MALFORMED;
        };
    }

    /** For a head that could not be read. */
    static Failure of(MalformedHeadException.Kind kind) {
        return switch (kind) {
            case SYNTAX -> MALFORMED;
            case VERSION -> VERSION;
            case LINE_TOO_LONG -> LINE_TOO_LONG;
            case FIELDS_TOO_LARGE -> FIELDS_TOO_LARGE;
        };
    }
}
