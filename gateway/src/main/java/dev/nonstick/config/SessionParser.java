package dev.nonstick.config;

import dev.nonstick.session.CookieSettings;
import dev.nonstick.session.RealmSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code session} but its keys: the realm {@code default} and those that inherit from it. */
final class SessionParser {

    static final String DEFAULT_REALM = "default";

    private static final Duration MAX_AGE = Duration.ofDays(365);
    private static final int MIN_SIZE = 1024;
    private static final int MAX_SIZE = 16 * 1024 * 1024;
    private static final int MAX_INLINE = 48 * 1024;

    /** What holds where the file says nothing. */
    static final RealmSettings DEFAULTS =
            new RealmSettings(
                    DEFAULT_REALM,
                    new CookieSettings("__Host-sid", "Lax", true, false, "/", null, false),
                    Duration.ofMinutes(30),
                    Duration.ofHours(12),
                    Duration.ofHours(1),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60),
                    256 * 1024,
                    4 * 1024);

    private SessionParser() {}

    /** Reads all keys of {@code session} but {@code keys}, which the caller has read. */
    static Map<String, RealmSettings> realms(Section session, PolicyParser policies) {
        Map<String, RealmSettings> realms = new LinkedHashMap<>();
        Map<String, String> cookiePaths = new LinkedHashMap<>();
        RealmSettings defaults = realm(session, DEFAULT_REALM, DEFAULTS);
        policies.realm(session, DEFAULT_REALM, null);
        realms.put(DEFAULT_REALM, defaults);
        cookiePaths.put(defaults.cookie().name(), session.path("cookie.name"));
        session.named("realms")
                .forEach(
                        (name, section) -> {
                            if (name.equals(DEFAULT_REALM)) {
                                section.problems()
                                        .add(
                                                section.path(),
                                                "this name",
                                                "another one; the keys of session itself are the"
                                                        + " realm 'default'");
                                return;
                            }
                            RealmSettings realm = realm(section, name, defaults);
                            policies.realm(section, name, DEFAULT_REALM);
                            section.end();
                            realms.put(name, realm);
                            unique(section, realm.cookie().name(), cookiePaths);
                        });
        session.end();
        return realms;
    }

    /** A shared cookie name would let one realm overwrite the other's cookie. */
    private static void unique(Section realm, String cookie, Map<String, String> paths) {
        String path = realm.path("cookie.name");
        String other = paths.putIfAbsent(cookie, path);
        if (other != null && realm.problems().noneAt(path, other)) {
            realm.problems().add(path, cookie, "another name than " + other + " has");
        }
    }

    private static RealmSettings realm(Section section, String name, RealmSettings parent) {
        CookieSettings cookie = CookieParser.cookie(section, parent.cookie());
        RealmSettings realm =
                new RealmSettings(
                        name,
                        cookie,
                        section.read("idle-timeout", parent.idleTimeout(), age()),
                        section.read("absolute-timeout", parent.absoluteTimeout(), age()),
                        section.read(
                                "rotate-after",
                                parent.rotateAfter(),
                                ValueTypes.duration(Duration.ZERO, MAX_AGE)),
                        section.read(
                                "rotate-grace",
                                parent.rotateGrace(),
                                ValueTypes.duration(Duration.ZERO, Duration.ofHours(1))),
                        section.read(
                                "touch-interval",
                                parent.touchInterval(),
                                ValueTypes.duration(Duration.ZERO, Duration.ofHours(1))),
                        section.read(
                                "max-size",
                                parent.maxSize(),
                                ValueTypes.intSize(MIN_SIZE, MAX_SIZE)),
                        section.read(
                                "inline-limit",
                                parent.inlineLimit(),
                                ValueTypes.intSize(0, MAX_INLINE)));
        idleWithinAbsolute(section, realm);
        return realm;
    }

    private static void idleWithinAbsolute(Section section, RealmSettings realm) {
        String idle = section.path("idle-timeout");
        String absolute = section.path("absolute-timeout");
        if (realm.idleTimeout().compareTo(realm.absoluteTimeout()) > 0
                && section.problems().noneAt(idle, absolute)) {
            section.problems()
                    .add(
                            idle,
                            Units.format(realm.idleTimeout()),
                            "at most absolute-timeout, " + Units.format(realm.absoluteTimeout()));
        }
    }

    private static ValueType<Duration> age() {
        return ValueTypes.duration(Duration.ofSeconds(1), MAX_AGE);
    }
}
