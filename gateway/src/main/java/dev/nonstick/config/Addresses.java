package dev.nonstick.config;

import dev.nonstick.config.GatewaySettings.Address;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Hosts, ports and blocks of addresses. Nothing here asks a name server. */
final class Addresses {

    private static final int MAX_PORT = 65_535;
    private static final int MAX_HOST = 253;
    private static final int NO_PORT = -1;

    private Addresses() {}

    /** {@code host:port} or {@code [v6]:port}; the host comes without brackets. */
    static ValueType<Address> hostPort() {
        return text -> {
            if (text.startsWith("unix:")) {
                throw new Rejected("host:port; Unix sockets are not supported yet");
            }
            return hostPort(text, NO_PORT);
        };
    }

    /** Likewise, where the port may be absent if {@code defaultPort} is a port. */
    static Address hostPort(String text, int defaultPort) throws Rejected {
        int bracket = text.lastIndexOf(']');
        int colon = text.indexOf(':', bracket + 1);
        String host = colon < 0 ? text : text.substring(0, colon);
        int port = colon < 0 ? defaultPort : port(text.substring(colon + 1));
        String bare = bracket < 0 ? host : unbracketed(host);
        if (bare == null || port < 0 || !(bracket < 0 ? isHost(bare) : isV6(bare))) {
            throw new Rejected("host:port, with a port from 0 to " + MAX_PORT);
        }
        return new Address(bare, port);
    }

    /** A CIDR block; a single address becomes a block of one. */
    static ValueType<String> cidr() {
        return text -> {
            int slash = text.indexOf('/');
            InetAddress address = literal(slash < 0 ? text : text.substring(0, slash));
            if (address == null) {
                throw new Rejected("a CIDR block such as 10.0.0.0/8 or fd00::/8");
            }
            int width = address.getAddress().length * 8;
            int prefix =
                    slash < 0
                            ? width
                            : ValueTypes.integer(0, width).parse(text.substring(slash + 1));
            if (hasHostBits(address.getAddress(), prefix)) {
                throw new Rejected("a CIDR block whose bits after the first " + prefix + " are 0");
            }
            return slash < 0 ? text + "/" + width : text;
        };
    }

    static boolean isLoopback(String host) {
        InetAddress address = literal(host);
        return address == null ? host.equalsIgnoreCase("localhost") : address.isLoopbackAddress();
    }

    static boolean isWildcard(String host) {
        InetAddress address = literal(host);
        return address != null && address.isAnyLocalAddress();
    }

    /** How an address is written. */
    static String format(Address address) {
        String host = address.host();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.port();
    }

    /** A name, or an IPv4 address with all its four parts. */
    static boolean isHost(String host) {
        if (host.isEmpty() || host.length() > MAX_HOST || !host.chars().allMatch(Names::isName)) {
            return false;
        }
        if (host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'))) {
            return literal(host) != null;
        }
        char first = host.charAt(0);
        return first != '.' && first != '-' && !host.contains("..");
    }

    private static boolean isV6(String host) {
        return host.indexOf(':') >= 0 && literal(host) != null;
    }

    private static @Nullable String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]")
                ? host.substring(1, host.length() - 1).toLowerCase(Locale.ROOT)
                : null;
    }

    private static int port(String text) {
        try {
            int port = text.startsWith("+") ? NO_PORT : Integer.parseInt(text);
            return port > MAX_PORT ? NO_PORT : port;
        } catch (NumberFormatException _) {
            return NO_PORT;
        }
    }

    private static @Nullable InetAddress literal(String text) {
        boolean v4 = text.indexOf(':') < 0;
        if (text.indexOf('%') >= 0 || (v4 && text.chars().filter(c -> c == '.').count() != 3)) {
            return null;
        }
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            return v4 == address instanceof Inet4Address ? address : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static boolean hasHostBits(byte[] address, int prefix) {
        for (int bit = prefix; bit < address.length * 8; bit++) {
            if ((address[bit / 8] & (0x80 >> (bit % 8))) != 0) {
                return true;
            }
        }
        return false;
    }
}
