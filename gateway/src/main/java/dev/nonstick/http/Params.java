package dev.nonstick.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parameters in the order of the field; few enough that a scan is the fastest way to find one. */
public record Params(List<Param> entries) {

    public static final Params NONE = new Params(List.of());

    /** One parameter; without {@code =} its value is true. */
    public record Param(String name, BareItem value) {}

    public Params {
        entries = List.copyOf(entries);
    }

    /** The value of parameter {@code name}, or null where there is none. */
    public @Nullable BareItem get(String name) {
        for (Param param : entries) {
            if (param.name.equals(name)) {
                return param.value;
            }
        }
        return null;
    }

    public int size() {
        return entries.size();
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }
}
