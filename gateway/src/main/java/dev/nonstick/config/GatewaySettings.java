package dev.nonstick.config;

import dev.nonstick.drain.DrainSettings;
import dev.nonstick.proxy.LimitSettings;
import dev.nonstick.proxy.ListenSettings;
import dev.nonstick.routing.PoolSettings;
import dev.nonstick.routing.RouteSettings;
import dev.nonstick.session.RealmSettings;
import dev.nonstick.session.SessionKey;
import dev.nonstick.sideapi.SideApiSettings;
import dev.nonstick.store.StoreSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A valid configuration.
 *
 * @param admin where health and metrics are served
 * @param health a second listener for the same, for probes; null: none
 * @param sideApi where backends ask of sessions beside their responses; null: nowhere
 * @param eventLoops 0: one per core
 * @param dataDir where the embedded store and a generated key live
 * @param keys first seals, all open; empty: one is generated and kept in {@code dataDir}
 * @param realms by name; {@code default} is always there
 * @param pools by name
 * @param routes as written
 * @param accessLog {@code -} for standard output, a file's path, or null for none
 */
public record GatewaySettings(
        List<ListenSettings> listeners,
        Address admin,
        @Nullable Address health,
        @Nullable SideApiSettings sideApi,
        int eventLoops,
        Path dataDir,
        StoreSettings store,
        List<SessionKey> keys,
        Map<String, RealmSettings> realms,
        Map<String, PoolSettings> pools,
        List<RouteSettings> routes,
        LimitSettings limits,
        DrainSettings drain,
        @Nullable String accessLog) {

    /**
     * A TCP address to listen on.
     *
     * @param port 0 picks a free one
     */
    public record Address(String host, int port) {}
}
