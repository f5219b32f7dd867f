package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The gateway's own cookie: what it costs, where it goes and how it looks. */
@ExtendWith(SessionBench.Shared.class)
class SessionCookieIT {
    private final SessionBench bench;
    private final GatewayUnderTest a;
    private final GatewayUnderTest b;

    SessionCookieIT(SessionBench bench) {
        this.bench = bench;
        this.a = bench.a();
        this.b = bench.b();
    }

    private static Visitor born(GatewayUnderTest gateway) {
        Visitor visitor = new Visitor("plain");
        visitor.update(gateway, "\"n\";put=1");
        return visitor;
    }

    /** How often Redis has run each command, but for those with which a test looks at it. */
    private Map<String, Long> commands() throws IOException {
        Map<String, Long> calls = new TreeMap<>();
        try (Resp redis = bench.redis().resp()) {
            for (String line : ((String) redis.command("INFO", "commandstats")).lines().toList()) {
                if (line.startsWith("cmdstat_") && !line.startsWith("cmdstat_info")) {
                    calls.put(
                            line.substring(8, line.indexOf(':')),
                            Long.parseLong(line.split("[=,]", 3)[1]));
                }
            }
        }
        return calls;
    }

    /** Invariant 13, one by one: absent to the backend, and Redis hears of none of it. */
    @Test
    void aCookieChangedInOneCharacterIsAbsentAndNoCommandIsSent() throws Exception {
        String cookie = born(a).cookie();
        Map<String, Long> before = commands();
        for (int i : List.of(0, 5, 23, 24, 30, 35, 36, 45, 55)) {
            char other = cookie.charAt(i) == 'A' ? 'B' : 'A';
            String forged = cookie.substring(0, i) + other + cookie.substring(i + 1);
            Response response = new Visitor("plain").with("sid", forged).get(a, "/forged-" + i);

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.field("Set-Cookie")).isEmpty();
            Response request = bench.backend().requestTo("/forged-" + i);
            assertThat(request.field("Offload-Session").orElse("")).contains("status=none");
            assertThat(request.field("Offload-State")).isEmpty();
            assertThat(request.field("Cookie")).isEmpty();
        }
        assertThat(commands()).isEqualTo(before);
    }

    /** Invariant 13, in bulk: as many cookies in each request as are looked at. */
    @Test
    void aMillionForgedCookiesAreNoCommandNoFloodAndNoMemory() throws Exception {
        int each = 20;
        int requests = 1_000_000 / each;
        forge(1_000, each);
        Map<String, Long> before = commands();
        int events = a.err().all().size();
        double refused = a.metric("nonstick_cookies_refused_total");
        long heap = a.liveHeapBytes();
        forge(requests, each);

        assertThat(commands()).isEqualTo(before);
        assertThat(a.err().all()).hasSize(events);
        a.awaitMetric(refused + requests * each, "nonstick_cookies_refused_total");
        assertThat(a.liveHeapBytes()).isLessThan(heap + 4 * 1024 * 1024);
    }

    /** Sends requests with cookies that are well-formed, but for their MAC; eight on the way. */
    private void forge(int requests, int each) throws IOException {
        AtomicInteger seen = new AtomicInteger();
        bench.backend()
                .on(
                        "/many",
                        call -> {
                            String session = call.request().field("Offload-Session").orElse("");
                            boolean none = session.contains("status=none");
                            if (none && !call.request().head().contains("sid=")) {
                                seen.incrementAndGet();
                            }
                            bench.backend().forget();
                            call.ok("");
                        });
        Random random = new Random(7);
        Base64.Encoder encoder = Base64.getUrlEncoder();
        byte[] bytes = new byte[42];
        try (RawClient client = RawClient.connect(a.port())) {
            for (int i = 0; i < requests + 8; i++) {
                if (i < requests) {
                    List<String> pairs = new ArrayList<>();
                    for (int k = 0; k < each; k++) {
                        random.nextBytes(bytes);
                        bytes[0] = 1;
                        bytes[1] = 1;
                        pairs.add("sid=" + encoder.encodeToString(bytes));
                    }
                    client.send(
                            new Visitor("plain")
                                    .request(
                                            "GET", "/many", "Cookie: " + String.join("; ", pairs)));
                }
                if (i >= 8) {
                    assertThat(client.read().status()).isEqualTo(200);
                }
            }
        }
        assertThat(seen).hasValue(requests);
    }

    @Test
    void theCorrectCookieIsOneReadAndNoWrite() throws Exception {
        Visitor visitor = new Visitor("plain");
        // one connection is one event loop, which knows that it has just written the record
        try (RawClient client = RawClient.connect(a.port())) {
            client.send(visitor.request("GET", "/", "X-Update: \"n\";put=1"));
            visitor.take(client.read());
            Map<String, Long> expected = commands();
            client.send(visitor.request("GET", "/"));

            assertThat(client.read().text()).isEqualTo("\"n\";v=1");
            expected.merge("get", 1L, Long::sum);
            assertThat(commands()).isEqualTo(expected);
        }
    }

    @Test
    void theGatewaysCookieNeverReachesABackendAndOthersDo() {
        Visitor visitor = born(a).with("a", "1").with("z", "2");
        visitor.get(a, "/cookies");

        Response request = bench.backend().requestTo("/cookies");
        assertThat(request.fields("Cookie")).containsExactly("a=1; z=2");
        assertThat(request.field("Offload-Session").orElse("")).contains("status=ok");
    }

    /** Two good cookies of different sessions count as none. */
    @Test
    void cookiesThatContradictEachOtherAreNone() {
        String one = born(a).cookie();
        String two = born(b).cookie();
        Response response =
                new Visitor("plain").with("x", "1; sid=" + one + "; sid=" + two).get(a, "/");

        assertThat(response.text()).isEmpty();
        assertThat(response.field("Set-Cookie")).isEmpty();
    }

    @Test
    void setCookieComesOnCreateRotateAndDestroyOnly() {
        Visitor visitor = new Visitor("plain");

        assertThat(visitor.get(a, "/").field("Set-Cookie")).isEmpty();
        assertThat(visitor.update(a, "\"n\";incr=1").fields("Set-Cookie")).hasSize(1);
        assertThat(visitor.update(a, "\"n\";incr=1").field("Set-Cookie")).isEmpty();
        assertThat(visitor.get(b, "/").field("Set-Cookie")).isEmpty();
        assertThat(visitor.control(b, "rotate").fields("Set-Cookie")).hasSize(1);
        assertThat(visitor.get(b, "/").field("Set-Cookie")).isEmpty();
        assertThat(visitor.get(a, "/").field("Set-Cookie")).isEmpty();
        assertThat(visitor.update(a, "\"n\";del").field("Set-Cookie")).isEmpty();
        assertThat(visitor.control(a, "destroy").fields("Set-Cookie")).hasSize(1);
        assertThat(visitor.hasCookie()).isFalse();
        assertThat(visitor.control(a, "destroy").field("Set-Cookie")).isEmpty();
    }

    @Test
    void theCookieHasTheAttributesThatAreConfigured() {
        Response plain = new Visitor("plain").update(a, "\"n\";put=1");
        assertThat(plain.field("Set-Cookie").orElse(""))
                .matches("sid=[A-Za-z0-9_-]{56}; Path=/; HttpOnly; SameSite=Lax");

        Visitor visitor = new Visitor("anywhere.example");
        assertThat(visitor.update(a, "\"n\";put=1").field("Set-Cookie").orElse(""))
                .matches("__Host-sid=[A-Za-z0-9_-]{56}; Path=/; Secure; HttpOnly; SameSite=Lax");
        assertThat(visitor.state(b)).isEqualTo("\"n\";v=1");
        assertThat(visitor.control(a, "destroy").fields("Set-Cookie"))
                .containsExactly("__Host-sid=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
    }

    /** What a cache must know: the gateway hides from it that these pages are private. */
    @Test
    void whatIsPrivateIsSaidToBePrivate() {
        bench.backend()
                .on(
                        "/cacheable",
                        call ->
                                call.ok(
                                        "page",
                                        "Cache-Control: public, max-age=60",
                                        "Expires: Thu, 01 Jan 2099 00:00:00 GMT",
                                        "CDN-Cache-Control: max-age=60",
                                        "Surrogate-Control: max-age=60",
                                        "Offload-Update: \"n\";incr=1"));
        Visitor visitor = new Visitor("plain");

        assertThat(visitor.get(a, "/").field("Cache-Control")).isEmpty();
        Response first = visitor.get(a, "/cacheable");
        assertThat(first.fields("Cache-Control")).containsExactly("no-store");
        assertThat(first.field("Expires")).isEmpty();
        assertThat(first.field("CDN-Cache-Control")).isEmpty();
        assertThat(first.field("Surrogate-Control")).isEmpty();
        assertThat(visitor.get(a, "/").fields("Cache-Control")).containsExactly("private");
    }
}
