package dev.nonstick.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Text to YAML nodes. Nothing is constructed from them: no tags, no types, only texts at places.
 * Size, depth and aliases are bounded before anything recursive sees the text.
 */
final class YamlTree {

    /** Longest configuration, in characters. */
    static final int MAX_SIZE = 1024 * 1024;

    private static final int MAX_DEPTH = 32;
    private static final int MAX_ALIASES = 50;
    private static final String FILE = "file";

    private static final LoadSettings SETTINGS =
            LoadSettings.builder()
                    .setSchema(new CoreSchema())
                    .setCodePointLimit(MAX_SIZE)
                    .setMaxAliasesForCollections(MAX_ALIASES)
                    .setAllowRecursiveKeys(false)
                    .build();

    private YamlTree() {}

    /** The root node; null where there is none or something is wrong. */
    static @Nullable Node compose(String text, Problems problems) {
        if (text.length() > MAX_SIZE) {
            problems.add(FILE, text.length() + " characters", "at most " + MAX_SIZE);
            return null;
        }
        try {
            if (depth(text) > MAX_DEPTH) {
                problems.add(FILE, "nested too deep", "at most " + MAX_DEPTH + " levels");
                return null;
            }
            return new Compose(SETTINGS).composeString(text).orElse(null);
        } catch (MarkedYamlEngineException e) {
            problems.add(place(e.getProblemMark()), e.getProblem(), "YAML");
        } catch (YamlEngineException e) {
            problems.add(FILE, String.valueOf(e.getMessage()), "YAML");
        }
        return null;
    }

    private static int depth(String text) {
        int depth = 0;
        int deepest = 0;
        for (Event event : new Parse(SETTINGS).parseString(text)) {
            if (event instanceof CollectionStartEvent) {
                deepest = Math.max(deepest, ++depth);
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
            if (deepest > MAX_DEPTH) {
                break;
            }
        }
        return deepest;
    }

    private static String place(Optional<Mark> mark) {
        return mark.map(m -> "line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1))
                .orElse(FILE);
    }
}
