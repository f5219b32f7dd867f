package dev.nonstick.proxy;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Writes the gateway's own answer in place of a backend's (RFC 9457, RFC 9209). */
final class FailureAnswer {
    private static final String RETRY_AFTER_SECONDS = "2";

    private FailureAnswer() {}

    /**
     * Writes the head.
     *
     * @param afresh whether a backend's head was begun: it says nothing about this answer
     * @param detail for the client; null: nothing beyond the failure's own sentence
     * @return the body
     */
    static Buffer write(
            HttpServerResponse response,
            boolean afresh,
            Failure failure,
            @Nullable String detail,
            String requestId) {
        if (afresh) {
            response.headers().clear();
            response.setChunked(false);
            response.setStatusMessage(HttpResponseStatus.valueOf(failure.status()).reasonPhrase());
        }
        if (failure.passes()) {
            response.putHeader("Retry-After", RETRY_AFTER_SECONDS);
        }
        response.setStatusCode(failure.status());
        response.putHeader("Proxy-Status", "nonstick; error=" + failure.proxyStatus());
        response.putHeader("Cache-Control", "no-store");
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json");
        response.putHeader("X-Request-Id", requestId);
        JsonObject problem =
                new JsonObject()
                        .put("type", "about:blank")
                        .put("title", failure.sentence())
                        .put("status", failure.status());
        if (detail != null) {
            problem.put("detail", detail);
        }
        return problem.put("instance", "urn:request:" + requestId).toBuffer();
    }
}
