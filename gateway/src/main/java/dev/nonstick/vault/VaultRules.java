package dev.nonstick.vault;

import dev.nonstick.http.CookieFields;
import dev.nonstick.http.ReceivedCookie;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one route's settings say of one cookie; compiled once, immutable, shared by all event loops.
 */
public final class VaultRules {
    private final NamePatterns keep;
    private final NamePatterns pass;
    private final NamePatterns adopt;
    private final NamePatterns rotateOn;
    private final Set<String> own;
    private final Set<String> keptReadings = new HashSet<>();

    /**
     * Compiles a route's settings.
     *
     * @param own the names of the gateway's own cookies: a backend that sets one is not listened to
     */
    public VaultRules(VaultSettings settings, Set<String> own) {
        List<String> kept = settings.keep();
        this.keep = new NamePatterns(kept.isEmpty() ? List.of(VaultSettings.HTTP_ONLY) : kept);
        this.pass = new NamePatterns(settings.pass());
        this.adopt = new NamePatterns(settings.adopt());
        this.rotateOn = new NamePatterns(settings.rotateOn());
        this.own = Set.copyOf(own);
        for (String name : keep.literals()) {
            if (!pass.matches(name)) {
                keptReadings.add(NameReadings.of(name));
            }
        }
    }

    /**
     * Whether a cookie is the vault's. Not one without a name, which a client cannot be kept from
     * sending; and a partitioned one only where keep names it: a vault has no partitions.
     */
    boolean keeps(ReceivedCookie cookie) {
        String name = cookie.name();
        if (name.isEmpty() || pass.matches(name, cookie.httpOnly())) {
            return false;
        }
        return cookie.partitioned()
                ? keep.literals().contains(name)
                : keep.matches(name, cookie.httpOnly());
    }

    /** Whether a client's cookie of this name is taken over. */
    boolean adopts(String name) {
        return adopt.matches(name) && !own.contains(name) && !pass.matches(name);
    }

    boolean adoptsNothing() {
        return adopt.isEmpty();
    }

    boolean rotatesOn(ReceivedCookie cookie) {
        return rotateOn.matches(cookie.name(), cookie.httpOnly());
    }

    /** How servers may read the names that a client has no business to send, vault or not. */
    Set<String> keptReadings() {
        return keptReadings;
    }

    /** Whether a Set-Cookie line would have a browser send a cookie of the gateway's name. */
    boolean isOwn(String line) {
        return own.contains(CookieFields.nameSetBy(line));
    }
}
