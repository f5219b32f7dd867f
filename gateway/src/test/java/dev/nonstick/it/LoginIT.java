package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who logs in, and who is logged out everywhere, on two gateways. */
@ExtendWith(SessionBench.Shared.class)
class LoginIT {
    private static final String SECRET = "\"secret\";put=:" + base64("of alice") + ":";

    private final SessionBench bench;
    private final GatewayUnderTest a;
    private final GatewayUnderTest b;

    LoginIT(SessionBench bench) {
        this.bench = bench;
        this.a = bench.a();
        this.b = bench.b();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Response logIn(Visitor visitor, GatewayUnderTest gateway, String principal) {
        return visitor.get(
                gateway,
                "/login",
                "X-Control: authenticate=\"" + principal + "\"",
                "X-Update: \"who\";put=:" + base64(principal) + ":");
    }

    private static Visitor loggedIn(GatewayUnderTest gateway, String principal) {
        Visitor visitor = new Visitor("login");
        assertThat(logIn(visitor, gateway, principal).fields("Set-Cookie")).hasSize(1);
        return visitor;
    }

    @Test
    void aLoginKeepsTheCartAndGivesAnotherCookie() {
        Visitor visitor = new Visitor("login");
        visitor.update(a, "\"cart\";put=3");
        String before = visitor.cookie();
        logIn(visitor, b, "carol");

        assertThat(visitor.cookie()).isNotEqualTo(before);
        assertThat(visitor.state(a)).contains("\"cart\";v=3", base64("carol"));
    }

    /** Fixation: the cookie that somebody had before the login is worth nothing after it. */
    @Test
    void theCookieFromBeforeTheLoginNeverGetsTheSession() {
        Visitor victim = new Visitor("login");
        victim.update(a, "\"n\";put=1");
        Visitor attacker = victim.copy();
        logIn(victim, a, "victim");
        victim.update(b, SECRET);

        for (GatewayUnderTest gateway : List.of(a, b, a, b)) {
            Response response =
                    attacker.copy()
                            .get(gateway, "/", "X-Update: \"n\";incr=1", "X-Control: rotate");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).isEmpty();
            assertThat(response.field("Set-Cookie")).isEmpty();
        }
        assertThat(victim.state(a)).contains("\"n\";v=1", base64("of alice"));
    }

    /** Invariant 9. */
    @Test
    void aPostThatTricklesAcrossALoginNeitherReadsNorWritesWhatCameAfter() throws Exception {
        Visitor visitor = new Visitor("login");
        visitor.update(a, "\"n\";put=1");
        Visitor early = visitor.copy();
        Gate gate =
                new Gate(
                        call -> {
                            call.in().readNBytes(4);
                            SessionBench.echo(call);
                        });
        bench.backend().onHead("/trickle", gate);
        try (RawClient slow = RawClient.connect(b.port())) {
            slow.send(
                    early.request(
                                    "POST",
                                    "/trickle",
                                    "Content-Length: 4",
                                    "X-Update: \"n\";incr=1, \"late\";put=1")
                            + "ab");
            gate.awaitArrivals(1);
            logIn(visitor, a, "alice-9");
            visitor.update(b, SECRET);
            slow.send("cd");
            gate.open();
            Response response = slow.read();

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).isEqualTo("\"n\";v=1");
            assertThat(response.field("Set-Cookie")).isEmpty();
        }
        assertThat(visitor.state(a)).contains("\"n\";v=1", "secret").doesNotContain("late");
    }

    /** Invariant 9: another principal sees nothing of the first. */
    @Test
    void anotherPrincipalInTheSameBrowserBeginsWithNothing() {
        Visitor browser = loggedIn(a, "first-user");
        browser.update(b, SECRET);
        logIn(browser, b, "second-user");

        assertThat(browser.state(a)).isEqualTo("\"who\";v=:" + base64("second-user") + ":");
    }

    /** Parallel requests of the browser that logs in end well, and with the login's cookie. */
    @Test
    void whatIsUnderWayAtALoginSendsNoCookie() throws Exception {
        Visitor visitor = new Visitor("login");
        visitor.update(a, "\"n\";put=0");
        Gate gate = new Gate();
        bench.backend().on("/at-login", gate);
        List<CompletableFuture<Response>> late = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            GatewayUnderTest gateway = i % 2 == 0 ? a : b;
            String control = i % 4 < 2 ? "X-Control: rotate" : "X-Update: \"n\";incr=1";
            late.add(SessionBench.later(() -> visitor.copy().get(gateway, "/at-login", control)));
        }
        gate.awaitArrivals(20);
        Visitor before = visitor.copy();
        logIn(visitor, a, "parallel");
        gate.open();

        for (Response response : SessionBench.all(late)) {
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.field("Set-Cookie")).isEmpty();
        }
        assertThat(visitor.state(b)).contains("\"n\";v=0", base64("parallel"));
        assertThat(before.state(b)).isEmpty();
    }

    @Test
    void allSessionsOfAPrincipalEndOnEveryGatewayAtOnce() {
        List<Visitor> devices = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            devices.add(loggedIn(i % 2 == 0 ? a : b, "everywhere"));
        }
        Visitor other = loggedIn(a, "somebody-else");

        Response response = devices.getFirst().control(a, "destroy-all");

        assertThat(response.fields("Set-Cookie")).singleElement().asString().contains("Max-Age=0");
        for (Visitor device : devices.subList(1, devices.size())) {
            assertThat(device.copy().state(a)).isEmpty();
            assertThat(device.copy().state(b)).isEmpty();
            assertThat(device.copy().update(b, "\"n\";incr=1").fields("Set-Cookie")).hasSize(1);
        }
        assertThat(other.state(b)).contains(base64("somebody-else"));
        // the next login is a new beginning
        assertThat(loggedIn(b, "everywhere").state(a)).contains(base64("everywhere"));
    }

    /** A record that a failover brings back is ended all the same, on both gateways. */
    @Test
    void aDeletionThatTheStoreLosesIsOneAllTheSame() throws Exception {
        Visitor visitor = new Visitor("login");
        try (Resp redis = bench.redis().resp()) {
            List<String> before = redis.keys("nonstick:s:*");
            visitor.update(a, "\"n\";put=1");
            List<String> born = new ArrayList<>(redis.keys("nonstick:s:*"));
            born.removeAll(before);
            assertThat(born).hasSize(1);
            Visitor copy = visitor.copy();
            redis.command("COPY", born.getFirst(), "kept-aside");
            visitor.control(a, "destroy");
            redis.command("RENAME", "kept-aside", born.getFirst());

            assertThat(copy.state(a)).isEmpty();
            Await.until("the other gateway has heard", () -> copy.copy().state(b).isEmpty());
        }
    }

    @Test
    void principalsAreNowhereToBeRead() throws Exception {
        loggedIn(a, "alice-the-unnamed").control(b, "destroy");
        loggedIn(a, "alice-the-unnamed").control(b, "destroy-all");
        try (Resp redis = bench.redis().resp()) {
            for (String key : redis.keys("*")) {
                assertThat(key).doesNotContain("unnamed");
                assertThat(redis.ttlMillis(key)).as(key).isNotEqualTo(-1);
            }
            Object log = redis.command("ZRANGE", "nonstick:revoked", "0", "-1");
            assertThat(String.valueOf(log)).contains("k:", "p:").doesNotContain("unnamed");
        }
        assertThat(a.err().all()).noneMatch(line -> line.contains("unnamed"));
        assertThat(b.err().all()).noneMatch(line -> line.contains("unnamed"));
    }
}
