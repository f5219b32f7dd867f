package dev.nonstick.proxy;

import dev.nonstick.http.CookieFields;
import dev.nonstick.http.RequestHead;
import dev.nonstick.session.Envelope;
import io.vertx.core.MultiMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the fields that a backend gets (RFC 9110, section 7.6). */
final class BackendRequestHead {
    static final String VIA = "1.1 nonstick";

    private BackendRequestHead() {}

    /**
     * Writes them all.
     *
     * @param authority what the client asked for; kept as the Host
     * @param envelope null: no session on this route
     */
    static void write(
            RequestHead head,
            String authority,
            String requestId,
            Set<String> ownCookies,
            ClientConnection client,
            Envelope.@Nullable Fields envelope,
            MultiMap out) {
        out.add("Host", authority);
        for (Map.Entry<String, String> field : head.endToEnd()) {
            out.add(field.getKey(), field.getValue());
        }
        for (String cookies : head.cookies()) {
            String rest = cookies;
            for (String own : ownCookies) {
                rest = rest == null ? null : CookieFields.without(rest, own);
            }
            if (rest != null) {
                out.add("Cookie", rest);
            }
        }
        if (head.expect() != null) {
            out.add("Expect", head.expect());
        }
        if (head.teTrailers()) {
            out.add("TE", "trailers");
        }
        if (head.contentLength() != null) {
            out.add("Content-Length", head.contentLength());
        }
        client.forwarding(authority).write(head.forwarding(), client.trusted(), out::add);
        out.add("Via", head.via() == null ? VIA : head.via() + ", " + VIA);
        out.add("X-Request-Id", requestId);
        if (envelope != null) {
            out.add(Envelope.SESSION, envelope.session());
            if (envelope.state() != null) {
                out.add(Envelope.STATE, envelope.state());
            }
            out.add(Envelope.AUTH, envelope.auth());
        }
    }
}
