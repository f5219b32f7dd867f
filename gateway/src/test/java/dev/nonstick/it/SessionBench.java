package dev.nonstick.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Two gateway processes over one Redis, before one backend that does what a request tells it to.
 * Made once for all tests of sessions, which keep out of each other's way by sessions of their own.
 *
 * <pre>
 * host       realm    cookie       what is special
 * plain      plain    sid
 * other      other    osid
 * bare       plain    sid          its backends may not control sessions
 * short      short    ssid         idle timeout 2 s
 * brief      brief    bsid         absolute timeout 1 s
 * login    login    lsid         its backends may log in and log out everywhere
 * *          default  __Host-sid   nothing: the defaults
 * </pre>
 */
final class SessionBench implements AutoCloseable {
    private final Path dir;
    private final Redis redis;
    private final TestBackend backend;
    private final GatewayUnderTest a;
    private final GatewayUnderTest b;

    /** Gives tests the bench. */
    static final class Shared implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == SessionBench.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(Namespace.create(SessionBench.class))
                    .computeIfAbsent(
                            SessionBench.class, key -> new SessionBench(), SessionBench.class);
        }
    }

    private SessionBench() {
        try {
            dir = Files.createTempDirectory("nonstick-sessions");
            redis = Redis.start(dir);
            backend = echoing(TestBackend.start("one"));
            CompletableFuture<GatewayUnderTest> second =
                    later(() -> GatewayUnderTest.start(config(redis.url(), backend)));
            a = GatewayUnderTest.start(config(redis.url(), backend));
            b = second.join();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The configuration of the gateways. */
    static String config(String storeUrl, TestBackend backend) {
        return """
        store: {url: '%s', command-timeout: 2s}
        session:
          keys: [{id: 1, secret: '%s'}]
          realms:
            plain: {cookie: {name: sid, secure: false}}
            other: {cookie: {name: osid, secure: false}}
            short: {cookie: {name: ssid, secure: false}, idle-timeout: 2s}
            brief:
              cookie: {name: bsid, secure: false}
              idle-timeout: 1s
              absolute-timeout: 1s
            login: {cookie: {name: lsid, secure: false}}
        pools: {app: {backends: ['%s']}}
        routes:
          - {match: {host: plain}, pool: app, realm: plain}
          - {match: {host: other}, pool: app, realm: other}
          - {match: {host: bare}, pool: app, realm: plain, control: []}
          - {match: {host: short}, pool: app, realm: short}
          - {match: {host: brief}, pool: app, realm: brief}
          - match: {host: login}
            pool: app
            realm: login
            control: [rotate, destroy, timeouts, authenticate, destroy-all]
          - {match: {host: '*'}, pool: app}
        """
                .formatted(storeUrl, GatewayUnderTest.KEY, backend.url());
    }

    /** The first gateway. */
    GatewayUnderTest a() {
        return a;
    }

    /** The other gateway. */
    GatewayUnderTest b() {
        return b;
    }

    TestBackend backend() {
        return backend;
    }

    Redis redis() {
        return redis;
    }

    /** A backend that asks of the session what its requests ask it to, and shows the state. */
    static TestBackend echoing(TestBackend backend) {
        return backend.on("/", SessionBench::echo);
    }

    static void echo(TestBackend.Call call) throws IOException {
        call.ok(state(call.request()), asked(call.request()));
    }

    /** What a request asks its backend to ask of the session. */
    static String[] asked(Response request) {
        List<String> fields = new ArrayList<>();
        request.fields("X-Update").forEach(value -> fields.add("Offload-Update: " + value));
        request.fields("X-Control").forEach(value -> fields.add("Offload-Control: " + value));
        return fields.toArray(String[]::new);
    }

    static String state(Response request) {
        return String.join(", ", request.fields("Offload-State"));
    }

    static <T> CompletableFuture<T> later(Supplier<T> action) {
        return CompletableFuture.supplyAsync(action, task -> Thread.ofVirtual().start(task));
    }

    /** What all these come to. */
    static <T> List<T> all(List<CompletableFuture<T>> futures) {
        return futures.stream()
                .map(future -> future.orTimeout(30, TimeUnit.SECONDS).join())
                .collect(Collectors.toList());
    }

    @Override
    public void close() throws IOException {
        try (backend;
                redis) {
            a.close();
            b.close();
        }
    }
}
