package dev.nonstick.session;

import org.jspecify.annotations.Nullable;

/**
 * The gateway's own cookie.
 *
 * @param sameSite {@code Lax}, {@code Strict} or {@code None}
 * @param domain null for a host-only cookie
 * @param persistent whether Max-Age is sent; without it the cookie ends with the browser
 */
public record CookieSettings(
        String name,
        String sameSite,
        boolean secure,
        boolean partitioned,
        String path,
        @Nullable String domain,
        boolean persistent) {}
