package dev.nonstick.config;

import static dev.nonstick.config.ConfigTexts.KEY;
import static dev.nonstick.config.ConfigTexts.committed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.config.ParseResult.Invalid;
import dev.nonstick.config.ParseResult.Valid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whatever the text, the answer is settings or errors. */
class ConfigFuzzTest {

    private static final int ROUNDS = 3_000;
    private static final Map<String, String> ENV = Map.of("NONSTICK_KEY", KEY);
    private static final String SIGNS = "{}[]:,#&*!|>'\"%@`-?~<=$ \n\t\\0aZ\u0000é\ud83d\ufeff";
    private static final Pattern COMMENTS = Pattern.compile("(?m)^\\s*# .*\\n|\\s+# .*$");

    private final SplittableRandom random = new SplittableRandom(2);

    @Test
    void neverThrows() {
        String file = COMMENTS.matcher(committed("gateway.yaml")).replaceAll("");
        file = file.replaceAll("(?m)^( *)#(?! |$)", "$1");
        int valid = 0;
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder text = new StringBuilder(file);
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                mutate(text);
            }
            valid +=
                    switch (ConfigFile.parse(text.toString(), ENV)) {
                        case Valid _ -> 1;
                        case Invalid(List<ConfigError> errors) -> {
                            assertThat(errors).isNotEmpty();
                            assertThat(errors.toString()).doesNotContain(KEY);
                            yield 0;
                        }
                    };
        }
        assertThat(valid).isBetween(ROUNDS / 200, ROUNDS - ROUNDS / 200);
    }

    private void mutate(StringBuilder text) {
        int at = random.nextInt(text.length());
        int end = Math.min(text.length(), at + 1 + random.nextInt(12));
        char sign = SIGNS.charAt(random.nextInt(SIGNS.length()));
        switch (random.nextInt(6)) {
            case 0 -> text.insert(at, sign);
            case 1 -> text.setCharAt(at, sign);
            case 2 -> text.delete(at, end);
            case 3 -> text.insert(random.nextInt(text.length()), text.substring(at, end));
            case 4 -> swapLines(text);
            default ->
                    text.insert(
                            at,
                            List.of("null", "[]", "{}", "*a", "&a ", "${A}", "!!x ", "<<: ")
                                    .get(random.nextInt(8)));
        }
    }

    private void swapLines(StringBuilder text) {
        List<String> lines = new ArrayList<>(text.toString().lines().toList());
        Collections.swap(lines, random.nextInt(lines.size()), random.nextInt(lines.size()));
        text.setLength(0);
        text.append(String.join("\n", lines));
    }
}
