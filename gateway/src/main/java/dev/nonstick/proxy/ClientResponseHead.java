package dev.nonstick.proxy;

import dev.nonstick.http.ResponseHead;
import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the fields that a client gets. */
final class ClientResponseHead {
    private ClientResponseHead() {}

    /**
     * Writes them all.
     *
     * @param stateSent whether session state went to the backend: then the page is private, and a
     *     shared cache must not take it for public because it no longer sees the application's
     *     cookie
     * @param setCookie the gateway's own, or null
     */
    static void write(
            ResponseHead head, boolean stateSent, @Nullable String setCookie, MultiMap out) {
        for (Map.Entry<String, String> field : head.endToEnd()) {
            if (setCookie == null || !isCaching(field.getKey())) {
                out.add(field.getKey(), field.getValue());
            }
        }
        if (head.contentLength() != null) {
            out.add("Content-Length", head.contentLength());
        }
        out.add("Via", head.via() == null ? BackendRequestHead.VIA : head.via() + ", 1.1 nonstick");
        if (setCookie != null) {
            out.add("Set-Cookie", setCookie);
            out.set("Cache-Control", "no-store");
        } else if (stateSent && !head.hasCacheControl()) {
            out.add("Cache-Control", "private");
        }
    }

    /** What could make a cache keep a response that carries a session cookie. */
    private static boolean isCaching(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "expires", "cdn-cache-control", "surrogate-control", "cache-control" -> true;
            default -> false;
        };
    }
}
