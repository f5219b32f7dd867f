package dev.nonstick.http;

import org.jspecify.annotations.Nullable;

/**
 * A cookie as a browser would store it (RFC 6265bis, sections 5.6 and 5.7). Text is Latin-1: one
 * character for each byte of the field. A name is compared as it is, case and all.
 *
 * @param name empty for a Set-Cookie without {@code =}, which browsers send back as a bare value
 * @param domain in lower case, without a leading dot; the host itself where hostOnly
 * @param hostOnly whether it goes to exactly that host
 * @param secureOnly whether it goes over a secure connection only
 * @param partitioned whether a browser keeps one for each site that embeds this one
 * @param expiresMillis Unix time from which on it is gone, or {@link #NEVER}
 */
public record ReceivedCookie(
        String name,
        String value,
        String domain,
        boolean hostOnly,
        String path,
        boolean secureOnly,
        boolean httpOnly,
        SameSite sameSite,
        boolean partitioned,
        long expiresMillis) {

    /** Expires with the session. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Most bytes of name and value together. */
    public static final int MAX_BYTES = 4096;

    /** To which requests from other sites a browser adds it. */
    public enum SameSite {
        /** Nothing said that is understood. */
        DEFAULT,
        NONE,
        LAX,
        STRICT
    }

    /**
     * Reads one Set-Cookie line.
     *
     * @param line the field's value, whatever it may hold
     * @param host whom the request asked, in lower case, without a port
     * @param path of the request, without the query
     * @param secure whether the client's connection is
     * @param now Unix milliseconds
     * @return null for a line that a browser would ignore
     */
    public static @Nullable ReceivedCookie parse(
            String line, String host, String path, boolean secure, long now) {
        return new SetCookieParser(now).parse(line, host, path, secure);
    }

    public boolean isExpired(long now) {
        return expiresMillis <= now;
    }

    /** Whether it goes along with a request (section 5.8.3); SameSite is for browsers to judge. */
    public boolean goesTo(String host, String requestPath, boolean secure, long now) {
        return !isExpired(now)
                && (secure || !secureOnly)
                && (hostOnly ? host.equals(domain) : CookieScope.isWithin(host, domain))
                && CookieScope.isBelow(requestPath, path);
    }

    /** Never shows the value. */
    @Override
    public String toString() {
        return "ReceivedCookie[" + name + "]";
    }
}
