package dev.nonstick.config;

import static dev.nonstick.config.ConfigTexts.KEY;
import static dev.nonstick.config.ConfigTexts.POOL;
import static dev.nonstick.config.ConfigTexts.committed;
import static dev.nonstick.config.ConfigTexts.errors;
import static dev.nonstick.config.ConfigTexts.pool;
import static dev.nonstick.config.ConfigTexts.valid;
import static dev.nonstick.config.ConfigTexts.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.config.GatewaySettings.Address;
import dev.nonstick.drain.DrainSettings;
import dev.nonstick.proxy.LimitSettings;
import dev.nonstick.proxy.ListenSettings;
import dev.nonstick.routing.PoolSettings;
import dev.nonstick.routing.PoolSettings.BackendSettings;
import dev.nonstick.routing.RouteSettings;
import dev.nonstick.routing.RouteSettings.Control;
import dev.nonstick.session.CookieSettings;
import dev.nonstick.session.RealmSettings;
import dev.nonstick.session.SessionKey;
import dev.nonstick.sideapi.SideApiSettings;
import dev.nonstick.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a valid file becomes. */
class ConfigFileTest {

    private static final Map<String, String> ENV = Map.of("NONSTICK_KEY", KEY);

    @Test
    void everyKeyHasADefault() {
        RealmSettings realm =
                new RealmSettings(
                        "default",
                        new CookieSettings("__Host-sid", "Lax", true, false, "/", null, false),
                        Duration.ofMinutes(30),
                        Duration.ofHours(12),
                        Duration.ofHours(1),
                        Duration.ofSeconds(30),
                        RealmSettings.OnReplay.IGNORE,
                        Duration.ofSeconds(60),
                        256 * 1024,
                        4096);
        PoolSettings pool =
                new PoolSettings(
                        "app",
                        List.of(new BackendSettings("127.0.0.1", 9001, 1)),
                        new PoolSettings.Connections(
                                128, 1024, Duration.ofSeconds(1), Duration.ofSeconds(30)),
                        new PoolSettings.Timeouts(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(60)),
                        new PoolSettings.Health(
                                null, Duration.ofSeconds(2), Duration.ofSeconds(1), 3, 2, 200, 399),
                        new PoolSettings.Retry(2, Set.of("GET", "HEAD", "OPTIONS", "TRACE")));
        assertThat(valid(POOL))
                .isEqualTo(
                        new GatewaySettings(
                                List.of(new ListenSettings("0.0.0.0", 8080, List.of())),
                                new Address("127.0.0.1", 9090),
                                null,
                                new SideApiSettings(
                                        new SideApiSettings.Tcp("127.0.0.1", 9091), null),
                                0,
                                Path.of(".nonstick"),
                                new StoreSettings(
                                        "embedded:",
                                        "nonstick",
                                        Duration.ofMillis(500),
                                        Duration.ofMillis(250),
                                        null,
                                        null),
                                List.of(),
                                Map.of("default", realm),
                                Map.of("app", pool),
                                List.of(
                                        new RouteSettings(
                                                "*/",
                                                "*",
                                                "/",
                                                "app",
                                                new RouteSettings.Session(
                                                        "default",
                                                        Set.of(
                                                                Control.ROTATE,
                                                                Control.DESTROY,
                                                                Control.TIMEOUTS),
                                                        true))),
                                new LimitSettings(8192, 32_768, 0, Duration.ofSeconds(60), 10_000),
                                new DrainSettings(Duration.ofSeconds(15), Duration.ofSeconds(2)),
                                "-"));
    }

    @Test
    void theMinimalFileIsValid() {
        GatewaySettings settings = valid(committed("minimal.yaml"), ENV);
        assertThat(settings.store().url()).isEqualTo("redis://127.0.0.1:6379");
        assertThat(settings.keys()).containsExactly(new SessionKey(1, new byte[32]));
        assertThat(settings.keys().getFirst().secret()).hasSize(32).startsWith(0, 1, 2);
        assertThat(pool(settings, "app").backends()).hasSize(2);
    }

