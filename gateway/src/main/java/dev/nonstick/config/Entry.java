package dev.nonstick.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A node and its place. Every method that finds another kind of node than it wants says so once.
 */
record Entry(String path, Node node, Reading reading) {

    boolean isNull() {
        return Tag.NULL.equals(node.getTag());
    }

    boolean isMapping() {
        return node instanceof MappingNode;
    }

    /** The value, or null after an error. */
    <T> @Nullable T read(ValueType<T> type) {
        if (node instanceof ScalarNode scalar) {
            return reading.parse(path, scalar.getValue(), type);
        }
        wrongKind("one value");
        return null;
    }

    /** Likewise for what must not be shown; {@code file:PATH} is read. */
    <T> @Nullable T readSecret(ValueType<T> type) {
        if (node instanceof ScalarNode scalar) {
            return reading.parseSecret(
                    path, scalar.getValue(), text -> type.parse(SecretFile.resolve(text)));
        }
        wrongKind("one value");
        return null;
    }

    /** The mapping; an empty one where there is none or it is wrong. */
    Section section() {
        if (node instanceof MappingNode mapping) {
            return Section.of(path, mapping, reading);
        }
        if (!isNull()) {
            wrongKind("a mapping, key: value");
        }
        return Section.empty(path, reading);
    }

    List<Entry> elements() {
        List<Entry> elements = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            for (Node element : sequence.getValue()) {
                elements.add(new Entry(path + "[" + elements.size() + "]", element, reading));
            }
        } else if (!isNull()) {
            wrongKind("a list, [a, b]");
        }
        return elements;
    }

    private void wrongKind(String expected) {
        String found =
                switch (node.getNodeType()) {
                    case MAPPING -> "a mapping";
                    case SEQUENCE -> "a list";
                    case SCALAR, ANCHOR -> "one value";
                };
        reading.problems().add(path, found, expected);
    }
}
