package dev.nonstick.proxy;

import dev.nonstick.http.HeadWriter;
import dev.nonstick.http.ResponseHead;
import org.jspecify.annotations.Nullable;

/** Writes the fields that a client gets, but for those of its hop. */
final class ClientResponseHead {
    private static final byte[] VIA_LINE = HeadWriter.line("Via", BackendRequestHead.VIA);
    private static final byte[] PRIVATE = HeadWriter.line("Cache-Control", "private");
    private static final byte[] NO_STORE = HeadWriter.line("Cache-Control", "no-store");

    private ClientResponseHead() {}

    /**
     * Writes them.
     *
     * @param isPrivate whether session state went to the backend: then the page is private, and a
     *     shared cache must not take it for public because it no longer sees the application's
     *     cookie
     * @param setCookie the gateway's own, or null
     */
    static void write(
            ResponseHead head, boolean isPrivate, @Nullable String setCookie, HeadWriter out) {
        head.writeStatusLine(out);
        if (setCookie == null) {
            head.writeEndToEnd(out);
        } else {
            // what could make a cache keep a response that carries a session cookie
            head.writeEndToEndUncached(out);
        }
        if (head.via() == null) {
            out.lines(VIA_LINE);
        } else {
            out.field("Via", head.via() + ", " + BackendRequestHead.VIA);
        }
        if (setCookie != null) {
            out.field("Set-Cookie", setCookie).lines(NO_STORE);
        } else if (isPrivate && !head.hasCacheControl()) {
            out.lines(PRIVATE);
        }
    }
}
