package dev.nonstick.routing;

import dev.nonstick.vault.VaultSettings;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One line of the routing table.
 *
 * @param host exact name, {@code *.suffix}, or {@code *}; lower case
 * @param path prefix, matched at segment borders
 * @param session null: no session on this route
 */
public record RouteSettings(
        String name, String host, String path, String pool, @Nullable Session session) {

    /**
     * What this route's requests have to do with sessions.
     *
     * @param control what backends may ask for by Offload-Control
     * @param refresh whether requests here extend the idle timeout
     */
    public record Session(
            String realm,
            Set<Control> control,
            boolean refresh,
            SessionPolicy policy,
            Tiers tiers) {

        /** With what holds where nothing is chosen. */
        public Session(String realm, Set<Control> control, boolean refresh) {
            this(realm, control, refresh, SessionPolicy.DEFAULT, Tiers.DEFAULT);
        }
    }

    /**
     * The ways in which the session's state travels.
     *
     * @param envelope whether it goes to and fro in fields
     * @param vault which of the backend's cookies are kept; null: none
     */
    public record Tiers(boolean envelope, @Nullable VaultSettings vault) {

        /** Both. */
        public static final Tiers DEFAULT = new Tiers(true, VaultSettings.DEFAULT);
    }

    /** What a backend may be allowed to ask for. */
    public enum Control {
        ROTATE,
        DESTROY,
        TIMEOUTS,
        AUTHENTICATE,
        DESTROY_ALL;

        /** As configuration and protocol spell it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
