package dev.nonstick.loadtest.load;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response.
 *
 * @param headers by lower-case name
 */
public record Answer(int status, Map<String, List<String>> headers, String body) {

    /** The first field of this name, or null. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
        return values == null ? null : values.getFirst();
    }
}
