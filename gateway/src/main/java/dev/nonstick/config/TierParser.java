package dev.nonstick.config;

import dev.nonstick.routing.RouteSettings.Tiers;
import dev.nonstick.vault.VaultSettings;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code session} and {@code vault} of a route. */
final class TierParser {
    private static final String ENVELOPE = "envelope";
    private static final String VAULT = "vault";
    private static final List<String> BOTH = List.of(ENVELOPE, VAULT);

    private static final String NAMES = "cookie names, in which * stands for any characters";
    private static final String PATTERNS =
            NAMES + ", or \"" + VaultSettings.HTTP_ONLY + "\" for every HttpOnly cookie";

    private TierParser() {}

    /**
     * Reads both keys.
     *
     * @param ownCookies the names of the gateway's own cookies
     * @return null: no session on this route
     */
    static @Nullable Tiers tiers(Section route, Set<String> ownCookies) {
        List<String> tiers =
                route.list("session", BOTH, ValueTypes.oneOf(BOTH.toArray(String[]::new)));
        Entry given = route.entry(VAULT);
        VaultSettings vault = vault(route.section(VAULT), ownCookies);
        boolean vaulted = tiers.contains(VAULT);
        if (given != null && !vaulted) {
            route.problems().add(given.path(), "given", "vault in this route's session list");
        }
        return tiers.isEmpty() ? null : new Tiers(tiers.contains(ENVELOPE), vaulted ? vault : null);
    }

    private static VaultSettings vault(Section section, Set<String> ownCookies) {
        List<String> keep = section.list("keep", VaultSettings.DEFAULT.keep(), TierParser::pattern);
        String path = section.path("keep");
        if (keep.isEmpty() && section.problems().noneAt(path, path + "[0]")) {
            section.problems().add(path, "empty", "a pattern, or no vault in session");
        }
        List<String> pass = section.list("pass", List.of(), TierParser::pattern);
        List<String> adopt = section.list("adopt", List.of(), TierParser::name);
        List<String> rotateOn = section.list("rotate-on", List.of(), TierParser::pattern);
        section.end();
        for (String name : keep) {
            if (pass.contains(name)) {
                section.problems().add(section.path("pass"), name, "not what keep names, too");
            }
        }
        for (String name : adopt) {
            if (pass.contains(name)) {
                section.problems()
                        .add(section.path("adopt"), name, "not what pass leaves to the client");
            } else if (ownCookies.contains(name)) {
                section.problems()
                        .add(section.path("adopt"), name, "a backend's cookie, not the gateway's");
            }
        }
        return new VaultSettings(keep, pass, adopt, rotateOn);
    }

    private static String pattern(String text) throws Rejected {
        if (!VaultSettings.isPattern(text)) {
            throw new Rejected(PATTERNS);
        }
        return text;
    }

    /** A client does not say what is HttpOnly. */
    private static String name(String text) throws Rejected {
        if (!VaultSettings.isPattern(text) || text.equals(VaultSettings.HTTP_ONLY)) {
            throw new Rejected(NAMES);
        }
        return text;
    }
}
