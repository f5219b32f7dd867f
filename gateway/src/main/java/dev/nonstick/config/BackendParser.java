package dev.nonstick.config;

import dev.nonstick.config.GatewaySettings.Address;
import dev.nonstick.routing.PoolSettings.BackendSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code backends} of a pool: a URL each, or {@code {url, weight}}. */
final class BackendParser {

    private static final String HTTP = "http://";
    private static final int HTTP_PORT = 80;
    private static final int MAX_WEIGHT = 1000;

    private BackendParser() {}

    static List<BackendSettings> backends(Section pool) {
        List<BackendSettings> backends = new ArrayList<>();
        Set<Address> addresses = new HashSet<>();
        List<Entry> entries = pool.list("backends");
        for (Entry entry : entries) {
            BackendSettings backend = backend(entry);
            if (backend == null) {
                continue;
            }
            if (addresses.add(new Address(backend.host(), backend.port()))) {
                backends.add(backend);
            } else {
                pool.problems()
                        .add(
                                entry.path(),
                                Addresses.format(new Address(backend.host(), backend.port())),
                                "each backend once; weight gives one a larger share");
            }
        }
        if (entries.isEmpty() && pool.problems().noneAt(pool.path("backends"), pool.path())) {
            pool.problems().add(pool.path("backends"), "missing", "at least one URL");
        }
        return List.copyOf(backends);
    }

    private static @Nullable BackendSettings backend(Entry entry) {
        Address address;
        int weight = 1;
        if (entry.isMapping()) {
            Section section = entry.section();
            address = section.required("url", BackendParser::url);
            weight = section.read("weight", 1, ValueTypes.integer(1, MAX_WEIGHT));
            section.end();
        } else {
            address = entry.read(BackendParser::url);
        }
        return address == null ? null : new BackendSettings(address.host(), address.port(), weight);
    }

    static Address url(String text) throws Rejected {
        for (String later : List.of("https://", "h2c://", "unix:")) {
            if (text.startsWith(later)) {
                throw new Rejected("http://host:port; " + later + " is not supported yet");
            }
        }
        if (text.startsWith(HTTP)) {
            int end = text.endsWith("/") ? text.length() - 1 : text.length();
            try {
                Address address =
                        Addresses.hostPort(
                                text.substring(HTTP.length(), Math.max(end, HTTP.length())),
                                HTTP_PORT);
                if (address.port() != 0) {
                    return address;
                }
            } catch (Rejected _) {
                // refused below
            }
        }
        throw new Rejected("http://host:port, without a path");
    }
}
