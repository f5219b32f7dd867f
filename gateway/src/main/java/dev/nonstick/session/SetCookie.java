package dev.nonstick.session;

/** Writes the gateway's own Set-Cookie (RFC 6265bis). */
public final class SetCookie {
    private final CookieSettings settings;
    private final String attributes;

    public SetCookie(CookieSettings settings) {
        this.settings = settings;
        StringBuilder text = new StringBuilder("; Path=").append(settings.path());
        if (settings.domain() != null) {
            text.append("; Domain=").append(settings.domain());
        }
        if (settings.secure()) {
            text.append("; Secure");
        }
        text.append("; HttpOnly; SameSite=").append(settings.sameSite());
        if (settings.partitioned()) {
            text.append("; Partitioned");
        }
        this.attributes = text.toString();
    }

    /**
     * Gives the browser its cookie.
     *
     * @param maxAgeSeconds what is left of the absolute timeout; sent for persistent cookies only
     */
    public String set(String value, long maxAgeSeconds) {
        String cookie = settings.name() + "=" + value + attributes;
        return settings.persistent() ? cookie + "; Max-Age=" + maxAgeSeconds : cookie;
    }

    /** Takes the cookie away; only the response that destroys a session may send it. */
    public String clear() {
        return settings.name() + "=" + attributes + "; Max-Age=0";
    }
}
