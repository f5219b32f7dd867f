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

/** Routes whose visitors are served without their sessions while the store is unavailable. */
class AnonymousIT {
    private static final String UPDATE = "X-Update: \"n\";incr=1";

    @TempDir static Path dir;

    private static Redis redis;
    private static FaultyProxy proxy;
    private static TestBackend backend;
    private static GatewayUnderTest gateway;

    private final Visitor closed = new Visitor("plain");
    private Visitor anonymous = new Visitor("anonymous");

    @BeforeAll
    static void start() throws Exception {
        redis = Redis.start(dir);
        proxy = new FaultyProxy(redis.port());
        backend = SessionBench.echoing(TestBackend.start("one"));
        gateway =
                GatewayUnderTest.start(
                        "event-loops: 1\n"
                                + SessionBench.config("redis://127.0.0.1:" + proxy.port(), backend)
                                + "  - {match: {host: anonymous}, pool: app, realm: plain,"
                                + " on-store-failure: anonymous}\n");
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
        Await.until("a session", () -> closed.update(gateway, "\"n\";put=1").status() == 200);
        anonymous = new Visitor("anonymous").with("sid", closed.cookie());
        assertThat(anonymous.state(gateway)).isEqualTo("\"n\";v=1");
    }

    @AfterEach
    void goOn() {
        proxy.pass();
        backend.forget();
    }

    private void lose() throws Exception {
        proxy.refuse();
        proxy.cut();
        Await.until("the store is gone", () -> closed.get(gateway, "/gone").status() == 503);
        backend.forget();
    }

    private void comeBack() {
        proxy.pass();
        Await.until("the store is back", () -> closed.get(gateway, "/back").status() == 200);
    }

    @Test
    void aVisitorIsServedWithoutTheSessionAndKeepsIt() throws Exception {
        String cookie = anonymous.cookie();
        double dropped = gateway.metric("nonstick_commits_total", "dropped_anonymous");
        lose();
        Response response = anonymous.post(gateway, "/page", UPDATE);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.field("Set-Cookie")).isEmpty();
        assertThat(response.field("Cache-Control")).contains("private");
        Response request = backend.requestTo("/page");
        assertThat(request.field("Offload-Session"))
                .hasValue("v=1, status=unavailable, count=0, inline=?1");
        assertThat(request.field("Offload-State")).isEmpty();
        assertThat(request.field("Offload-Auth")).isPresent();
        assertThat(request.field("Cookie")).isEmpty();
        gateway.awaitMetric(dropped + 1, "nonstick_commits_total", "dropped_anonymous");
        assertThat(gateway.metric("nonstick_sessions_total", "\"anonymous\"")).isPositive();
        assertThat(gateway.err().with("\"served_anonymously\"")).isNotEmpty();
        assertThat(gateway.err().with("\"write_dropped\"")).isNotEmpty();

        comeBack();
        assertThat(anonymous.state(gateway)).isEqualTo("\"n\";v=1");
        assertThat(anonymous.cookie()).isEqualTo(cookie);
    }

    @Test
    void neitherControlNorNonsenseGivesAnAnonymousVisitorACookie() throws Exception {
        lose();
        for (String asked :
                new String[] {"X-Control: destroy", "X-Control: rotate", "X-Update: ???"}) {
            Response response = anonymous.post(gateway, "/page", asked);
            assertThat(response.status()).as(asked).isEqualTo(200);
            assertThat(response.field("Set-Cookie")).as(asked).isEmpty();
        }
        comeBack();
        assertThat(anonymous.state(gateway)).isEqualTo("\"n\";v=1");
    }

    /** The backend would act, and the session that it makes could not be kept. */
    @Test
    void whoHasNoSessionMayReadButNotActOnAClosedRoute() throws Exception {
        lose();
        Response refused = new Visitor("plain").post(gateway, "/act", UPDATE);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.field("Retry-After")).isPresent();
        assertThat(backend.requestsTo("/act")).isEmpty();

        assertThat(new Visitor("plain").get(gateway, "/read").status()).isEqualTo(200);
        assertThat(new Visitor("anonymous").post(gateway, "/free").status()).isEqualTo(200);
    }

    @Test
    void otherRoutesOfTheRealmStayClosed() throws Exception {
        lose();
        assertThat(closed.get(gateway, "/closed").status()).isEqualTo(503);
        assertThat(backend.requestsTo("/closed")).isEmpty();
    }

    /** The session was found, so the application believes in it: its change must not vanish. */
    @Test
    void aCommitThatCannotBeStoredIsA503Here() throws Exception {
        Gate gate = new Gate();
        backend.on("/acting", gate);
        CompletableFuture<Response> acting =
                SessionBench.later(() -> anonymous.copy().post(gateway, "/acting", UPDATE));
        gate.awaitArrivals(1);
        lose();
        gate.open();

        Response response = acting.get();
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.text()).contains("The instance has acted");
        comeBack();
        assertThat(anonymous.state(gateway)).isEqualTo("\"n\";v=1");
    }

    @Test
    void theRelaxationIsSaidAtStart() {
        assertThat(gateway.err().with("on-store-failure: anonymous")).hasSize(1);
    }
}
