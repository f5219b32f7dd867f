package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The cookie that is taken out is gone, and every other one is still there. */
class CookieFieldsFuzz {
    private static final int MANY = Integer.MAX_VALUE;

    @FuzzTest
    void without(byte[] input) {
        // the values of field lines have no white space around them
        String field = new String(input, StandardCharsets.ISO_8859_1).strip();
        List<String> own = CookieFields.valuesOf(field, "sid", MANY);
        String rest = CookieFields.without(field, "sid");
        if (own.isEmpty()) {
            assertThat(rest).isEqualTo(field);
            return;
        }
        String left = rest == null ? "" : rest;
        assertThat(CookieFields.valuesOf(left, "sid", MANY)).isEmpty();
        assertThat(CookieFields.valuesOf(left, "a", MANY))
                .isEqualTo(CookieFields.valuesOf(field, "a", MANY));
        assertThat(left.length()).isLessThan(field.length());
    }
}
