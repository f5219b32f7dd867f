package dev.nonstick.config;

import dev.nonstick.config.GatewaySettings.Address;
import dev.nonstick.proxy.ListenSettings;
import dev.nonstick.routing.PoolSettings.BackendSettings;
import dev.nonstick.session.CookieSettings;
import dev.nonstick.session.RealmSettings;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The settings of {@code run --backend URL}: every default, and one pool. */
final class QuickStart {

    private static final String POOL = "app";
    private static final String PLAIN_COOKIE = "sid";

    private QuickStart() {}

    static GatewaySettings settings(
            List<String> urls,
            String listen,
            Path dataDir,
            Map<String, String> env,
            Reading reading) {
        Section none = Section.empty("", reading);
        Address address = reading.check("--listen", listen, Addresses.hostPort());
        if (address == null) {
            address = ListenParser.DEFAULT_LISTEN;
        }
        return new GatewaySettings(
                List.of(new ListenSettings(address.host(), address.port(), List.of())),
                ListenParser.DEFAULT_ADMIN,
                null,
                LimitParser.eventLoops(none, env),
                dataDir,
                StoreParser.store(none),
                List.of(),
                Map.of(SessionParser.DEFAULT_REALM, realm(address, reading.problems())),
                Map.of(POOL, PoolParser.pool(POOL, backends(urls, reading), none)),
                List.of(RouteParser.everythingTo(POOL, new PolicyParser())),
                LimitParser.limits(none),
                LimitParser.drain(none),
                LimitParser.accessLog(none));
    }

    private static List<BackendSettings> backends(List<String> urls, Reading reading) {
        if (urls.isEmpty()) {
            reading.problems().add("--backend", "missing", "at least one URL");
        }
        Set<BackendSettings> backends = new LinkedHashSet<>();
        for (String url : urls) {
            Address address = reading.check("--backend", url, BackendParser::url);
            if (address != null) {
                backends.add(new BackendSettings(address.host(), address.port(), 1));
            }
        }
        return List.copyOf(backends);
    }

    /** Browsers keep a Secure cookie from clear text on loopback or drop it: so do without. */
    private static RealmSettings realm(Address address, Problems problems) {
        RealmSettings defaults = SessionParser.DEFAULTS;
        CookieSettings cookie = defaults.cookie();
        if (Addresses.isLoopback(address.host())) {
            problems.warn(
                    "session.cookie",
                    "on clear-text loopback it is '" + PLAIN_COOKIE + "', without Secure");
            cookie =
                    new CookieSettings(
                            PLAIN_COOKIE, cookie.sameSite(), false, false, "/", null, false);
        } else {
            problems.warn(
                    "session.cookie",
                    "'" + cookie.name() + "' is Secure: put TLS in front, or listen on loopback");
        }
        return new RealmSettings(
                defaults.name(),
                cookie,
                defaults.idleTimeout(),
                defaults.absoluteTimeout(),
                defaults.rotateAfter(),
                defaults.rotateGrace(),
                defaults.touchInterval(),
                defaults.maxSize(),
                defaults.inlineLimit());
    }
}
