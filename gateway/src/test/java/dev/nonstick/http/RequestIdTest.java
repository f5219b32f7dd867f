package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdTest {
    private final RandomGenerator random = new SplittableRandom(1);

    @ParameterizedTest
    @ValueSource(strings = {"a", "7b44b1a1-2fb1-4c0e-9d2e-8b1b7c1f0a11", "ABC_def.123:9", "-", "0"})
    void aHarmlessIdIsKept(String given) {
        assertThat(RequestId.of(given, random)).isEqualTo(given);
    }

    @Test
    void anIdMayHave128Characters() {
        assertThat(RequestId.of("a".repeat(128), random)).hasSize(128);
        assertThat(RequestId.of("a".repeat(129), random)).hasSize(16);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                " ", "a b", "a\"b", "a\\b", "a\nb", "a\u0000", "a,b", "a;b", "<b>", "${x}", "é",
                "a/b", "%0a", "{}", "a=b"
            })
    void anyOtherIsReplaced(@Nullable String given) {
        assertThat(RequestId.of(given, random)).matches("[89a-f][0-9a-f]{15}");
    }

    @Test
    void newIdsDiffer() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            ids.add(RequestId.of(null, random));
        }
        assertThat(ids).hasSize(1_000);
    }
}
