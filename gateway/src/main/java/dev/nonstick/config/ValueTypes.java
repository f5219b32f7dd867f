package dev.nonstick.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The general types of scalars. */
final class ValueTypes {

    private static final int MAX_TEXT = 4096;
    private static final int MAX_NAME = 64;

    private ValueTypes() {}

    static ValueType<String> text() {
        return text -> {
            if (text.isEmpty() || text.length() > MAX_TEXT || hasControl(text)) {
                throw new Rejected("text of 1 to " + MAX_TEXT + " characters in one line");
            }
            return text;
        };
    }

    /** What becomes a metric label or a part of a key. */
    static ValueType<String> name() {
        return text -> {
            if (text.isEmpty()
                    || text.length() > MAX_NAME
                    || !text.chars().allMatch(Names::isName)) {
                throw new Rejected(
                        "a name of 1 to " + MAX_NAME + " letters, digits, '-', '_' and '.'");
            }
            return text;
        };
    }

    static ValueType<Boolean> bool() {
        return text ->
                switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new Rejected("true or false");
                };
    }

    static ValueType<Integer> integer(int min, int max) {
        return text -> {
            try {
                int number = Integer.parseInt(text);
                if (number >= min && number <= max) {
                    return number;
                }
            } catch (NumberFormatException _) {
                // not a number: refused below
            }
            throw new Rejected("a number from " + min + " to " + max);
        };
    }

    static ValueType<Duration> duration(Duration min, Duration max) {
        return text -> {
            Duration duration = Units.duration(text);
            if (duration == null || duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
                throw new Rejected(
                        "a duration such as 250ms, 30s, 5m or 12h, from "
                                + Units.format(min)
                                + " to "
                                + Units.format(max));
            }
            return duration;
        };
    }

    static ValueType<Long> size(long min, long max) {
        return text -> {
            long size = Units.size(text);
            if (size < min || size > max) {
                throw new Rejected(
                        "a size such as 512, 64KiB or 1MiB, from "
                                + Units.formatSize(min)
                                + " to "
                                + Units.formatSize(max));
            }
            return size;
        };
    }

    static ValueType<Integer> intSize(int min, int max) {
        return text -> Math.toIntExact(size(min, max).parse(text));
    }

    static ValueType<String> oneOf(String... values) {
        return text -> {
            List<String> known = List.of(values);
            if (!known.contains(text)) {
                throw new Rejected(Names.oneOf(known, text));
            }
            return text;
        };
    }

    static ValueType<Path> path() {
        return text -> {
            try {
                return Path.of(text().parse(text));
            } catch (InvalidPathException _) {
                throw new Rejected("a path");
            }
        };
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }
}
