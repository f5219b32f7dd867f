package dev.nonstick.vault;

import java.util.List;

/**
 * What a route says of the vault: lists of cookie names, in which {@code *} stands for any
 * characters and {@code :http-only} for every HttpOnly cookie. Case matters.
 *
 * @param keep which of a backend's cookies are kept; empty: every HttpOnly one
 * @param pass which are not kept although keep names them
 * @param adopt which of a client's cookies are taken over where the vault has none of the name
 * @param rotateOn which of them change at a login
 */
public record VaultSettings(
        List<String> keep, List<String> pass, List<String> adopt, List<String> rotateOn) {

    /** Every HttpOnly cookie: one that scripts may read must reach the browser. */
    public static final String HTTP_ONLY = ":http-only";

    /** Every HttpOnly cookie is kept, nothing else is said. */
    public static final VaultSettings DEFAULT =
            new VaultSettings(List.of(HTTP_ONLY), List.of(), List.of(), List.of());

    /** Whether a text names cookies: a token (RFC 6265, section 4.1.1) or {@link #HTTP_ONLY}. */
    public static boolean isPattern(String text) {
        return text.equals(HTTP_ONLY) || NamePatterns.isToken(text);
    }
}
