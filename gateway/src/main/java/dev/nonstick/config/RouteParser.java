package dev.nonstick.config;

import dev.nonstick.routing.RouteSettings;
import dev.nonstick.routing.RouteSettings.Control;
import dev.nonstick.routing.SessionPolicy;
import dev.nonstick.session.RealmSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code routes}. */
final class RouteParser {

    private static final String ANY_HOST = "*";
    private static final String ANY_PATH = "/";

    /** What backends may ask for where a route does not say: nothing that logs people in. */
    private static final List<String> CONTROLS = List.of("rotate", "destroy", "timeouts");

    /** Names that routes may use. */
    private final Set<String> pools;

    private final Set<String> realms;
    private final Set<String> ownCookies;
    private final PolicyParser policies;
    private final Map<String, String> matches = new HashMap<>();

    RouteParser(Set<String> pools, Map<String, RealmSettings> realms, PolicyParser policies) {
        this.pools = pools;
        this.realms = realms.keySet();
        this.ownCookies =
                realms.values().stream()
                        .map(realm -> realm.cookie().name())
                        .collect(Collectors.toUnmodifiableSet());
        this.policies = policies;
    }

    /** Reads the routes; where there are none and one pool, it takes every request. */
    List<RouteSettings> routes(Section root) {
        if (root.entry("routes") == null) {
            if (pools.size() == 1) {
                return List.of(everythingTo(pools.iterator().next(), policies));
            }
            if (pools.size() > 1) {
                root.problems()
                        .add(
                                "routes",
                                "missing",
                                "at least one route where there are several pools");
            }
            return List.of();
        }
        List<RouteSettings> routes = new ArrayList<>();
        List<Entry> entries = root.list("routes");
        for (Entry entry : entries) {
            routes.add(route(entry.section()));
        }
        if (entries.isEmpty() && root.problems().noneAt("routes")) {
            root.problems().add("routes", "empty", "at least one route");
        }
        return List.copyOf(routes);
    }

    /** The route that is assumed where none is written. */
    static RouteSettings everythingTo(String pool, PolicyParser policies) {
        return new RouteSettings(
                ANY_HOST + ANY_PATH,
                ANY_HOST,
                ANY_PATH,
                pool,
                new RouteSettings.Session(
                        SessionParser.DEFAULT_REALM,
                        controls(CONTROLS),
                        true,
                        policies.of(SessionParser.DEFAULT_REALM),
                        RouteSettings.Tiers.DEFAULT));
    }

    private RouteSettings route(Section section) {
        Section match = section.section("match");
        String host = match.read("host", ANY_HOST, RouteParser::host);
        String path = match.read("path", ANY_PATH, RouteParser::path);
        match.later("methods", "headers").end();
        unique(section, host, path);
        String pool = section.required("pool", among(pools));
        RouteSettings.@Nullable Tiers tiers = TierParser.tiers(section, ownCookies);
        String realm = section.read("realm", SessionParser.DEFAULT_REALM, among(realms));
        List<String> control = section.list("control", CONTROLS, RouteParser::control);
        boolean refresh = section.read("refresh", true, ValueTypes.bool());
        SessionPolicy policy = policies.route(section, realm);
        section.later("pools", "rewrite", "headers", "wiring").end();
        return new RouteSettings(
                host + path,
                host,
                path,
                pool == null ? "" : pool,
                tiers == null
                        ? null
                        : new RouteSettings.Session(
                                realm, controls(control), refresh, policy, tiers));
    }

    /** A second route for the same requests would never see one. */
    private void unique(Section section, String host, String path) {
        String match = section.path("match");
        boolean read = section.problems().noneAt(match, match + ".host", match + ".path");
        String first = read ? matches.putIfAbsent(host + path, section.path()) : null;
        if (first != null) {
            section.problems()
                    .add(match, host + path, "another host or path; " + first + " takes these");
        }
    }

    private static ValueType<String> among(Set<String> names) {
        return text -> ValueTypes.oneOf(names.toArray(String[]::new)).parse(text);
    }

    private static String control(String text) throws Rejected {
        return ValueTypes.oneOf("rotate", "destroy", "timeouts", "authenticate", "destroy-all")
                .parse(text);
    }

    private static Set<Control> controls(List<String> names) {
        Set<Control> controls = new LinkedHashSet<>();
        for (String name : names) {
            controls.add(Control.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')));
        }
        return Set.copyOf(controls);
    }

    /** {@code *}, {@code *.example.com} or a host; lower case. */
    private static String host(String text) throws Rejected {
        String rest = text.startsWith("*.") ? text.substring(2) : text;
        if (!text.equals(ANY_HOST) && !Addresses.isHost(rest)) {
            throw new Rejected("*, *.example.com or a host name without port");
        }
        return text.toLowerCase(Locale.ROOT);
    }

    /** An absolute path; a slash at its end says nothing and is dropped. */
    static String path(String text) throws Rejected {
        boolean plain = text.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '?' && c != '#');
        if (!text.startsWith("/") || !plain || hasOddSegments(text)) {
            throw new Rejected("a path that begins with /, without //, /./, /../, ? and #");
        }
        return text.length() > 1 && text.endsWith("/")
                ? text.substring(0, text.length() - 1)
                : text;
    }

    private static boolean hasOddSegments(String path) {
        String closed = path + "/";
        return path.contains("//") || closed.contains("/./") || closed.contains("/../");
    }

    /** A pool that no route names is a mistake in one or the other. */
    static void requireUse(Set<String> pools, List<RouteSettings> routes, Problems problems) {
        for (String pool : pools) {
            if (routes.stream().noneMatch(route -> route.pool().equals(pool))) {
                problems.add("pools." + pool, "no route names it", "a route with pool: " + pool);
            }
        }
    }
}
