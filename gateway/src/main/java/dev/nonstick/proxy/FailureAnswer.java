package dev.nonstick.proxy;

import dev.nonstick.http.HeadWriter;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Writes the gateway's own answer in place of a backend's (RFC 9457, RFC 9209). */
final class FailureAnswer {
    private static final String RETRY_AFTER_SECONDS = "2";

    private FailureAnswer() {}

    /**
     * Writes the status line and the fields, but for those of the client's hop.
     *
     * @param detail for the client; null: nothing beyond the failure's own sentence
     * @return the body
     */
    static byte[] write(
            HeadWriter out, Failure failure, @Nullable String detail, String requestId) {
        JsonObject problem =
                new JsonObject()
                        .put("type", "about:blank")
                        .put("title", failure.sentence())
                        .put("status", failure.status());
        if (detail != null) {
            problem.put("detail", detail);
        }
        byte[] body = problem.put("instance", "urn:request:" + requestId).toBuffer().getBytes();
        int status = failure.status();
        out.statusLine(status, HttpResponseStatus.valueOf(status).reasonPhrase());
        if (failure.passes()) {
            out.field("Retry-After", RETRY_AFTER_SECONDS);
        }
        out.field("Proxy-Status", "nonstick; error=" + failure.proxyStatus())
                .field("Cache-Control", "no-store")
                .field("Content-Type", "application/problem+json")
                .field("X-Request-Id", requestId)
                .field("Content-Length", body.length);
        return body;
    }
}
