package dev.nonstick.config;

import dev.nonstick.config.GatewaySettings.Address;
import dev.nonstick.proxy.ListenSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every address the gateway listens on: {@code listen}, {@code admin}, {@code health}. */
final class ListenParser {

    static final Address DEFAULT_LISTEN = new Address("0.0.0.0", 8080);
    static final Address DEFAULT_ADMIN = new Address("127.0.0.1", 9090);

    private final Problems problems;
    private final Map<String, Address> taken = new LinkedHashMap<>();

    ListenParser(Problems problems) {
        this.problems = problems;
    }

    List<ListenSettings> listeners(Section root) {
        List<ListenSettings> listeners = new ArrayList<>();
        List<Entry> entries = root.list("listen");
        for (Entry entry : entries) {
            listeners.add(listener(entry.section()));
        }
        if (root.entry("listen") == null) {
            listeners.add(
                    new ListenSettings(DEFAULT_LISTEN.host(), DEFAULT_LISTEN.port(), List.of()));
            take("listen", DEFAULT_LISTEN);
        } else if (entries.isEmpty() && problems.noneAt("listen")) {
            problems.add("listen", "empty", "at least one listener");
        }
        return List.copyOf(listeners);
    }

    private ListenSettings listener(Section section) {
        Address address = section.read("address", DEFAULT_LISTEN, Addresses.hostPort());
        List<String> proxies = section.list("trusted-proxies", List.of(), Addresses.cidr());
        section.later("tls", "http2", "proxy-protocol").end();
        take(section.path("address"), address);
        return new ListenSettings(address.host(), address.port(), proxies);
    }

    Address admin(Section root) {
        Section section = root.section("admin");
        Address address = section.read("address", DEFAULT_ADMIN, Addresses.hostPort());
        section.later("token").end();
        take(section.path("address"), address);
        if (!Addresses.isLoopback(address.host())) {
            problems.warn(
                    section.path("address"),
                    Addresses.format(address)
                            + " can be reached from elsewhere, without a password");
        }
        return address;
    }

    @Nullable Address health(Section root) {
        Section section = root.section("health");
        Address address = section.readOrNull("address", Addresses.hostPort());
        section.end();
        if (address != null) {
            take(section.path("address"), address);
        }
        return address;
    }

    /** Two listeners cannot share a port, but for different addresses of the machine. */
    void take(String path, Address address) {
        if (!problems.noneAt(path)) {
            return;
        }
        for (Map.Entry<String, Address> other : taken.entrySet()) {
            if (collide(address, other.getValue())) {
                problems.add(
                        path,
                        Addresses.format(address),
                        "another address than " + other.getKey() + " has");
                return;
            }
        }
        taken.put(path, address);
    }

    private static boolean collide(Address one, Address other) {
        return one.port() != 0
                && one.port() == other.port()
                && (one.host().equalsIgnoreCase(other.host())
                        || Addresses.isWildcard(one.host())
                        || Addresses.isWildcard(other.host()));
    }
}
