package dev.nonstick.config;

import dev.nonstick.config.GatewaySettings.Address;
import dev.nonstick.store.StoreSettings;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code store}. */
final class StoreParser {

    private static final String URLS = "embedded:, memory: or redis://host:port[/db]";
    private static final Pattern LATER =
            Pattern.compile("(rediss|redis-sentinel|redis-cluster|memcached):");
    private static final String REDIS = "redis://";
    private static final int REDIS_PORT = 6379;
    private static final int MAX_DB = 65_535;
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);
    private static final Duration MAX_TIMEOUT = Duration.ofSeconds(60);

    /** A commit has two seconds in all; one command must not take more. */
    private static final Duration MAX_COMMAND = Duration.ofSeconds(2);

    private StoreParser() {}

    static StoreSettings store(Section section) {
        StoreSettings store =
                new StoreSettings(
                        section.read("url", "embedded:", StoreParser::url),
                        section.read("namespace", "nonstick", ValueTypes.name()),
                        section.read("connect-timeout", Duration.ofMillis(500), timeout()),
                        section.read("command-timeout", Duration.ofMillis(250), command()),
                        credential(section, "username"),
                        credential(section, "password"));
        section.later("tls").end();
        if (store.username() != null && store.password() == null) {
            section.problems().add(section.path("password"), "missing", "one for the username");
        }
        if (store.url().equals("memory:")) {
            section.problems()
                    .warn(
                            section.path("url"),
                            "memory: loses every session when the gateway stops");
        }
        return store;
    }

    private static ValueType<Duration> timeout() {
        return ValueTypes.duration(MIN_TIMEOUT, MAX_TIMEOUT);
    }

    private static ValueType<Duration> command() {
        return ValueTypes.duration(MIN_TIMEOUT, MAX_COMMAND);
    }

    /** Null where it is absent or an environment variable makes it empty. */
    private static @Nullable String credential(Section section, String key) {
        String text = section.secretOrNull(key, value -> value);
        return text == null || text.isEmpty() ? null : text;
    }

    /** A Redis URL is completed by its port. */
    private static String url(String text) throws Rejected {
        if (text.equals("embedded:") || text.equals("memory:")) {
            return text;
        }
        if (!text.startsWith(REDIS)) {
            throw new Rejected(LATER.matcher(text).lookingAt() ? URLS + " in this version" : URLS);
        }
        String rest = text.substring(REDIS.length());
        if (rest.indexOf('@') >= 0) {
            throw new Rejected(URLS + "; credentials go to username and password");
        }
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        String db = slash < 0 ? "" : rest.substring(slash + 1);
        Address address;
        try {
            address = Addresses.hostPort(authority, REDIS_PORT);
            if (!db.isEmpty()) {
                ValueTypes.integer(0, MAX_DB).parse(db);
            }
        } catch (Rejected _) {
            throw new Rejected(URLS);
        }
        return REDIS + Addresses.format(address) + (db.isEmpty() ? "" : "/" + db);
    }
}
