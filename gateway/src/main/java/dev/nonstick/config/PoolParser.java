package dev.nonstick.config;

import dev.nonstick.routing.PoolSettings;
import dev.nonstick.routing.PoolSettings.BackendSettings;
import dev.nonstick.routing.PoolSettings.Connections;
import dev.nonstick.routing.PoolSettings.Health;
import dev.nonstick.routing.PoolSettings.Retry;
import dev.nonstick.routing.PoolSettings.Timeouts;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** {@code pools}. */
final class PoolParser {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MILLI = Duration.ofMillis(1);

    private PoolParser() {}

    static Map<String, PoolSettings> pools(Section root) {
        Map<String, PoolSettings> pools = new LinkedHashMap<>();
        root.named("pools")
                .forEach(
                        (name, section) ->
                                pools.put(
                                        name,
                                        pool(name, BackendParser.backends(section), section)));
        if (pools.isEmpty() && root.problems().noneAt("pools")) {
            root.problems().add("pools", "missing", "at least one pool");
        }
        return pools;
    }

    /** Reads all keys of a pool but {@code backends}, which the caller has read. */
    static PoolSettings pool(String name, List<BackendSettings> backends, Section section) {
        section.read("balance", "p2c", PoolParser::balance);
        PoolSettings pool =
                new PoolSettings(
                        name,
                        backends,
                        connections(section.section("connections")),
                        timeouts(section.section("timeouts")),
                        health(section.section("health")),
                        retry(section.section("retry")));
        section.later("ejection", "tls").end();
        return pool;
    }

    private static String balance(String text) throws Rejected {
        boolean later =
                List.of("round-robin", "least-requests", "random").contains(text)
                        || text.startsWith("hash");
        if (later) {
            throw new Rejected("p2c; '" + text + "' is not supported yet");
        }
        return ValueTypes.oneOf("p2c").parse(text);
    }

    private static Connections connections(Section section) {
        Connections connections =
                new Connections(
                        section.read("max", 128, ValueTypes.integer(1, 65_535)),
                        section.read("queue", 1024, ValueTypes.integer(0, 1_000_000)),
                        section.read("queue-timeout", Duration.ofSeconds(1), limit(MILLI)),
                        section.read("keep-alive", Duration.ofSeconds(30), limit(MILLI)));
        section.end();
        return connections;
    }

    private static Timeouts timeouts(Section section) {
        Timeouts timeouts =
                new Timeouts(
                        section.read("connect", Duration.ofSeconds(1), limit(MILLI)),
                        section.read("response-head", Duration.ofSeconds(30), limit(Duration.ZERO)),
                        section.read("idle", Duration.ofSeconds(60), limit(Duration.ZERO)));
        section.later("total").end();
        return timeouts;
    }

    private static Health health(Section section) {
        StatusRange expect = section.read("expect", new StatusRange(200, 399), StatusRange::parse);
        Health health =
                new Health(
                        section.readOrNull("path", RouteParser::path),
                        section.read(
                                "interval", Duration.ofSeconds(2), limit(Duration.ofMillis(10))),
                        section.read("timeout", Duration.ofSeconds(1), limit(MILLI)),
                        section.read("unhealthy-after", 3, ValueTypes.integer(1, 1000)),
                        section.read("healthy-after", 2, ValueTypes.integer(1, 1000)),
                        expect.min,
                        expect.max);
        section.end();
        return health;
    }

    private static Retry retry(Section section) {
        Retry retry =
                new Retry(
                        section.read("attempts", 2, ValueTypes.integer(1, 10)),
                        new LinkedHashSet<>(
                                section.list(
                                        "methods",
                                        List.of("GET", "HEAD", "OPTIONS", "TRACE"),
                                        PoolParser::method)));
        section.later("budget", "min-per-second", "buffer").end();
        return retry;
    }

    private static String method(String text) throws Rejected {
        if (text.isEmpty() || !text.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || c == '-')) {
            throw new Rejected("a method in capitals, such as GET");
        }
        return text;
    }

    private static ValueType<Duration> limit(Duration min) {
        return ValueTypes.duration(min, HOUR);
    }

    /** {@code 200} or {@code 200-399}. */
    private record StatusRange(int min, int max) {

        static StatusRange parse(String text) throws Rejected {
            int dash = text.indexOf('-');
            ValueType<Integer> status = ValueTypes.integer(100, 599);
            try {
                int min = status.parse(dash < 0 ? text : text.substring(0, dash));
                int max = dash < 0 ? min : status.parse(text.substring(dash + 1));
                if (min <= max) {
                    return new StatusRange(min, max);
                }
            } catch (Rejected _) {
                // one of them is no status: refused below
            }
            throw new Rejected("a status, or a range such as 200-399");
        }
    }
}
