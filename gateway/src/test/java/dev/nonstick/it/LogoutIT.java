package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.store.FaultyProxy;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that the gateway itself ends. */
class LogoutIT {
    private static final String CLEARED = "sid=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0";

    @TempDir static Path dir;

    private static Redis redis;
    private static FaultyProxy proxy;
    private static TestBackend backend;
    private static GatewayUnderTest gateway;

    private final Visitor visitor = new Visitor("app");

    @BeforeAll
    static void start() throws Exception {
        redis = Redis.start(dir);
        proxy = new FaultyProxy(redis.port());
        backend = SessionBench.echoing(TestBackend.start("one"));
        gateway =
                GatewayUnderTest.start(
                        """
                        event-loops: 1
                        store: {url: 'redis://127.0.0.1:%d'}
                        session:
                          keys: [{id: 1, secret: '%s'}]
                          cookie: {name: sid, secure: false}
                          logout: {path: /bye}
                          realms:
                            other: {cookie: {name: osid, secure: false}, logout: null}
                        pools: {app: {backends: ['%s']}}
                        routes:
                          - {match: {host: app}, pool: app}
                          - {match: {host: other}, pool: app, realm: other}
                          - {match: {host: anonymous}, pool: app, on-store-failure: anonymous}
                        """
                                .formatted(proxy.port(), GatewayUnderTest.KEY, backend.url()));
    }

    @AfterAll
    static void end() throws Exception {
        gateway.close();
        proxy.close();
        backend.close();
        redis.close();
    }

    @BeforeEach
    void beginASession() {
        backend.on("/bye", SessionBench::echo);
        Await.until("a session", () -> visitor.update(gateway, "\"n\";put=1").status() == 200);
        assertThat(visitor.state(gateway)).isEqualTo("\"n\";v=1");
    }

    @AfterEach
    void goOn() {
        proxy.pass();
        backend.forget();
    }

    @Test
    void theSessionEndsAndAStolenCopyOfTheCookieIsDead() {
        Visitor thief = visitor.copy();
        double dropped = gateway.metric("nonstick_commits_total", "dropped_logout");
        Response response =
                visitor.post(
                        gateway, "/bye?to=home", "X-Update: \"n\";incr=1", "X-Control: rotate");

        assertThat(response.status()).isEqualTo(200);
        // the backend can still greet the visitor by name
        assertThat(response.text()).isEqualTo("\"n\";v=1");
        assertThat(response.fields("Set-Cookie")).singleElement().asString().isEqualTo(CLEARED);
        assertThat(response.field("Cache-Control")).hasValue("no-store");
        assertThat(visitor.hasCookie()).isFalse();
        assertThat(thief.state(gateway)).isEmpty();
        assertThat(visitor.state(gateway)).isEmpty();
        gateway.awaitMetric(dropped + 1, "nonstick_commits_total", "dropped_logout");
        assertThat(gateway.accessLine("\"/bye\"")).contains("\"ended\"");
    }

    @Test
    void anApplicationThatDestroysAtLogoutIsDoneJustice() {
        Response response = visitor.post(gateway, "/bye", "X-Control: destroy");
        assertThat(response.fields("Set-Cookie")).hasSize(1);
        assertThat(visitor.hasCookie()).isFalse();
    }

    @Test
    void theCookieIsClearedThoughTheBackendFails() {
        Visitor thief = visitor.copy();
        backend.on("/bye", TestBackend.Call::reset);
        Response response = visitor.post(gateway, "/bye");

        assertThat(response.status()).isEqualTo(502);
        assertThat(response.field("Set-Cookie")).hasValue(CLEARED);
        assertThat(response.field("Cache-Control")).hasValue("no-store");
        assertThat(thief.state(gateway)).isEmpty();
    }

    @Test
    void nothingIsClearedWhereTheStoreCannotBeAsked() throws Exception {
        proxy.refuse();
        proxy.cut();
        for (String host : new String[] {"app", "anonymous"}) {
            Visitor same = new Visitor(host).with("sid", visitor.cookie());
            Response response = same.post(gateway, "/bye");
            assertThat(response.status()).as(host).isEqualTo(503);
            assertThat(response.field("Retry-After")).as(host).isPresent();
            assertThat(response.field("Set-Cookie")).as(host).isEmpty();
            assertThat(response.text()).contains("could not be ended");
        }
        assertThat(backend.requestsTo("/bye")).isEmpty();
        proxy.pass();
        Await.until("the store is back", () -> visitor.get(gateway, "/back").status() == 200);
        assertThat(visitor.state(gateway)).isEqualTo("\"n\";v=1");
    }

    @Test
    void onlyThatRequestOfThatRealmEndsIt() {
        assertThat(visitor.get(gateway, "/bye").field("Set-Cookie")).isEmpty();
        assertThat(visitor.post(gateway, "/bye/").field("Set-Cookie")).isEmpty();
        assertThat(visitor.post(gateway, "/bye/bye").field("Set-Cookie")).isEmpty();
        assertThat(visitor.state(gateway)).isEqualTo("\"n\";v=1");

        Visitor other = new Visitor("other");
        other.update(gateway, "\"m\";put=1");
        assertThat(other.post(gateway, "/bye").field("Set-Cookie")).isEmpty();
        assertThat(other.state(gateway)).isEqualTo("\"m\";v=1");
    }

    @Test
    void aVisitorWithoutASessionIsToldNothing() {
        assertThat(new Visitor("app").post(gateway, "/bye").field("Set-Cookie")).isEmpty();
    }

    /** Invariant 1, by the gateway's own logout. */
    @Test
    void aSlowRequestThatOutlivesTheLogoutBringsNothingBack() throws Exception {
        Gate gate = new Gate();
        backend.on("/slow", gate);
        Visitor copy = visitor.copy();
        CompletableFuture<Response> slow =
                SessionBench.later(() -> copy.post(gateway, "/slow", "X-Update: \"n\";incr=1"));
        gate.awaitArrivals(1);
        Visitor thief = visitor.copy();
        visitor.post(gateway, "/bye");
        gate.open();

        assertThat(slow.get().field("Set-Cookie")).isEmpty();
        assertThat(thief.state(gateway)).isEmpty();
    }
}
