package dev.nonstick.config;

import dev.nonstick.routing.SessionPolicy;
import dev.nonstick.routing.SessionPolicy.Concurrency;
import dev.nonstick.routing.SessionPolicy.Logout;
import dev.nonstick.routing.SessionPolicy.OnStoreFailure;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code on-store-failure} and {@code logout} of {@code session} and its realms, and what routes
 * make of them.
 */
final class PolicyParser {
    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final int MAX_METHOD = 32;

    private final Map<String, SessionPolicy> realms = new HashMap<>();

    /**
     * Reads the keys of one realm.
     *
     * @param parent the realm that it inherits from; null: none
     */
    void realm(Section section, String name, @Nullable String parent) {
        SessionPolicy inherited =
                parent == null ? SessionPolicy.DEFAULT : realms.getOrDefault(parent, of(parent));
        realms.put(
                name,
                new SessionPolicy(
                        onStoreFailure(section, inherited.onStoreFailure()),
                        section.has("logout") ? logout(section) : inherited.logout(),
                        Concurrency.MERGE));
    }

    /** What holds on a realm's routes where they say nothing. */
    SessionPolicy of(String realm) {
        return realms.getOrDefault(realm, SessionPolicy.DEFAULT);
    }

    /** What holds on one route. */
    SessionPolicy route(Section section, String realm) {
        SessionPolicy policy = of(realm);
        return new SessionPolicy(
                onStoreFailure(section, policy.onStoreFailure()),
                policy.logout(),
                section.read(
                        "concurrency",
                        policy.concurrency(),
                        word(Concurrency.values(), Concurrency::word)));
    }

    private static OnStoreFailure onStoreFailure(Section section, OnStoreFailure inherited) {
        String key = "on-store-failure";
        OnStoreFailure read =
                section.read(key, inherited, word(OnStoreFailure.values(), OnStoreFailure::word));
        if (read == OnStoreFailure.ANONYMOUS && section.entry(key) != null) {
            section.problems()
                    .warn(
                            section.path(key),
                            "anonymous: while the store is unavailable, visitors are served"
                                    + " without their sessions, and what they change is lost");
        }
        return read;
    }

    private static @Nullable Logout logout(Section parent) {
        if (parent.entry("logout") == null) {
            return null;
        }
        Section section = parent.section("logout");
        String path = section.required("path", PolicyParser::path);
        String method = section.read("method", "POST", PolicyParser::method);
        section.end();
        if (SAFE_METHODS.contains(method)) {
            section.problems()
                    .warn(
                            section.path("method"),
                            method
                                    + " ends sessions: any page with a link to it, and any"
                                    + " prefetch, logs visitors out");
        }
        return path == null ? null : new Logout(method, path);
    }

    /** Compared as it is written, so nothing is taken off its end. */
    private static String path(String text) throws Rejected {
        RouteParser.path(text);
        return text;
    }

    private static String method(String text) throws Rejected {
        boolean capitals = text.chars().allMatch(c -> c >= 'A' && c <= 'Z');
        if (text.isEmpty() || text.length() > MAX_METHOD || !capitals) {
            throw new Rejected("a method in capital letters, such as POST");
        }
        return text;
    }

    private static <E extends Enum<E>> ValueType<E> word(E[] values, Function<E, String> word) {
        return text -> {
            String[] words = Stream.of(values).map(word).toArray(String[]::new);
            String known = ValueTypes.oneOf(words).parse(text);
            for (E value : values) {
                if (word.apply(value).equals(known)) {
                    return value;
                }
            }
            throw new Rejected(String.join(", ", words));
        };
    }
}
