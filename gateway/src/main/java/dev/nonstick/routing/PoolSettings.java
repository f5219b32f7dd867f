package dev.nonstick.routing;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A named set of interchangeable backends. */
public record PoolSettings(
        String name,
        List<BackendSettings> backends,
        Connections connections,
        Timeouts timeouts,
        Health health,
        Retry retry) {

    /**
     * One backend.
     *
     * @param host name or address
     * @param weight share of requests relative to the others; 1 to 1000
     */
    public record BackendSettings(String host, int port, int weight) {}

    /**
     * Connections to each backend, per gateway.
     *
     * @param max open at once
     * @param queue requests that may wait for one
     * @param keepAlive how long an idle connection is kept
     */
    public record Connections(int max, int queue, Duration queueTimeout, Duration keepAlive) {}

    /**
     * Time limits of one attempt; zero means none.
     *
     * @param responseHead from the request's last byte to the response's head
     * @param idle without a byte in either direction while a body is under way
     */
    public record Timeouts(Duration connect, Duration responseHead, Duration idle) {}

    /**
     * The active health check.
     *
     * @param path what to GET; null: a TCP connect is enough
     * @param expectMin lowest good status
     * @param expectMax highest good status
     */
    public record Health(
            @Nullable String path,
            Duration interval,
            Duration timeout,
            int unhealthyAfter,
            int healthyAfter,
            int expectMin,
            int expectMax) {}

    /**
     * When a request is tried on another backend.
     *
     * @param attempts in all, the first included
     * @param methods retried also after they were sent, when no response byte came
     */
    public record Retry(int attempts, Set<String> methods) {

        /** Whether a request of this method may be sent again after it perhaps was executed. */
        public boolean mayRepeat(String method, boolean hasBody) {
            return !hasBody && methods.contains(method);
        }
    }
}
