package dev.nonstick.config;

import dev.nonstick.config.ParseResult.Invalid;
import dev.nonstick.config.ParseResult.Valid;
import dev.nonstick.routing.PoolSettings;
import dev.nonstick.routing.RouteSettings;
import dev.nonstick.session.RealmSettings;
import dev.nonstick.session.SessionKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * The configuration file: YAML text to settings, or to everything that is wrong with it.
 *
 * <p>{@code config/gateway.yaml} documents every key. Scalars may hold {@code ${NAME}} and {@code
 * ${NAME:default}}; secrets may also be {@code file:PATH}. Reading never stops at an error: it goes
 * on with the default, and gives no settings in the end.
 */
public final class ConfigFile {

    private ConfigFile() {}

    /**
     * Parses and checks a configuration.
     *
     * @param env the environment that {@code ${NAME}} refers to
     */
    public static ParseResult parse(String yamlText, Map<String, String> env) {
        Reading reading = new Reading(env);
        Node root = YamlTree.compose(yamlText, reading.problems());
        if (!reading.problems().errors().isEmpty()) {
            return new Invalid(reading.problems().errors());
        }
        return result(settings(root(root, reading), env), reading.problems());
    }

    /**
     * The configuration of {@code run --backend URL}: embedded store, one pool for every request, a
     * generated key.
     *
     * @param backendUrls {@code http://host:port} each
     * @param listen {@code host:port}
     */
    public static ParseResult quick(
            List<String> backendUrls, String listen, Path dataDir, Map<String, String> env) {
        Reading reading = new Reading(env);
        GatewaySettings settings = QuickStart.settings(backendUrls, listen, dataDir, env, reading);
        return result(settings, reading.problems());
    }

    private static ParseResult result(GatewaySettings settings, Problems problems) {
        return problems.errors().isEmpty()
                ? new Valid(settings, problems.warnings())
                : new Invalid(problems.errors());
    }

    private static Section root(@Nullable Node node, Reading reading) {
        if (node == null) {
            return Section.empty("", reading);
        }
        return node instanceof MappingNode mapping
                ? Section.of("", mapping, reading)
                : new Entry("file", node, reading).section();
    }

    private static GatewaySettings settings(Section root, Map<String, String> env) {
        Problems problems = root.problems();
        ListenParser listen = new ListenParser(problems);
        Section session = root.section("session");
        List<SessionKey> keys = KeyParser.keys(session);
        PolicyParser policies = new PolicyParser();
        Map<String, RealmSettings> realms = SessionParser.realms(session, policies);
        Map<String, PoolSettings> pools = PoolParser.pools(root);
        List<RouteSettings> routes = new RouteParser(pools.keySet(), realms, policies).routes(root);
        if (!routes.isEmpty()) {
            RouteParser.requireUse(pools.keySet(), routes, problems);
        }
        GatewaySettings settings =
                new GatewaySettings(
                        listen.listeners(root),
                        listen.admin(root),
                        listen.health(root),
                        SideApiParser.sideApi(root, listen),
                        LimitParser.eventLoops(root, env),
                        LimitParser.dataDir(root),
                        StoreParser.store(root.section("store")),
                        keys,
                        realms,
                        pools,
                        routes,
                        LimitParser.limits(root.section("limits")),
                        LimitParser.drain(root.section("drain")),
                        LimitParser.accessLog(root.section("access-log")));
        root.end();
        return settings;
    }
}
