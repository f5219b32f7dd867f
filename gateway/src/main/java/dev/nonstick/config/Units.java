package dev.nonstick.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Durations and sizes as people write them. */
final class Units {

    private static final int MAX_DIGITS = 12;

    /** A unit and what it is worth in the smallest one; the largest first. */
    private record Unit(String name, long worth) {}

    private static final Unit[] DURATIONS = {
        new Unit("h", 3_600_000), new Unit("m", 60_000), new Unit("s", 1000), new Unit("ms", 1),
    };

    private static final Unit[] SIZES = {
        new Unit("GiB", 1L << 30),
        new Unit("MiB", 1L << 20),
        new Unit("KiB", 1L << 10),
        new Unit("", 1),
    };

    private Units() {}

    /** The duration, or null where the text is none. */
    static @Nullable Duration duration(String text) {
        long millis = parse(text, DURATIONS);
        return millis < 0 ? null : Duration.ofMillis(millis);
    }

    /** Bytes, or -1 where the text is no size. */
    static long size(String text) {
        return parse(text, SIZES);
    }

    static String format(Duration duration) {
        return format(duration.toMillis(), DURATIONS, "0s");
    }

    static String formatSize(long bytes) {
        return format(bytes, SIZES, "0");
    }

    private static long parse(String text, Unit[] units) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        if (digits == 0 || digits > MAX_DIGITS) {
            return -1;
        }
        String name = text.substring(digits);
        for (Unit unit : units) {
            if (unit.name.equals(name)) {
                return Long.parseLong(text, 0, digits, 10) * unit.worth;
            }
        }
        return -1;
    }

    private static String format(long value, Unit[] units, String zero) {
        for (Unit unit : units) {
            if (value != 0 && value % unit.worth == 0) {
                return value / unit.worth + unit.name;
            }
        }
        return zero;
    }
}
