package dev.nonstick.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CounterKeysTest {
    private final CounterKeys keys = new CounterKeys("ns", "shop");

    @Test
    void namesAreHiddenAndStable() {
        assertThat(keys.keyOf("visits"))
                .isEqualTo(new CounterKeys("ns", "shop").keyOf("visits"))
                .matches("ns:c:\\{[A-Za-z0-9_-]{22}}")
                .doesNotContain("visits");
    }

    @Test
    void realmsAndNamesAreKeptApart() {
        assertThat(keys.keyOf("a")).isNotEqualTo(keys.keyOf("b"));
        assertThat(keys.keyOf("a")).isNotEqualTo(new CounterKeys("ns", "other").keyOf("a"));
        assertThat(new CounterKeys("ns", "ab").keyOf("c"))
                .isNotEqualTo(new CounterKeys("ns", "a").keyOf("bc"));
    }
}
