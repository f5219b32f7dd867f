package dev.nonstick.vault;

import dev.nonstick.http.ReceivedCookie;
import dev.nonstick.http.RequestTarget;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where one exchange is, in the backend's URL space: after any rewriting, which is what the
 * backend's cookies are about.
 *
 * @param host whom the backend is asked as, in lower case, without a port
 * @param path without the query, undecoded
 * @param secure whether the client came over TLS: Secure is a promise to the client, whatever the
 *     gateway speaks to the backend
 */
public record VaultScope(String pool, String host, String path, boolean secure) {

    /**
     * The scope of one request.
     *
     * @param authority the Host field as the backend gets it
     * @param target the target as the backend gets it, in origin form
     */
    public static VaultScope of(String pool, String authority, String target, boolean secure) {
        int port = authority.endsWith("]") ? -1 : authority.lastIndexOf(':');
        String host = port < 0 ? authority : authority.substring(0, port);
        return new VaultScope(
                pool, host.toLowerCase(Locale.ROOT), RequestTarget.path(target), secure);
    }

    /** What a backend here says by Set-Cookie; null for what a browser would ignore. */
    @Nullable ReceivedCookie read(String line, long now) {
        return ReceivedCookie.parse(line, host, path, secure, now);
    }
}
