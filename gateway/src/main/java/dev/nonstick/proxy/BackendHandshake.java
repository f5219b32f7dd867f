package dev.nonstick.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketVersion;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import io.vertx.core.http.impl.http1.Http1ClientConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.List;

/**
 * The WebSocket handshake on a connection of ours (RFC 6455, section 4.1). Vert.x's own WebSocket
 * client gives no access to the connection before the handshake is over, and meanwhile collects an
 * answer that is no 101 without a bound: a backend that answers with a file would fill the memory.
 */
final class BackendHandshake {
    /** Largest body of a refused upgrade that is passed on, in bytes. */
    private static final int MAX_REFUSAL = 64 * 1024;

    private BackendHandshake() {}

    /**
     * Shakes hands.
     *
     * @param connection a new one; it belongs to the WebSocket from here on
     * @param timeoutMillis 0: none
     */
    static Future<WebSocket> start(
            Vertx vertx,
            HttpClientConnection connection,
            String target,
            MultiMap headers,
            List<String> protocols,
            long timeoutMillis) {
        ContextInternal context = ((VertxInternal) vertx).getOrCreateContext();
        PromiseInternal<WebSocket> promise = context.promise();
        if (!(connection instanceof UnpooledHttpClientConnection unpooled)
                || !(unpooled.unwrap() instanceof Http1ClientConnection http1)) {
            return context.failedFuture(new IllegalStateException("not an HTTP/1.1 connection"));
        }
        http1.channelHandlerContext().pipeline().addBefore("handler", "refusal", new Refusal());
        http1.toWebSocket(
                context,
                target,
                headers,
                // false would drop the client's, true would make one up where it sent none
                headers.contains("Origin"),
                new WebSocketClientOptions(),
                WebSocketVersion.V13,
                protocols,
                timeoutMillis,
                false,
                LoopServer.MAX_FRAME,
                promise);
        return promise.future();
    }

    /** Ends the connection where the body of an answer that is no 101 grows too large. */
    private static final class Refusal extends ChannelInboundHandlerAdapter {
        private long bytes;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpContent content) {
                bytes += content.content().readableBytes();
                if (bytes > MAX_REFUSAL) {
                    ReferenceCountUtil.release(message);
                    ctx.close().addListener(closed -> {});
                    return;
                }
            }
            ctx.fireChannelRead(message);
        }
    }
}
