package dev.nonstick.proxy;

import dev.nonstick.http.Forwarding;
import io.vertx.core.net.SocketAddress;

/**
 * What is known of a client connection and is the same for its exchanges, so that it is worked out
 * once.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class ClientConnection {
    private final String scheme;
    private final String address;
    private final boolean trusted;
    private Forwarding forwarding;

    ClientConnection(Loop.Listener listener, SocketAddress remote) {
        String host = remote.hostAddress();
        this.scheme = listener.scheme();
        this.address = host == null ? "unknown" : host;
        this.trusted = listener.trusts(remote);
        this.forwarding = Forwarding.of(address, scheme, "");
    }

    /** The client's address, without its port. */
    String address() {
        return address;
    }

    /** Whether what it says of those before it is believed. */
    boolean trusted() {
        return trusted;
    }

    /** What backends are told of it; browsers ask one authority again and again. */
    Forwarding forwarding(String authority) {
        if (!forwarding.authority().equals(authority)) {
            forwarding = Forwarding.of(address, scheme, authority);
        }
        return forwarding;
    }
}
