package dev.nonstick.vault;

import dev.nonstick.http.ReceivedCookie;

/**
 * A cookie in the vault.
 *
 * @param pool whose cookie it is: it is never sent to another
 * @param createdMillis Unix time; the same cookie set again keeps it (RFC 6265bis, section 5.7)
 * @param adopted whether it was taken over from a browser, which does not say for which domain and
 *     path it was set: the first cookie of this name that a backend sets takes its place
 */
public record StoredCookie(
        ReceivedCookie cookie, String pool, long createdMillis, boolean adopted) {

    /** Fixed fields and lengths of {@link VaultCodec}. */
    private static final int FIXED = 1 + 8 + 8 + 5 * 2;

    String name() {
        return cookie.name();
    }

    /** Whether both cannot be in one vault: a browser would have the one replace the other. */
    boolean isSame(StoredCookie other) {
        ReceivedCookie theirs = other.cookie;
        return isNamed(other.pool, theirs.name())
                && cookie.domain().equals(theirs.domain())
                && cookie.hostOnly() == theirs.hostOnly()
                && cookie.path().equals(theirs.path());
    }

    /** The case of a name matters. */
    boolean isNamed(String itsPool, String name) {
        return cookie.name().equals(name) && pool.equals(itsPool);
    }

    StoredCookie createdAt(long millis) {
        return new StoredCookie(cookie, pool, millis, adopted);
    }

    StoredCookie expiringAt(long millis) {
        ReceivedCookie moved =
                new ReceivedCookie(
                        cookie.name(),
                        cookie.value(),
                        cookie.domain(),
                        cookie.hostOnly(),
                        cookie.path(),
                        cookie.secureOnly(),
                        cookie.httpOnly(),
                        cookie.sameSite(),
                        cookie.partitioned(),
                        millis);
        return new StoredCookie(moved, pool, createdMillis, adopted);
    }

    /** Bytes that it takes in the record. */
    int size() {
        return FIXED
                + pool.length()
                + cookie.name().length()
                + cookie.value().length()
                + cookie.domain().length()
                + cookie.path().length();
    }

    /** Never shows the value. */
    @Override
    public String toString() {
        return "StoredCookie[" + cookie.name() + "]";
    }
}
