package dev.nonstick.config;

import static dev.nonstick.config.ConfigTexts.KEY;
import static dev.nonstick.config.ConfigTexts.committed;
import static dev.nonstick.config.ConfigTexts.errors;
import static dev.nonstick.config.ConfigTexts.valid;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code config/gateway.yaml} documents every key with its default, and nothing else. */
class ReferenceFileTest {

    private static final Map<String, String> ENV = Map.of("NONSTICK_KEY", KEY);
    private static final String PROBE = "no-such-key";
    private static final Pattern KNOWN =
            Pattern.compile("(.*)no-such-key: unknown key \\(expected: (?:one of )?([^;]*).*\\)");

    /** Mappings whose keys the operator chooses. */
    private static final List<String> NAMED = List.of("pools", "session.realms");

    private final String file = committed("gateway.yaml");

    @Test
    void showsTheDefaults() {
        String pools =
                "pools: {app: {backends: ['http://127.0.0.1:9001', 'http://127.0.0.1:9002']}}";
        assertThat(valid(file)).isEqualTo(valid(pools));
    }

    @Test
    void isValidWithEverythingUncommented() {
        GatewaySettings settings = valid(uncommented(), ENV);
        assertThat(settings.keys()).hasSize(1);
        assertThat(settings.realms()).containsOnlyKeys("default", "admin");
    }

    /**
     * Puts an unknown key into every mapping. The error names the known ones, and the file must
     * have them all.
     */
    @Test
    void hasEveryKey() {
        Object tree = new Load(LoadSettings.builder().build()).loadFromString(uncommented());
        Map<String, List<String>> written = new TreeMap<>();
        probe("", tree, written);
        String probed = new Dump(DumpSettings.builder().build()).dumpToString(tree);
        List<String> errors = errors(probed, ENV);
        assertThat(errors).hasSameSizeAs(written.keySet());
        for (String error : errors) {
            Matcher known = KNOWN.matcher(error);
            assertThat(known.matches()).as(error).isTrue();
            assertThat(written.get(known.group(1)))
                    .as(known.group(1))
                    .containsExactlyInAnyOrder(known.group(2).split(", "));
        }
    }

    private static void probe(String path, Object node, Map<String, List<String>> written) {
        if (node instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                probe(path + "[" + i + "]", list.get(i), written);
            }
        } else if (node instanceof Map<?, ?> map) {
            String prefix = path.isEmpty() ? "" : path + ".";
            map.forEach((key, value) -> probe(prefix + key, value, written));
            if (!NAMED.contains(path)) {
                written.put(prefix, keys(map.keySet()));
                insert(map);
            }
        }
    }

    private static List<String> keys(Collection<?> keys) {
        List<String> names = new ArrayList<>();
        keys.forEach(key -> names.add(key.toString()));
        return names;
    }

    @SuppressWarnings("unchecked")
    private static void insert(Map<?, ?> map) {
        ((Map<Object, Object>) map).put(PROBE, 1);
    }

    /** Takes the sign from lines such as {@code #keys:}. */
    private String uncommented() {
        return file.replaceAll("(?m)^( *)#(?! |$)", "$1");
    }
}
