package dev.nonstick.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the session store is and how long to wait for it.
 *
 * @param url {@code embedded:}, {@code memory:}, or {@code redis://host:port[/db]}
 * @param namespace first part of every key
 * @param commandTimeout how long one command may take
 */
public record StoreSettings(
        String url,
        String namespace,
        Duration connectTimeout,
        Duration commandTimeout,
        @Nullable String username,
        @Nullable String password) {

    /** Never shows the credentials. */
    @Override
    public String toString() {
        return "StoreSettings[url=" + url + ", namespace=" + namespace + "]";
    }
}
