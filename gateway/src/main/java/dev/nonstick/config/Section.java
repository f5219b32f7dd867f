package dev.nonstick.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A mapping under way: remembers which keys were asked for, so that {@link #end} can name the ones
 * nobody knows. Where a value is absent, null or wrong, reading goes on with the fallback.
 */
final class Section {

    private final String path;
    private final Reading reading;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> later = new HashSet<>();

    private Section(String path, Reading reading) {
        this.path = path;
        this.reading = reading;
    }

    static Section empty(String path, Reading reading) {
        return new Section(path, reading);
    }

    static Section of(String path, MappingNode mapping, Reading reading) {
        Section section = new Section(path, reading);
        Map<String, Integer> lines = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode key0 ? key0.getValue() : "?";
            int line = tuple.getKeyNode().getStartMark().map(m -> m.getLine() + 1).orElse(0);
            Integer first = lines.putIfAbsent(key, line);
            if (first == null) {
                section.entries.put(
                        key, new Entry(section.path(key), tuple.getValueNode(), reading));
            } else {
                section.problems()
                        .add(section.path(key), "given in lines " + first + " and " + line, "once");
            }
        }
        return section;
    }

    String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    String path() {
        return path;
    }

    Reading reading() {
        return reading;
    }

    Problems problems() {
        return reading.problems();
    }

    /** Whether the key is there, be it null. */
    boolean has(String key) {
        known.add(key);
        return entries.containsKey(key);
    }

    /** The entry, or null where it is absent or null. */
    @Nullable Entry entry(String key) {
        known.add(key);
        Entry entry = entries.get(key);
        return entry == null || entry.isNull() ? null : entry;
    }

    <T> T read(String key, T fallback, ValueType<T> type) {
        T value = readOrNull(key, type);
        return value == null ? fallback : value;
    }

    <T> @Nullable T readOrNull(String key, ValueType<T> type) {
        Entry entry = entry(key);
        return entry == null ? null : entry.read(type);
    }

    /** A value without a default; null after an error. */
    <T> @Nullable T required(String key, ValueType<T> type) {
        if (entry(key) == null) {
            missing(key);
        }
        return readOrNull(key, type);
    }

    <T> @Nullable T secretOrNull(String key, ValueType<T> type) {
        Entry entry = entry(key);
        return entry == null ? null : entry.readSecret(type);
    }

    <T> @Nullable T requiredSecret(String key, ValueType<T> type) {
        if (entry(key) == null) {
            missing(key);
        }
        return secretOrNull(key, type);
    }

    /** A mapping with known keys; an empty one where it is absent. */
    Section section(String key) {
        Entry entry = entry(key);
        return entry == null ? empty(path(key), reading) : entry.section();
    }

    /** A list; empty where it is absent. */
    List<Entry> list(String key) {
        Entry entry = entry(key);
        return entry == null ? List.of() : entry.elements();
    }

    /** A list of values, or the fallback where it is absent; wrong elements are left out. */
    <T> List<T> list(String key, List<T> fallback, ValueType<T> type) {
        if (entry(key) == null) {
            return fallback;
        }
        List<T> values = new ArrayList<>();
        for (Entry element : list(key)) {
            T value = element.read(type);
            if (value != null) {
                values.add(value);
            }
        }
        return List.copyOf(values);
    }

    /** A mapping whose keys are names that the file chooses. */
    Map<String, Section> named(String key) {
        Map<String, Section> sections = new LinkedHashMap<>();
        for (Map.Entry<String, Entry> entry : section(key).entries.entrySet()) {
            Entry value = entry.getValue();
            try {
                sections.put(ValueTypes.name().parse(entry.getKey()), value.section());
            } catch (Rejected e) {
                problems().add(value.path(), "this name", e.expected());
            }
        }
        return sections;
    }

    /** Keys of the product that this version does not have. */
    Section later(String... keys) {
        later.addAll(Arrays.asList(keys));
        return this;
    }

    /** Reports the keys that nobody asked for. */
    void end() {
        for (String key : entries.keySet()) {
            if (known.contains(key)) {
                continue;
            }
            String expected =
                    later.contains(key)
                            ? "a key of this version; '" + key + "' is not supported yet"
                            : Names.oneOf(known, key);
            problems().add(path(key), "unknown key", expected);
        }
    }

    private void missing(String key) {
        problems().add(path(key), "missing", "a value; it has no default");
    }
}
