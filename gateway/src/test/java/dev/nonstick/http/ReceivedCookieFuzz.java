package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** A Set-Cookie is taken or ignored; what is taken could be sent back and set again. */
class ReceivedCookieFuzz {
    private static final long NOW = 1_800_000_000_000L;

    /** The input is a line; its first byte says over what it came. */
    @FuzzTest
    void parse(byte[] input) {
        boolean secure = input.length > 0 && (input[0] & 1) != 0;
        String line = new String(input, StandardCharsets.ISO_8859_1).substring(secure ? 1 : 0);
        ReceivedCookie cookie = ReceivedCookie.parse(line, "www.shop.example", "/a/b", secure, NOW);
        if (cookie == null) {
            return;
        }
        assertThat(cookie.name().length() + cookie.value().length())
                .isLessThanOrEqualTo(ReceivedCookie.MAX_BYTES);
        assertThat(cookie.name() + cookie.value())
                .doesNotContainPattern("[\\x00-\\x08\\x0a-\\x1f;]");
        assertThat("www.shop.example").endsWith(cookie.domain());
        assertThat(cookie.path()).startsWith("/");
        assertThat(cookie.hostOnly() || !cookie.name().startsWith("__Host-")).isTrue();
        assertThat(cookie.secureOnly()).isIn(secure, false);
        assertThat(cookie.toString()).doesNotContain("parse");

        String again =
                cookie.name()
                        + "="
                        + cookie.value()
                        + "; Path="
                        + cookie.path()
                        + (cookie.hostOnly() ? "" : "; Domain=" + cookie.domain())
                        + (cookie.secureOnly() ? "; Secure" : "")
                        + (cookie.httpOnly() ? "; HttpOnly" : "");
        ReceivedCookie same = ReceivedCookie.parse(again, "www.shop.example", "/a/b", secure, NOW);
        if (same == null) {
            throw new AssertionError("not taken again");
        }
        assertThat(same.name()).isEqualTo(cookie.name());
        assertThat(same.value()).isEqualTo(cookie.value());
        assertThat(same.domain()).isEqualTo(cookie.domain());
        assertThat(same.hostOnly()).isEqualTo(cookie.hostOnly());
        assertThat(same.path()).isEqualTo(cookie.path());
    }
}
