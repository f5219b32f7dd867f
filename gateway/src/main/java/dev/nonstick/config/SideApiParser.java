package dev.nonstick.config;

import dev.nonstick.config.GatewaySettings.Address;
import dev.nonstick.sideapi.SideApiSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** {@code side-api}. */
final class SideApiParser {
    /** One that is known, for those who look at what backends ask. */
    static final SideApiSettings DEFAULT =
            new SideApiSettings(new SideApiSettings.Tcp("127.0.0.1", 9091), null);

    /** For a gateway beside others on one machine: backends are told which port it became. */
    static final SideApiSettings ANY_PORT =
            new SideApiSettings(new SideApiSettings.Tcp("127.0.0.1", 0), null);

    private static final String UNIX = "unix:";

    /** Of {@code sockaddr_un} on Linux, without the zero at its end and what is put before it. */
    private static final int MAX_PATH = 80;

    private SideApiParser() {}

    /** Null: there is none. */
    static @Nullable SideApiSettings sideApi(Section root, ListenParser listen) {
        Section section = root.section("side-api");
        String url = section.readOrNull("url", SideApiParser::url);
        SideApiSettings.Address address = DEFAULT.address();
        boolean none = section.has("address") && section.entry("address") == null;
        if (!none) {
            address = section.read("address", address, SideApiParser::address);
        }
        section.end();
        if (none) {
            return null;
        }
        if (address instanceof SideApiSettings.Tcp(String host, int port)) {
            reachable(section, listen, new Address(host, port), url);
        }
        return new SideApiSettings(address, url);
    }

    private static void reachable(
            Section section, ListenParser listen, Address address, @Nullable String url) {
        String path = section.path("address");
        listen.take(path, address);
        if (Addresses.isWildcard(address.host())
                && url == null
                && section.problems().noneAt(path)) {
            section.problems()
                    .add(section.path("url"), "missing", "what backends are to connect to");
        }
        if (!Addresses.isLoopback(address.host())) {
            section.problems()
                    .warn(
                            path,
                            Addresses.format(address)
                                    + " can be reached from elsewhere, and refs and state go over"
                                    + " it in clear text");
        }
    }

    private static SideApiSettings.Address address(String text) throws Rejected {
        if (text.startsWith(UNIX)) {
            String path = text.substring(UNIX.length());
            if (!path.startsWith("/") || path.endsWith("/") || path.length() > MAX_PATH) {
                throw new Rejected(
                        "host:port or unix:/path, of at most " + MAX_PATH + " characters");
            }
            return new SideApiSettings.Unix(Path.of(path));
        }
        Address tcp = Addresses.hostPort().parse(text);
        return new SideApiSettings.Tcp(tcp.host(), tcp.port());
    }

    private static String url(String text) throws Rejected {
        boolean plain = text.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '"' && c != '\\');
        boolean known =
                text.startsWith("http://") || text.startsWith("https://") || text.startsWith(UNIX);
        if (!plain || !known || text.endsWith("/")) {
            throw new Rejected("http://host:port, https://host:port or unix:/path");
        }
        return text;
    }
}
