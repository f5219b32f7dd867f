package dev.nonstick.config;

import dev.nonstick.drain.DrainSettings;
import dev.nonstick.proxy.LimitSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code limits}, {@code drain}, {@code access-log}, {@code event-loops}, {@code data-dir}. */
final class LimitParser {

    /** Overrides {@code event-loops}. */
    static final String EVENT_LOOPS = "NONSTICK_EVENT_LOOPS";

    private static final ValueType<Integer> EVENT_LOOP_COUNT = ValueTypes.integer(0, 1024);
    private static final int KIB = 1024;
    private static final long TIB = 1L << 40;

    private LimitParser() {}

    static LimitSettings limits(Section section) {
        LimitSettings limits =
                new LimitSettings(
                        section.read("request-line", 8 * KIB, ValueTypes.intSize(256, 64 * KIB)),
                        section.read("headers", 32 * KIB, ValueTypes.intSize(KIB, KIB * KIB)),
                        section.read("body", 0L, ValueTypes.size(0, TIB)),
                        section.read(
                                "idle",
                                Duration.ofSeconds(60),
                                ValueTypes.duration(Duration.ofSeconds(1), Duration.ofHours(24))),
                        section.read("connections", 10_000, ValueTypes.integer(1, 1_000_000)));
        section.later("header-timeout", "in-flight").end();
        return limits;
    }

    static DrainSettings drain(Section section) {
        ValueType<Duration> limit = ValueTypes.duration(Duration.ZERO, Duration.ofHours(1));
        DrainSettings drain =
                new DrainSettings(
                        section.read("request-timeout", Duration.ofSeconds(15), limit),
                        section.read("flush", Duration.ofSeconds(2), limit));
        section.later("lame-duck", "idle-grace", "stream-timeout", "stream-spread", "total").end();
        return drain;
    }

    /** Standard output where nothing is said; null where null is said. */
    static @Nullable String accessLog(Section section) {
        section.read("format", "json", LimitParser::format);
        Path path = section.readOrNull("path", ValueTypes.path());
        boolean given = section.has("path");
        section.end();
        if (path != null) {
            return path.toString();
        }
        return given ? null : "-";
    }

    private static String format(String text) throws Rejected {
        if (text.equals("combined")) {
            throw new Rejected("json; 'combined' is not supported yet");
        }
        return ValueTypes.oneOf("json").parse(text);
    }

    static int eventLoops(Section root, Map<String, String> env) {
        int configured = root.read("event-loops", 0, EVENT_LOOP_COUNT);
        String override = env.get(EVENT_LOOPS);
        if (override == null || override.isEmpty()) {
            return configured;
        }
        Integer count = root.reading().check(EVENT_LOOPS, override, EVENT_LOOP_COUNT);
        return count == null ? configured : count;
    }

    static Path dataDir(Section root) {
        return root.read("data-dir", Path.of(".nonstick"), ValueTypes.path());
    }
}
