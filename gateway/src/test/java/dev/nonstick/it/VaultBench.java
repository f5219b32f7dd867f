package dev.nonstick.it;

import dev.nonstick.store.FaultyProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Two gateways over one Redis before one backend, which sets the cookies that a request names in
 * {@code X-Set} fields and answers with the Cookie fields that it got.
 *
 * <pre>
 * host       what is special
 * app        nothing: the defaults; so is *.example.com
 * other      as app, in another realm
 * adopt      adopts old and all that begins with app_
 * named      keeps session by its name
 * login      a change of session is a login
 * only       vault alone
 * enveloped  envelope alone
 * none       no session
 * small      max-size 1 KiB
 * anonymous  is served while the store is down
 * secure     its cookie is Secure
 * </pre>
 */
final class VaultBench implements AutoCloseable {
    private final Redis redis;
    final FaultyProxy proxy;
    final TestBackend backend;
    final GatewayUnderTest a;
    final GatewayUnderTest b;

    VaultBench(Path dir) throws Exception {
        redis = Redis.start(dir);
        proxy = new FaultyProxy(redis.port());
        backend = TestBackend.start("one").on("/", VaultBench::answer);
        String viaProxy = config("redis://127.0.0.1:" + proxy.port(), backend);
        CompletableFuture<GatewayUnderTest> first =
                SessionBench.later(() -> GatewayUnderTest.start(viaProxy));
        b = GatewayUnderTest.start(config(redis.url(), backend));
        a = first.join();
    }

    private static String config(String store, TestBackend backend) {
        return """
        listen: [{address: '127.0.0.1:0', trusted-proxies: [127.0.0.0/8]}]
        store: {url: '%s', command-timeout: 2s}
        session:
          keys: [{id: 1, secret: '%s'}]
          cookie: {name: sid, secure: false}
          realms:
            other: {cookie: {name: osid, secure: false}}
            small: {cookie: {name: ssid, secure: false}, max-size: 1KiB}
            secure: {cookie: {name: __Host-sec, secure: true}}
        pools: {app: {backends: ['%s']}}
        routes:
          - {match: {host: app}, pool: app}
          - {match: {host: '*.example.com'}, pool: app}
          - {match: {host: other}, pool: app, realm: other}
          - {match: {host: adopt}, pool: app, vault: {adopt: [old, 'app_*']}}
          - {match: {host: named}, pool: app, vault: {keep: [session], pass: [':http-only']}}
          - {match: {host: login}, pool: app, vault: {rotate-on: [session]}}
          - {match: {host: only}, pool: app, session: [vault]}
          - {match: {host: enveloped}, pool: app, session: [envelope]}
          - {match: {host: none}, pool: app, session: []}
          - {match: {host: small}, pool: app, realm: small}
          - {match: {host: anonymous}, pool: app, on-store-failure: anonymous}
          - {match: {host: secure}, pool: app, realm: secure}
        """
                .formatted(store, GatewayUnderTest.KEY, backend.url());
    }

    static void answer(TestBackend.Call call) throws IOException {
        List<String> fields = new ArrayList<>(List.of(SessionBench.asked(call.request())));
        for (String line : call.request().fields("X-Set")) {
            fields.add("Set-Cookie: " + line);
        }
        for (String line : call.request().fields("X-Say")) {
            fields.add(line);
        }
        call.ok(cookies(call.request()), fields.toArray(String[]::new));
    }

    /** What a backend got as cookies. */
    static String cookies(Response request) {
        return String.join(" | ", request.fields("Cookie"));
    }

    @Override
    public void close() throws IOException {
        try (redis;
                proxy;
                backend) {
            a.close();
            b.close();
        }
    }
}
