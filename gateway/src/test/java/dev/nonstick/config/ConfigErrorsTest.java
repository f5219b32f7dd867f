package dev.nonstick.config;

import static dev.nonstick.config.ConfigTexts.KEY;
import static dev.nonstick.config.ConfigTexts.POOL;
import static dev.nonstick.config.ConfigTexts.errors;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a file: all of it, and where. */
class ConfigErrorsTest {

    @Test
    void saysEverythingAtOnce() {
        assertThat(
                        errors(
                                """
                                session:
                                  idle-timeout: 30x
                                pools:
                                  app:
                                    backends: [http://127.0.0.1:9001]
                                    balanc: p2c
                                  blue:
                                    backends: [http://127.0.0.1:9002]
                                routes:
                                  - pool: app
                                """))
                .containsExactlyInAnyOrder(
                        "session.idle-timeout: 30x (expected: a duration such as 250ms, 30s, 5m or"
                                + " 12h, from 1s to 8760h)",
                        "pools.app.balanc: unknown key (expected: one of backends, balance,"
                                + " connections, timeouts, health, retry; nearest: balance)",
                        "pools.blue: no route names it (expected: a route with pool: blue)");
    }

    /** Each line is appended to a valid file and gives exactly one error. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "listen: []|listen: empty (expected: at least one listener)",
                "listen: {}|listen: a mapping (expected: a list, [a, b])",
                "listen: [a]|listen[0]: one value (expected: a mapping, key: value)",
                "listen: [{address: 80}]|listen[0].address: 80 (expected: host:port, with a port from 0 to 65535)",
                "listen: [{address: 'a:65536'}]|listen[0].address: a:65536 (expected: host:port, with a port from 0 to 65535)",
                "listen: [{address: ':80'}]|listen[0].address: :80 (expected: host:port, with a port from 0 to 65535)",
                "listen: [{address: '::1:80'}]|listen[0].address: ::1:80 (expected: host:port, with a port from 0 to 65535)",
                "listen: [{address: '[1.2.3.4]:80'}]|listen[0].address: [1.2.3.4]:80 (expected: host:port, with a port from 0 to 65535)",
                "listen: [{address: '1.2.3:80'}]|listen[0].address: 1.2.3:80 (expected: host:port, with a port from 0 to 65535)",
                "listen: [{address: 'unix:/a'}]|listen[0].address: unix:/a (expected: host:port; Unix sockets are not supported yet)",
                "listen: [{address: 'a:1'}, {address: 'A:1'}]|listen[1].address: A:1 (expected: another address than listen[0].address has)",
                "admin: {address: '127.0.0.1:8080'}|admin.address: 127.0.0.1:8080 (expected: another address than listen has)",
                "health: {address: '127.0.0.1:9090'}|health.address: 127.0.0.1:9090 (expected: another address than admin.address has)",
                "listen: [{trusted-proxies: [10.0.0.1/8]}]|listen[0].trusted-proxies[0]: 10.0.0.1/8 (expected: a CIDR block whose bits after the first 8 are 0)",
                "listen: [{trusted-proxies: [10.0.0.0/33]}]|listen[0].trusted-proxies[0]: 10.0.0.0/33 (expected: a number from 0 to 32)",
                "listen: [{trusted-proxies: [lb.local]}]|listen[0].trusted-proxies[0]: lb.local (expected: a CIDR block such as 10.0.0.0/8 or fd00::/8)",
                "listen: [{tls: {}}]|listen[0].tls: unknown key (expected: a key of this version; 'tls' is not supported yet)",
                "side-api: {address: 9091}|side-api.address: 9091 (expected: host:port, with a port from 0 to 65535)",
                "side-api: {address: 'unix:side'}|side-api.address: unix:side (expected: host:port or unix:/path, of at most 80 characters)",
                "side-api: {address: '0.0.0.0:9091'}|side-api.url: missing (expected: what backends are to connect to)",
                "side-api: {address: '127.0.0.1:9090'}|side-api.address: 127.0.0.1:9090 (expected: another address than admin.address has)",
                "side-api: {url: 'ftp://x'}|side-api.url: ftp://x (expected: http://host:port, https://host:port or unix:/path)",
                "sesion: {}|sesion: unknown key (expected: one of session, pools, routes, listen, admin, health, side-api, event-loops, data-dir, store, limits, drain, access-log; nearest: session)",
                "store: {url: 'redis://u:p@h:1'}|store.url: redis://***@h:1 (expected: embedded:, memory: or redis://host:port[/db]; credentials go to username and password)",
                "store: {url: 'redis-cluster://h:1'}|store.url: redis-cluster://h:1 (expected: embedded:, memory: or redis://host:port[/db] in this version)",
                "store: {url: 'redis://h:1/x'}|store.url: redis://h:1/x (expected: embedded:, memory: or redis://host:port[/db])",
                "store: {username: u}|store.password: missing (expected: one for the username)",
                "store: {command-timeout: 0s}|store.command-timeout: 0s (expected: a duration such as 250ms, 30s, 5m or 12h, from 1ms to 2s)",
                "event-loops: -1|event-loops: -1 (expected: a number from 0 to 1024)",
                "data-dir: [a]|data-dir: a list (expected: one value)",
                "session: {keys: [{secret: AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8}]}|session.keys[0].id: missing (expected: a value; it has no default)",
                "session: {idle-timeout: 13h}|session.idle-timeout: 13h (expected: at most absolute-timeout, 12h)",
                "session: {rotate-grace: -1s}|session.rotate-grace: -1s (expected: a duration such as 250ms, 30s, 5m or 12h, from 0s to 1h)",
                "session: {inline-limit: 49KiB}|session.inline-limit: 49KiB (expected: a size such as 512, 64KiB or 1MiB, from 0 to 48KiB)",
                "session: {max-size: 1 MB}|session.max-size: 1 MB (expected: a size such as 512, 64KiB or 1MiB, from 1KiB to 16MiB)",
                "session: {cookie: {secure: false}}|session.cookie.name: __Host-sid (expected: a name without __Host-, or secure: true, path: / and no domain)",
                "session: {cookie: {domain: a.b}}|session.cookie.name: __Host-sid (expected: a name without __Host-, or secure: true, path: / and no domain)",
                "session: {cookie: {path: /a}}|session.cookie.name: __Host-sid (expected: a name without __Host-, or secure: true, path: / and no domain)",
                "session: {cookie: {name: __secure-a, secure: false}}|session.cookie.name: __secure-a (expected: a name without __Secure-, or secure: true)",
                "session: {cookie: {name: 'a b'}}|session.cookie.name: a b (expected: 1 to 64 letters, digits and signs of a token (RFC 6265))",
                "session: {cookie: {name: a, same-site: None, secure: false}}|session.cookie.same-site: None (expected: Lax or Strict, or secure: true)",
                "session: {cookie: {name: a, partitioned: true, secure: false}}|session.cookie.partitioned: true (expected: false, or secure: true)",
                "session: {cookie: {secure: yes}}|session.cookie.secure: yes (expected: true or false)",
                "session: {realms: {a: {}}}|session.realms.a.cookie.name: __Host-sid (expected: another name than session.cookie.name has)",
                "session: {realms: {default: {}}}|session.realms.default: this name (expected: another one; the keys of session itself are the realm 'default')",
                "session: {realms: {'a b': {}}}|session.realms.a b: this name (expected: a name of 1 to 64 letters, digits, '-', '_' and '.')",
                "limits: {headers: 2MiB}|limits.headers: 2MiB (expected: a size such as 512, 64KiB or 1MiB, from 1KiB to 1MiB)",
                "limits: {idle: 0s}|limits.idle: 0s (expected: a duration such as 250ms, 30s, 5m or 12h, from 1s to 24h)",
                "drain: {total: 28s}|drain.total: unknown key (expected: a key of this version; 'total' is not supported yet)",
                "access-log: {format: combined}|access-log.format: combined (expected: json; 'combined' is not supported yet)",
                "access-log: {format: xml}|access-log.format: xml (expected: json)",
                "routes: []|routes: empty (expected: at least one route)",
                "routes: [{pool: app},{pool: ap, match: {path: /a}}]|routes[1].pool: ap (expected: app)",
                "routes: [{pool: app},{pool: app}]|routes[1].match: */ (expected: another host or path; routes[0] takes these)",
                "routes: [{pool: app, realm: other}]|routes[0].realm: other (expected: default)",
                "routes: [{pool: app, session: envelope}]|routes[0].session: one value (expected: a list, [a, b])",
                "routes: [{pool: app, control: [login]}]|routes[0].control[0]: login (expected: one of rotate, destroy, timeouts, authenticate, destroy-all)",
                "routes: [{pool: app, match: {path: a}}]|routes[0].match.path: a (expected: a path that begins with /, without //, /./, /../, ? and #)",
                "routes: [{pool: app, match: {host: 'a:80'}}]|routes[0].match.host: a:80 (expected: *, *.example.com or a host name without port)",
                "routes: [{pool: app, wiring: {}}]|routes[0].wiring: unknown key (expected: a key of this version; 'wiring' is not supported yet)",
            })
    void namesPlaceAndRule(String line, String expected) {
        assertThat(errors(POOL + line)).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "backends: []|pools.app.backends: missing (expected: at least one URL)",
                "backends: ['https://a']|pools.app.backends[0]: https://a (expected: http://host:port; https:// is not supported yet)",
                "backends: ['http://a/b']|pools.app.backends[0]: http://a/b (expected: http://host:port, without a path)",
                "backends: ['http://']|pools.app.backends[0]: http:// (expected: http://host:port, without a path)",
                "backends: ['http://a:0']|pools.app.backends[0]: http://a:0 (expected: http://host:port, without a path)",
                "backends: ['http://u:p@a']|pools.app.backends[0]: http://***@a (expected: http://host:port, without a path)",
                "backends: ['http://a', 'http://a:80']|pools.app.backends[1]: a:80 (expected: each backend once; weight gives one a larger share)",
                "backends: [{url: 'http://a', weight: 0}]|pools.app.backends[0].weight: 0 (expected: a number from 1 to 1000)",
                "backends: [{weight: 1}]|pools.app.backends[0].url: missing (expected: a value; it has no default)",
                "backends: ['http://a'], balance: random|pools.app.balance: random (expected: p2c; 'random' is not supported yet)",
                "backends: ['http://a'], timeouts: {connect: 0s}|pools.app.timeouts.connect: 0s (expected: a duration such as 250ms, 30s, 5m or 12h, from 1ms to 1h)",
                "backends: ['http://a'], health: {expect: 399-200}|pools.app.health.expect: 399-200 (expected: a status, or a range such as 200-399)",
                "backends: ['http://a'], retry: {methods: [get]}|pools.app.retry.methods[0]: get (expected: a method in capitals, such as GET)",
                "backends: ['http://a'], ejection: {}|pools.app.ejection: unknown key (expected: a key of this version; 'ejection' is not supported yet)",
            })
    void checksPools(String pool, String expected) {
        assertThat(errors("pools: {app: {" + pool + "}}")).containsExactly(expected);
    }

    @Test
    void needsAPoolAndKnowsWhenItNeedsRoutes() {
        assertThat(errors("")).containsExactly("pools: missing (expected: at least one pool)");
        assertThat(errors("# nothing\n"))
                .containsExactly("pools: missing (expected: at least one pool)");
        assertThat(errors("pools: {a: {backends: [http://a]}, b: {backends: [http://b]}}"))
                .containsExactly(
                        "routes: missing (expected: at least one route where there are several"
                                + " pools)");
    }

    @Test
    void neverShowsASecret() {
        assertThat(
                        errors(
                                POOL
                                        + """
                                        session:
                                          keys:
                                            - { id: 1, secret: c2VjcmV0 }
                                            - { id: 2, secret: "not base64" }
                                            - { id: 3, secret: "${UNSET}" }
                                            - { id: 4, secret: "${UNSET:secret}" }
                                            - { id: 4, secret: KEY }
                                            - { id: 256, secret: KEY }
                                            - { id: 5, secret: "file:/no/such/file" }
                                        """
                                                .replace("KEY", KEY)))
                .containsExactly(
                        "session.keys[0].secret: *** (expected: at least 32 bytes; these are 6)",
                        "session.keys[1].secret: *** (expected: base64 of at least 32 random"
                                + " bytes, as openssl rand -base64 32 makes them)",
                        "session.keys[2].secret: *** (expected: environment variable UNSET to be"
                                + " set)",
                        "session.keys[3].secret: *** (expected: at least 32 bytes; these are 4)",
                        "session.keys[4].id: 4 (expected: an id of its own)",
                        "session.keys[5].id: 256 (expected: a number from 1 to 255)",
                        "session.keys[6].secret: *** (expected: file: and the path of a file)");
    }

    @Test
    void readsSecretsFromFiles(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), KEY + "\n");
        assertThat(
                        ConfigTexts.valid(
                                        POOL
                                                + "session: {keys: [{id: 1, secret: 'file:"
                                                + file
                                                + "'}]}")
                                .keys())
                .singleElement()
                .satisfies(key -> assertThat(key.secret()).hasSize(32));
        assertThat(errors(POOL + "session: {keys: [{id: 1, secret: 'file:" + folder + "'}]}"))
                .containsExactly(
                        "session.keys[0].secret: *** (expected: file: and the path of a file)");
    }

    @Test
    void showsVariablesAsWritten() {
        Map<String, String> env = Map.of("A", "30x", "B", "${A}", "C", "secret");
        assertThat(errors(POOL + "session: {idle-timeout: '${A}'}", env))
                .singleElement()
                .asString()
                .startsWith("session.idle-timeout: ${A} (expected: a duration");
        assertThat(errors(POOL + "store: {namespace: '${NO}'}", env))
                .containsExactly(
                        "store.namespace: ${NO} (expected: environment variable NO to be set)");
        assertThat(errors(POOL + "store: {namespace: 'a${C'}", env))
                .containsExactly("store.namespace: a${C (expected: ${NAME} or ${NAME:default})");
        assertThat(errors(POOL + "store: {namespace: '${B}'}", env))
                .singleElement()
                .asString()
                .startsWith("store.namespace: ${B} (expected: a name");
    }

    @Test
    void namesTheLinesOfDuplicates() {
        assertThat(errors(POOL + "limits: {body: 1}\nlimits: {body: 1, body: 2}\n"))
                .containsExactly("limits: given in lines 2 and 3 (expected: once)");
        assertThat(errors(POOL + "limits:\n  body: 1\n  idle: 1s\n  body: 2\n"))
                .containsExactly("limits.body: given in lines 3 and 5 (expected: once)");
    }

    @Test
    void saysWhereTheYamlIsNone() {
        assertThat(errors("pools: [\n  }"))
                .singleElement()
                .asString()
                .startsWith("line 2, column 3: ")
                .endsWith("(expected: YAML)");
        assertThat(errors("- a\n")).contains("file: a list (expected: a mapping, key: value)");
        assertThat(errors("a: b\n---\nc: d\n")).singleElement().asString().endsWith("YAML)");
        assertThat(errors("? [a]\n: b\n")).singleElement().asString().endsWith("YAML)");
        assertThat(errors("a: \u0000")).singleElement().asString().endsWith("YAML)");
    }

    @Test
    void boundsWhatItReads() {
        assertThat(errors("#".repeat(YamlTree.MAX_SIZE + 1)))
                .containsExactly("file: 1048577 characters (expected: at most 1048576)");
        assertThat(errors("[".repeat(500_000)))
                .containsExactly("file: nested too deep (expected: at most 32 levels)");
        assertThat(errors("a: ".repeat(100) + "\n")).hasSize(1);
        assertThat(errors("a: &a [x]\nb: [" + "*a,".repeat(60) + "]\n"))
                .singleElement()
                .asString()
                .startsWith("file: Number of aliases");
        assertThat(errors("pools: &p {app: *p}\n")).isNotEmpty();
    }

    @Test
    void showsOneShortLine() {
        assertThat(errors(POOL + "store: {namespace: \"a\\nb\\e\"}"))
                .singleElement()
                .asString()
                .startsWith("store.namespace: a\ufffdb\ufffd (expected: ");
        assertThat(errors(POOL + "\"" + "x".repeat(500) + "\": 1"))
                .singleElement()
                .asString()
                .startsWith("x".repeat(100) + "…: unknown key");
        assertThat(errors(POOL + "store: {namespace: ''}"))
                .singleElement()
                .asString()
                .startsWith("store.namespace: '' (expected: ");
    }
}