    @Test
    void readsWhereTheSideApiIs() {
        assertThat(valid(POOL + "side-api: {address: null}").sideApi()).isNull();
        assertThat(
                        valid(POOL + "side-api: {address: '[::1]:0', url: 'http://gateway:9'}")
                                .sideApi())
                .isEqualTo(
                        new SideApiSettings(new SideApiSettings.Tcp("::1", 0), "http://gateway:9"));
        assertThat(valid(POOL + "side-api: {address: 'unix:/run/side.sock'}").sideApi())
                .isEqualTo(
                        new SideApiSettings(
                                new SideApiSettings.Unix(Path.of("/run/side.sock")), null));
        assertThat(warnings(POOL + "side-api: {address: '10.0.0.1:9091'}"))
                .contains(
                        "side-api.address: 10.0.0.1:9091 can be reached from elsewhere, and refs"
                                + " and state go over it in clear text");
    }

    @Test
    void readsAddresses() {
        GatewaySettings settings =
                valid(
                        POOL
                                + """
                                listen:
                                  - address: '[::1]:8080'
                                    trusted-proxies: [10.0.0.0/8, 192.168.1.7, '::1', fd00::/8]
                                  - { address: localhost:0 }
                                admin: { address: 127.0.0.1:9191 }
                                health: { address: 0.0.0.0:9292 }
                                """);
        assertThat(settings.listeners())
                .containsExactly(
                        new ListenSettings(
                                "::1",
                                8080,
                                List.of("10.0.0.0/8", "192.168.1.7/32", "::1/128", "fd00::/8")),
                        new ListenSettings("localhost", 0, List.of()));
        assertThat(settings.admin()).isEqualTo(new Address("127.0.0.1", 9191));
        assertThat(settings.health()).isEqualTo(new Address("0.0.0.0", 9292));
    }

    @Test
    void readsStores() {
        GatewaySettings settings =
                valid(
                        POOL
                                + """
                                store:
                                  url: redis://[::1]/3
                                  namespace: shop
                                  username: gateway
                                  password: ${PASSWORD}
                                """,
                        Map.of("PASSWORD", "geheim"));
        assertThat(settings.store())
                .isEqualTo(
                        new StoreSettings(
                                "redis://[::1]:6379/3",
                                "shop",
                                Duration.ofMillis(500),
                                Duration.ofMillis(250),
                                "gateway",
                                "geheim"));
        assertThat(settings.toString()).doesNotContain("geheim");
        assertThat(valid(POOL + "store: {password: '${P:}'}").store().password()).isNull();
    }

    @Test
    void realmsInherit() {
        Map<String, RealmSettings> realms =
                valid(
                                POOL
                                        + """
                                        session:
                                          cookie: { name: sid, secure: false, domain: example.com }
                                          idle-timeout: 20m
                                          realms:
                                            admin:
                                              cookie: { name: adm, domain: null, secure: true, same-site: none }
                                              idle-timeout: 5m
                                              max-size: 1MiB
                                              on-replay: end
                                        """)
                        .realms();
        assertThat(realms).containsOnlyKeys("default", "admin");
        assertThat(realms.get("admin"))
                .isEqualTo(
                        new RealmSettings(
                                "admin",
                                new CookieSettings("adm", "None", true, false, "/", null, false),
                                Duration.ofMinutes(5),
                                Duration.ofHours(12),
                                Duration.ofHours(1),
                                Duration.ofSeconds(30),
                                RealmSettings.OnReplay.END,
                                Duration.ofSeconds(60),
                                1024 * 1024,
                                4096));
    }

