package dev.nonstick.config;

import dev.nonstick.session.CookieSettings;
import java.util.Locale;

/** {@code cookie} of a realm, and what browsers demand of one. */
final class CookieParser {

    private static final String SEPARATORS = "()<>@,;:\\\"/[]?={}";
    private static final int MAX_NAME = 64;

    private CookieParser() {}

    static CookieSettings cookie(Section realm, CookieSettings parent) {
        Section section = realm.section("cookie");
        CookieSettings cookie =
                new CookieSettings(
                        section.read("name", parent.name(), CookieParser::name),
                        section.read("same-site", parent.sameSite(), CookieParser::sameSite),
                        section.read("secure", parent.secure(), ValueTypes.bool()),
                        section.read("partitioned", parent.partitioned(), ValueTypes.bool()),
                        section.read("path", parent.path(), CookieParser::path),
                        section.has("domain")
                                ? section.readOrNull("domain", CookieParser::domain)
                                : parent.domain(),
                        section.read("persistent", parent.persistent(), ValueTypes.bool()));
        section.end();
        if (realm.entry("cookie") != null) {
            checkRules(section, cookie);
        }
        return cookie;
    }

    /** A browser silently drops a cookie that breaks one of these (RFC 6265bis, section 5.7). */
    private static void checkRules(Section section, CookieSettings cookie) {
        String name = section.path("name");
        String prefix = cookie.name().toLowerCase(Locale.ROOT);
        Problems problems = section.problems();
        if (prefix.startsWith("__host-")
                && !(cookie.secure() && cookie.path().equals("/") && cookie.domain() == null)
                && problems.noneAt(section.path("secure"), section.path("path"))) {
            problems.add(
                    name,
                    cookie.name(),
                    "a name without __Host-, or secure: true, path: / and no domain");
        } else if (prefix.startsWith("__secure-") && !cookie.secure()) {
            problems.add(name, cookie.name(), "a name without __Secure-, or secure: true");
        }
        if (cookie.sameSite().equals("None") && !cookie.secure()) {
            problems.add(section.path("same-site"), "None", "Lax or Strict, or secure: true");
        }
        if (cookie.partitioned() && !cookie.secure()) {
            problems.add(section.path("partitioned"), "true", "false, or secure: true");
        }
        if (!cookie.secure()) {
            problems.warn(section.path("secure"), "false sends the session cookie over clear text");
        }
    }

    /** A token (RFC 6265, section 4.1.1). */
    private static String name(String text) throws Rejected {
        if (text.isEmpty()
                || text.length() > MAX_NAME
                || !text.chars().allMatch(CookieParser::inToken)) {
            throw new Rejected(
                    "1 to " + MAX_NAME + " letters, digits and signs of a token (RFC 6265)");
        }
        return text;
    }

    private static boolean inToken(int c) {
        return c > 0x20 && c < 0x7f && SEPARATORS.indexOf(c) < 0;
    }

    private static String sameSite(String text) throws Rejected {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "lax" -> "Lax";
            case "strict" -> "Strict";
            case "none" -> "None";
            default -> throw new Rejected("Lax, Strict or None");
        };
    }

    private static String path(String text) throws Rejected {
        if (!text.startsWith("/")
                || !text.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != ';')) {
            throw new Rejected("a path that begins with /");
        }
        return text;
    }

    private static String domain(String text) throws Rejected {
        if (!Addresses.isHost(text) || text.endsWith(".")) {
            throw new Rejected("a domain name such as example.com, or null for this host only");
        }
        return text.toLowerCase(Locale.ROOT);
    }
}
