package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How sessions begin, change their cookie and end, on two gateways. */
@ExtendWith(SessionBench.Shared.class)
class SessionLifeIT {
    private final SessionBench bench;
    private final GatewayUnderTest a;
    private final GatewayUnderTest b;

    SessionLifeIT(SessionBench bench) {
        this.bench = bench;
        this.a = bench.a();
        this.b = bench.b();
    }

    private Visitor loggedIn() {
        Visitor visitor = new Visitor("plain");
        visitor.update(a, "\"user\";put=:YWxpY2U=:");
        return visitor;
    }

    /** The keys that an action adds. */
    private Set<String> keysAddedBy(Runnable action) throws Exception {
        try (Resp redis = bench.redis().resp()) {
            Set<String> before = new HashSet<>(redis.keys("*"));
            action.run();
            Set<String> after = new HashSet<>(redis.keys("*"));
            after.removeAll(before);
            return after;
        }
    }

    /** Invariants 1 and 2. */
    @Test
    void aSlowRequestThatCommitsAfterTheLogoutBringsNothingBack() throws Exception {
        Visitor visitor = new Visitor("plain");
        Set<String> keys = keysAddedBy(() -> visitor.update(a, "\"user\";put=:YWxpY2U=:"));
        assertThat(keys).hasSize(1);
        Gate gate = new Gate();
        bench.backend().on("/slow", gate);
        Visitor slow = visitor.copy();
        CompletableFuture<Response> writes =
                SessionBench.later(() -> slow.get(a, "/slow", "X-Update: \"cart\";put=1"));
        CompletableFuture<Response> rotates =
                SessionBench.later(() -> slow.copy().get(a, "/slow", "X-Control: rotate"));
        CompletableFuture<Response> reads = SessionBench.later(() -> slow.copy().get(a, "/slow"));
        gate.awaitArrivals(3);

        Response logout = visitor.control(b, "destroy");
        assertThat(logout.fields("Set-Cookie"))
                .containsExactly("sid=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
        assertThat(visitor.hasCookie()).isFalse();
        visitor.update(b, "\"user\";put=:Ym9i:");
        gate.open();

        for (Response late : SessionBench.all(List.of(writes, rotates, reads))) {
            assertThat(late.status()).isEqualTo(200);
            assertThat(late.field("Set-Cookie")).isEmpty();
            visitor.take(late);
        }
        assertThat(visitor.state(a)).isEqualTo("\"user\";v=:Ym9i:");
        assertThat(slow.state(b)).isEmpty();
        try (Resp redis = bench.redis().resp()) {
            assertThat(redis.keys("*")).doesNotContainAnyElementsOf(keys);
        }
    }

    /** {@code invalidate(); getSession(true)}. */
    @Test
    void destroyTogetherWithAnUpdateIsAnotherSession() {
        Visitor visitor = loggedIn();
        Visitor before = visitor.copy();

        Response response =
                visitor.get(a, "/again", "X-Control: destroy", "X-Update: \"fresh\";put=1");

        assertThat(response.fields("Set-Cookie")).hasSize(1);
        assertThat(visitor.cookie()).isNotEqualTo(before.cookie());
        assertThat(visitor.state(b)).isEqualTo("\"fresh\";v=1");
        assertThat(before.state(b)).isEmpty();
    }

    /** Invariant 8: half of them read the record before the rotation, half after it. */
    @Test
    void rotationWithFiftyRequestsInFlightLosesNobody() throws Exception {
        Visitor visitor = loggedIn();
        Gate early = new Gate();
        Gate late = new Gate();
        bench.backend().on("/rotate-early", early).on("/rotate-late", late);
        List<CompletableFuture<Response>> responses = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            responses.add(rotation(visitor, i % 2 == 0 ? a : b, "/rotate-early"));
        }
        early.awaitArrivals(25);
        early.open();
        SessionBench.all(responses);
        for (int i = 0; i < 25; i++) {
            responses.add(rotation(visitor, i % 2 == 0 ? a : b, "/rotate-late"));
        }
        late.awaitArrivals(25);
        late.open();

        List<Response> all = SessionBench.all(responses);
        assertThat(all).hasSize(50).allMatch(response -> response.status() == 200);
        List<String> cookies =
                all.stream().map(r -> r.field("Set-Cookie").orElse("none")).distinct().toList();
        assertThat(cookies).hasSize(1);
        Visitor old = visitor.copy();
        visitor.take(all.getFirst());
        assertThat(visitor.cookie()).isNotEqualTo(old.cookie());
        for (GatewayUnderTest gateway : List.of(a, b)) {
            assertThat(visitor.state(gateway)).contains("YWxpY2U", "\"n\";v=50");
            // within the grace, and told the current cookie again
            assertThat(old.copy().state(gateway)).contains("\"n\";v=50");
            assertThat(old.copy().get(gateway, "/").fields("Set-Cookie"))
                    .isEqualTo(List.of(cookies.getFirst()));
            assertThat(visitor.get(gateway, "/").field("Set-Cookie")).isEmpty();
        }
    }

    private static CompletableFuture<Response> rotation(
            Visitor visitor, GatewayUnderTest gateway, String path) {
        return SessionBench.later(
                () ->
                        visitor.copy()
                                .get(gateway, path, "X-Control: rotate", "X-Update: \"n\";incr=1"));
    }

