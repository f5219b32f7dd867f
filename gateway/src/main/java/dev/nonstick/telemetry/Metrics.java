package dev.nonstick.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Every figure the gateway keeps. Labels come from closed lists or from the configuration, never
 * from clients; meters are looked up once and kept, so that counting costs no allocation.
 *
 * <p>Thread rule: shared; never blocks.
 */
public final class Metrics {
    private static final Duration[] LATENCIES = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
    };

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Timer turnsReached = turns("reached");
    private final Timer turnsMissed = turns("timeout");
    private final LongAdder wires = new LongAdder();
    private final ConcurrentHashMap<String, ConcurrentHashMap<String, Counter>> counters =
            new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, ConcurrentHashMap<String, Timer>> storeTimers =
            new ConcurrentHashMap<>();

    private final ConcurrentHashMap<String, ConcurrentHashMap<String, Counter>> sideCalls =
            new ConcurrentHashMap<>();

    public Metrics() {
        gauge("nonstick_websockets_open", "WebSockets under way", wires::sum);
    }

    /** What is kept of one route. */
    public final class RouteMeters {
        private final String route;
        private final Timer latency;
        private final ConcurrentHashMap<String, Counter> outcomes = new ConcurrentHashMap<>();

        private RouteMeters(String route) {
            this.route = route;
            this.latency =
                    Timer.builder("nonstick_request")
                            .description("From the request's head to the response's last byte")
                            .tag("route", route)
                            .serviceLevelObjectives(LATENCIES)
                            .register(registry);
        }

        /**
         * An exchange has ended.
         *
         * @param outcome from a closed list: a status class or a failure's label
         */
        public void ended(String outcome, long nanos) {
            latency.record(nanos, TimeUnit.NANOSECONDS);
            Counter counter = outcomes.get(outcome);
            if (counter == null) {
                counter = outcomes.computeIfAbsent(outcome, this::counter);
            }
            counter.increment();
        }

        private Counter counter(String outcome) {
            return Counter.builder("nonstick_requests")
                    .description("Exchanges by how they ended")
                    .tag("route", route)
                    .tag("outcome", outcome)
                    .register(registry);
        }
    }

    /** Meters of a route; make them at start. */
    public RouteMeters route(String name) {
        return new RouteMeters(name);
    }

    public void webSocketOpens() {
        wires.increment();
    }

    public void webSocketCloses() {
        wires.decrement();
    }

    /** An exchange goes to another backend. */
    public void retry(String pool) {
        count("nonstick_retries", "Attempts after the first", "pool", pool);
    }

    public void storeCommand(String operation, String outcome, long nanos) {
        ConcurrentHashMap<String, Timer> byOutcome = storeTimers.get(operation);
        if (byOutcome == null) {
            byOutcome = storeTimers.computeIfAbsent(operation, o -> new ConcurrentHashMap<>());
        }
        Timer timer = byOutcome.get(outcome);
        if (timer == null) {
            timer = byOutcome.computeIfAbsent(outcome, o -> storeTimer(operation, o));
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer storeTimer(String operation, String outcome) {
        return Timer.builder("nonstick_store_command")
                .description("Store commands, from sending to answer")
                .tag("operation", operation)
                .tag("outcome", outcome)
                .serviceLevelObjectives(LATENCIES)
                .register(registry);
    }

    /**
     * How a commit ended: kept, dropped, refused, not_stored, unknown; dropped_anonymous,
     * dropped_logout.
     */
    public void commit(String outcome) {
        count("nonstick_commits", "Commits by how they ended", "outcome", outcome);
    }

    public void conflict() {
        count("nonstick_commit_conflicts", "Commits applied again to another's record", "", "");
    }

    /** A wire was closed because its session is over. */
    public void wireClosed(String cause) {
        count("nonstick_wires_closed", "Wires whose session is over", "cause", cause);
    }

    /** Created, authenticated, rotated, destroyed, anonymous, replay_suspected, unreadable, … */
    public void session(String event) {
        count("nonstick_sessions", "Events in the life of sessions", "event", event);
    }

    /**
     * Cookies between backends and clients: kept, passed_no_room, adopted, deleted, lost,
     * own_dropped, injected_dropped.
     */
    public void vaultCookies(String event, int count) {
        if (count > 0) {
            add("nonstick_vault_cookies", "Cookies by what was done", "event", event, count);
        }
    }

    public void cookieRefused(String reason) {
        count("nonstick_cookies_refused", "Cookies taken for absent", "reason", reason);
    }

    /**
     * The side API has answered.
     *
     * @param call from a closed list
     * @param statusClass {@code 2xx} and so on
     */
    public void sideCall(String call, String statusClass) {
        sideCalls
                .computeIfAbsent(call, c -> new ConcurrentHashMap<>())
                .computeIfAbsent(
                        statusClass,
                        s ->
                                Counter.builder("nonstick_side_api_requests")
                                        .description("Calls of the side API")
                                        .tag("call", call)
                                        .tag("class", s)
                                        .register(registry))
                .increment();
    }

    /** A ref died before its time, because there were too many of ended exchanges. */
    public void sideRefForgotten() {
        count("nonstick_side_api_refs_forgotten", "Refs that died before their time", "", "");
    }

    /**
     * A request of a serial route has waited for its turn.
     *
     * @param reached whether it came
     */
    public void serialWait(boolean reached, long nanos) {
        (reached ? turnsReached : turnsMissed).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer turns(String outcome) {
        return Timer.builder("nonstick_serial_wait")
                .description("How long requests of serial routes waited for their turn")
                .tag("outcome", outcome)
                .serviceLevelObjectives(LATENCIES)
                .register(registry);
    }

    /** A gauge that is read when somebody asks. */
    public void gauge(String name, String description, Supplier<Number> value, String... tags) {
        Gauge.builder(name, value).description(description).tags(tags).register(registry);
    }

    /** Everything, in the Prometheus text format. */
    public String scrape() {
        return registry.scrape();
    }

    private void count(String name, String description, String label, String value) {
        add(name, description, label, value, 1);
    }

    private void add(String name, String description, String label, String value, int more) {
        ConcurrentHashMap<String, Counter> values = counters.get(name);
        if (values == null) {
            values = counters.computeIfAbsent(name, n -> new ConcurrentHashMap<>());
        }
        Counter counter = values.get(value);
        if (counter == null) {
            counter =
                    values.computeIfAbsent(
                            value,
                            v -> {
                                Counter.Builder builder =
                                        Counter.builder(name).description(description);
                                return (label.isEmpty() ? builder : builder.tag(label, v))
                                        .register(registry);
                            });
        }
        counter.increment(more);
    }
}
