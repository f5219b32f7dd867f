package dev.nonstick.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SetCookieTest {
    private static final CookieSettings PLAIN =
            new CookieSettings("__Host-sid", "Lax", true, false, "/", null, false);

    private static final CookieSettings FULL =
            new CookieSettings("sid", "None", true, true, "/app", "example.com", true);

    @Test
    void aSessionCookieIsHostOnlySecureAndEndsWithTheBrowser() {
        assertThat(new SetCookie(PLAIN).set("value", 60))
                .isEqualTo("__Host-sid=value; Path=/; Secure; HttpOnly; SameSite=Lax");
    }

    @Test
    void everyAttributeIsWritten() {
        assertThat(new SetCookie(FULL).set("value", 60))
                .isEqualTo(
                        "sid=value; Path=/app; Domain=example.com; Secure; HttpOnly;"
                                + " SameSite=None; Partitioned; Max-Age=60");
    }

    @Test
    void withoutSecureNothingSaysSecure() {
        CookieSettings open = new CookieSettings("sid", "Strict", false, false, "/", null, false);
        assertThat(new SetCookie(open).set("value", 60))
                .isEqualTo("sid=value; Path=/; HttpOnly; SameSite=Strict");
    }

    @Test
    void clearRepeatsTheAttributesThatNameTheCookie() {
        assertThat(new SetCookie(PLAIN).clear())
                .isEqualTo("__Host-sid=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
        assertThat(new SetCookie(FULL).clear())
                .isEqualTo(
                        "sid=; Path=/app; Domain=example.com; Secure; HttpOnly; SameSite=None;"
                                + " Partitioned; Max-Age=0");
    }
}
