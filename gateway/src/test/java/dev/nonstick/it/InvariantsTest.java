package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The document that says which test shows what names tests that are there. */
class InvariantsTest {
    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+IT)(?:\\.(\\w+))?`");

    @Test
    void everyTestItNamesIsThere() throws Exception {
        List<MatchResult> names = NAME.matcher(document()).results().toList();
        assertThat(names).hasSizeGreaterThan(25);
        for (MatchResult name : names) {
            Class<?> type = Class.forName("dev.nonstick.it." + name.group(1));
            if (name.group(2) != null) {
                assertThat(type.getDeclaredMethods())
                        .as(name.group())
                        .anyMatch(method -> isTest(method, name.group(2)));
            }
        }
    }

    private static boolean isTest(Method method, String name) {
        return method.getName().equals(name) && method.isAnnotationPresent(Test.class);
    }

    @Test
    void noNumberIsLeftOut() throws IOException {
        List<Integer> numbers =
                document()
                        .lines()
                        .filter(line -> line.matches("\\| \\d+ \\|.*"))
                        .map(line -> Integer.valueOf(line.split("[| ]+", 3)[1]))
                        .toList();
        assertThat(numbers).containsExactlyElementsOf(upTo(23));
    }

    private static List<Integer> upTo(int last) {
        Integer[] numbers = new Integer[last];
        Arrays.setAll(numbers, i -> i + 1);
        return List.of(numbers);
    }

    private static String document() throws IOException {
        return Files.readString(Path.of("..", "docs", "invariants.md"));
    }
}
