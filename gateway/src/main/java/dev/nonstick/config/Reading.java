package dev.nonstick.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One pass over one configuration: the environment it sees and the problems it found. */
record Reading(Problems problems, Interpolation interpolation) {

    Reading(Map<String, String> env) {
        this(new Problems(), new Interpolation(env));
    }

    /** Parses what does not come from the file. */
    <T> @Nullable T check(String path, String text, ValueType<T> type) {
        try {
            return type.parse(text);
        } catch (Rejected e) {
            problems.add(path, text, e.expected());
            return null;
        }
    }

    /** Interpolates and parses; null after an error, which shows the text as written. */
    <T> @Nullable T parse(String path, String text, ValueType<T> type) {
        return parse(path, text, text, type);
    }

    /** Likewise, showing nothing of the text. */
    <T> @Nullable T parseSecret(String path, String text, ValueType<T> type) {
        return parse(path, text, Shown.SECRET, type);
    }

    private <T> @Nullable T parse(String path, String text, String shown, ValueType<T> type) {
        try {
            return type.parse(interpolation.resolve(text));
        } catch (Rejected e) {
            problems.add(path, shown, e.expected());
            return null;
        }
    }
}
