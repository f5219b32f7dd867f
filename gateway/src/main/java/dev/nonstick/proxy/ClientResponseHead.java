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
     * @param settled what the session adds and takes away
     */
    static void write(
            ResponseHead head, boolean isPrivate, Settlement.Settled settled, HeadWriter out) {
        String setCookie = settled.setCookie();
        SetCookieLines cookies = settled.cookies();
        boolean vaulted = cookies != null && cookies.vaulted();
        head.writeStatusLine(out);
        writeFields(head, setCookie != null || vaulted, cookies, out);
        if (head.via() == null) {
            out.lines(VIA_LINE);
        } else {
            out.field("Via", head.via() + ", " + BackendRequestHead.VIA);
        }
        if (setCookie != null) {
            out.field("Set-Cookie", setCookie).lines(NO_STORE);
        } else if (vaulted) {
            out.field("Cache-Control", head.privateCacheControl());
        } else if (isPrivate && !head.hasCacheControl()) {
            out.lines(PRIVATE);
        }
    }

    /**
     * @param uncached without what could make a cache keep a response that carries a cookie, or
     *     carried one before the vault took it
     */
    private static void writeFields(
            ResponseHead head, boolean uncached, @Nullable SetCookieLines cookies, HeadWriter out) {
        if (cookies != null) {
            if (uncached) {
                head.writeUncachedWithoutCookies(out);
            } else {
                head.writeWithoutCookies(out);
            }
            cookies.write(out);
        } else if (uncached) {
            head.writeEndToEndUncached(out);
        } else {
            head.writeEndToEnd(out);
        }
    }
}
