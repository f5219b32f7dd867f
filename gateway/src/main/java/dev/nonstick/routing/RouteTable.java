package dev.nonstick.routing;

import dev.nonstick.http.RequestTarget;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which route a request takes: the most specific host wins, then the longest path; the order of the
 * file breaks ties. Immutable, shared by all event loops.
 */
public final class RouteTable {
    private final Map<String, List<Route>> exact = new HashMap<>();
    private final List<Suffix> suffixes = new ArrayList<>();
    private final List<Route> any;
    private final List<Route> all;

    private record Suffix(String ending, List<Route> routes) {}

    public RouteTable(List<RouteSettings> settings) {
        List<Route> routes = new ArrayList<>();
        for (RouteSettings route : settings) {
            routes.add(new Route(routes.size(), route));
        }
        this.all = List.copyOf(routes);
        Map<String, List<Route>> byHost = new HashMap<>();
        for (Route route : routes) {
            byHost.computeIfAbsent(route.settings().host(), h -> new ArrayList<>()).add(route);
        }
        // List.sort is stable: the file's order breaks ties
        byHost.values().forEach(list -> list.sort(LONGEST_PATH_FIRST));
        List<Route> star = byHost.remove("*");
        this.any = star == null ? List.of() : star;
        byHost.forEach(
                (host, list) -> {
                    if (host.startsWith("*.")) {
                        suffixes.add(new Suffix(host.substring(1), list));
                    } else {
                        exact.put(host, list);
                    }
                });
        suffixes.sort(Comparator.comparingInt((Suffix s) -> s.ending.length()).reversed());
    }

    private static final Comparator<Route> LONGEST_PATH_FIRST =
            Comparator.comparingInt((Route r) -> r.settings().path().length()).reversed();

    /** Every route, in the file's order. */
    public List<Route> all() {
        return all;
    }

    /** What a request's host and path come to. */
    public sealed interface Finding {}

    public record Found(Route route) implements Finding {}

    public record NotFound() implements Finding {}

    /** Another reader of the path could take it for another route's. */
    public record Ambiguous() implements Finding {}

    /**
     * The route for a request, if there is one reading of its path only.
     *
     * @param target in origin form, or {@code *}, which asks about the server as a whole (RFC 9112,
     *     section 3.2.4)
     */
    public Finding route(String authority, String target) {
        String path = target.equals("*") ? "/" : RequestTarget.path(target);
        Route route = find(authority, path);
        if (!RequestTarget.isPlain(path)) {
            String other = RequestTarget.normalized(path);
            if (other == null || !Objects.equals(route, find(authority, other))) {
                return new Ambiguous();
            }
        }
        return route == null ? new NotFound() : new Found(route);
    }

    /**
     * The route for a request, or null.
     *
     * @param authority the Host field's value, port and case as they came
     * @param path without the query, undecoded
     */
    public @Nullable Route find(String authority, String path) {
        if (!exact.isEmpty() || !suffixes.isEmpty()) {
            String host = hostOf(authority);
            Route route = longest(exact.get(host), path);
            if (route != null) {
                return route;
            }
            for (Suffix suffix : suffixes) {
                if (host.endsWith(suffix.ending) && host.length() > suffix.ending.length()) {
                    route = longest(suffix.routes, path);
                    if (route != null) {
                        return route;
                    }
                }
            }
        }
        return longest(any, path);
    }

    private static @Nullable Route longest(@Nullable List<Route> routes, String path) {
        if (routes != null) {
            for (Route route : routes) {
                if (covers(route.settings().path(), path)) {
                    return route;
                }
            }
        }
        return null;
    }

    /**
     * Whether {@code prefix} ends at a segment border of {@code path}; a segment may have
     * parameters, as in {@code /shop;jsessionid=1} (RFC 3986, section 3.3).
     */
    private static boolean covers(String prefix, String path) {
        int length = prefix.length();
        return path.startsWith(prefix)
                && (length == path.length()
                        || prefix.charAt(length - 1) == '/'
                        || path.charAt(length) == '/'
                        || path.charAt(length) == ';');
    }

    private static String hostOf(String authority) {
        int end = authority.endsWith("]") ? -1 : authority.lastIndexOf(':');
        String host = end < 0 ? authority : authority.substring(0, end);
        return host.toLowerCase(Locale.ROOT);
    }
}
