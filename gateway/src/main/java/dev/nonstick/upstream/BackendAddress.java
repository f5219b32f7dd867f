package dev.nonstick.upstream;

import io.netty.util.NetUtil;
import io.vertx.core.internal.ContextInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a backend is. A name is looked up again for each new connection; the resolver keeps answers
 * for as long as they say.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class BackendAddress {
    private final ContextInternal context;
    private final String host;
    private final int port;
    private final @Nullable InetSocketAddress literal;

    BackendAddress(ContextInternal context, Backend backend) {
        this.context = context;
        this.host = backend.host();
        this.port = backend.port();
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        this.literal = address == null ? null : new InetSocketAddress(address, port);
    }

    void resolve(Consumer<InetSocketAddress> then, Consumer<Throwable> otherwise) {
        if (literal != null) {
            then.accept(literal);
            return;
        }
        context.owner()
                .nameResolver()
                .resolve(host)
                .onComplete(
                        answer -> {
                            InetAddress address = answer.result();
                            if (address != null) {
                                then.accept(new InetSocketAddress(address, port));
                            } else {
                                otherwise.accept(cause(answer.cause()));
                            }
                        });
    }

    private Throwable cause(@Nullable Throwable told) {
        return told == null ? new UnknownHostException(host) : told;
    }
}