    /** Invariant 8: the user goes on with what the browser has. */
    @Test
    void aLostSetCookieOfARotationStrandsNobody() {
        Visitor visitor = loggedIn();
        visitor.copy().control(a, "rotate");

        Visitor again = visitor.copy();
        assertThat(again.state(b)).contains("YWxpY2U");
        assertThat(again.cookie()).isNotEqualTo(visitor.cookie());
        assertThat(again.state(a)).contains("YWxpY2U");
    }

    /** Invariant 21. */
    @Test
    void steadyUseKeepsASessionBeyondItsIdleTimeoutAndPausingEndsIt() throws Exception {
        Visitor visitor = new Visitor("short");
        Set<String> keys = keysAddedBy(() -> visitor.update(a, "\"n\";put=7"));
        assertThat(keys).hasSize(1);
        String key = keys.iterator().next();
        long start = System.nanoTime();
        long[] next = {start};
        Await.until(
                "3.2 s of steady use",
                () -> {
                    long now = System.nanoTime();
                    if (now >= next[0]) {
                        next[0] = now + TimeUnit.MILLISECONDS.toNanos(150);
                        assertThat(visitor.state(now % 2 == 0 ? a : b)).isEqualTo("\"n\";v=7");
                    }
                    return now - start > TimeUnit.MILLISECONDS.toNanos(3_200);
                });

        assertThat(visitor.state(a)).isEqualTo("\"n\";v=7");
        try (Resp redis = bench.redis().resp()) {
            // what is left is at most idle timeout and interval
            assertThat(redis.ttlMillis(key)).isPositive().isLessThanOrEqualTo(2_200);
            Await.until("it is gone", () -> redis.ttlMillis(key) == -2);
        }
        assertThat(visitor.state(a)).isEmpty();
        assertThat(visitor.state(b)).isEmpty();
    }

    @Test
    void theAbsoluteTimeoutEndsASessionThatIsUsed() {
        Visitor visitor = new Visitor("brief");
        visitor.update(a, "\"n\";put=7");
        long start = System.nanoTime();
        Await.until("its end", () -> visitor.state(b).isEmpty());

        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
        assertThat(visitor.get(a, "/").field("Set-Cookie")).isEmpty();
    }

    /** Invariant 19. */
    @Test
    void aCookieOfOneRealmIsAbsentInAnother() {
        Visitor plain = loggedIn();
        Visitor other = new Visitor("other");
        other.update(a, "\"admin\";put=1");
        assertThat(other.request("GET", "/")).contains("osid=");

        // by hand: the value under either name at either host
        assertThat(new Visitor("other").with("osid", plain.cookie()).state(a)).isEmpty();
        assertThat(new Visitor("other").with("sid", plain.cookie()).state(a)).isEmpty();
        assertThat(new Visitor("plain").with("sid", other.cookie()).state(b)).isEmpty();
        assertThat(new Visitor("plain").with("osid", other.cookie()).state(b)).isEmpty();
        // a browser that has both is in both
        assertThat(
                        new Visitor("plain")
                                .with("osid", other.cookie())
                                .with("sid", plain.cookie())
                                .state(b))
                .contains("YWxpY2U");
    }

    /** Invariant 10, and what a dump of Redis shows: nothing. */
    @Test
    void everyKeyExpiresAndNothingInItIsReadable() throws Exception {
        String value = "a-value-that-nobody-may-read-" + "x".repeat(2_000);
        String text = Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
        Visitor visitor = new Visitor("plain");
        Set<String> keys =
                keysAddedBy(
                        () ->
                                visitor.update(
                                        a,
                                        "\"a-name-that-nobody-may-read\";put=:"
                                                + text
                                                + ":;t=a-type, \"a-counter-too\";incr=1"));
        visitor.control(b, "rotate");
        visitor.update(a, "\"a-counter-too\";incr=1");
        visitor.state(b);
        assertThat(keys).hasSize(1);

        byte[] raw = Base64.getUrlDecoder().decode(visitor.cookie());
        byte[] rid = Arrays.copyOfRange(raw, 2, 18);
        List<String> secrets =
                List.of(
                        visitor.cookie(),
                        new String(rid, StandardCharsets.ISO_8859_1),
                        Base64.getUrlEncoder().withoutPadding().encodeToString(rid),
                        HexFormat.of().formatHex(rid),
                        "nobody-may-read",
                        "a-counter-too",
                        "a-type",
                        "xxxxxxxx",
                        text.substring(0, 32));
        try (Resp redis = bench.redis().resp()) {
            List<String> all = redis.keys("*");
            assertThat(all).containsAll(keys).allMatch(key -> key.startsWith("nonstick:"));
            for (String key : all) {
                // those that end meanwhile are gone
                assertThat(redis.ttlMillis(key)).as(key).isNotEqualTo(-1);
            }
            String key = keys.iterator().next();
            assertThat(redis.ttlMillis(key)).isPositive();
            String record = redis.get(key);
            assertThat(secrets)
                    .allSatisfy(
                            secret -> assertThat(key + record).doesNotContainIgnoringCase(secret));
        }
    }
}