    @Test
    void readsPoolsAndRoutes() {
        GatewaySettings settings =
                valid(
                        """
                        pools:
                          shop:
                            backends: [ http://shop_1:80, { url: 'http://[::1]:81/', weight: 3 }, http://c ]
                            timeouts: { response-head: 0s }
                            health: { path: /up, expect: 204 }
                            retry: { attempts: 1, methods: [] }
                          static: { backends: [ http://10.0.0.1:9 ] }
                        session: { realms: { admin: { cookie: { name: __Host-admin } } } }
                        routes:
                          - match: { host: "*.Example.com", path: /assets/ }
                            pool: static
                            session: []
                          - match: { path: /admin }
                            pool: shop
                            realm: admin
                            control: [destroy]
                            refresh: false
                          - pool: shop
                        """);
        PoolSettings shop = pool(settings, "shop");
        assertThat(shop.backends())
                .containsExactly(
                        new BackendSettings("shop_1", 80, 1),
                        new BackendSettings("::1", 81, 3),
                        new BackendSettings("c", 80, 1));
        assertThat(shop.timeouts().responseHead()).isZero();
        assertThat(shop.health().path()).isEqualTo("/up");
        assertThat(shop.health().expectMin()).isEqualTo(204);
        assertThat(shop.health().expectMax()).isEqualTo(204);
        assertThat(shop.retry()).isEqualTo(new PoolSettings.Retry(1, Set.of()));
        Set<Control> defaults = Set.of(Control.ROTATE, Control.DESTROY, Control.TIMEOUTS);
        assertThat(settings.routes())
                .containsExactly(
                        new RouteSettings(
                                "*.example.com/assets", "*.example.com", "/assets", "static", null),
                        new RouteSettings(
                                "*/admin",
                                "*",
                                "/admin",
                                "shop",
                                new RouteSettings.Session("admin", Set.of(Control.DESTROY), false)),
                        new RouteSettings(
                                "*/",
                                "*",
                                "/",
                                "shop",
                                new RouteSettings.Session("default", defaults, true)));
    }

    @Test
    void nullMeansNone() {
        assertThat(valid(POOL + "access-log: {path: null}").accessLog()).isNull();
        assertThat(valid(POOL + "access-log: {path: logs/a.log}").accessLog())
                .isEqualTo("logs/a.log");
        assertThat(valid(POOL + "session:\nlimits:\nroutes:\nlisten: ~\n")).isEqualTo(valid(POOL));
    }

    @Test
    void anchorsCanBeShared() {
        GatewaySettings settings =
                valid(
                        """
                        pools:
                          a: { backends: [http://a], timeouts: &fast { connect: 10ms } }
                          b: { backends: [http://b], timeouts: *fast }
                        routes: [ { pool: a }, { pool: b, match: { path: /b } } ]
                        """);
        assertThat(pool(settings, "b").timeouts()).isEqualTo(pool(settings, "a").timeouts());
    }

    @Test
    void theEnvironmentOverridesEventLoops() {
        String yaml = POOL + "event-loops: 3\n";
        assertThat(valid(yaml).eventLoops()).isEqualTo(3);
        assertThat(valid(yaml, Map.of("NONSTICK_EVENT_LOOPS", "5")).eventLoops()).isEqualTo(5);
        assertThat(valid(yaml, Map.of("NONSTICK_EVENT_LOOPS", "")).eventLoops()).isEqualTo(3);
        assertThat(errors(yaml, Map.of("NONSTICK_EVENT_LOOPS", "many")))
                .containsExactly("NONSTICK_EVENT_LOOPS: many (expected: a number from 0 to 1024)");
    }

    @Test
    void warnsOfWhatShouldBeKnown() {
        assertThat(warnings(POOL))
                .singleElement()
                .asString()
                .startsWith("session.keys: none; one is generated and kept in data-dir");
        String keys = "  keys: [{id: 1, secret: " + KEY + "}]\n";
        assertThat(warnings(POOL + "session:\n" + keys)).isEmpty();
        assertThat(
                        warnings(
                                POOL
                                        + "store: {url: 'memory:'}\n"
                                        + "admin: {address: 0.0.0.0:9090}\n"
                                        + "session:\n  cookie: {name: sid, secure: false}\n"
                                        + keys))
                .containsExactly(
                        "session.cookie.secure: false sends the session cookie over clear text",
                        "admin.address: 0.0.0.0:9090 can be reached from elsewhere, without a"
                                + " password",
                        "store.url: memory: loses every session when the gateway stops");
    }
}
