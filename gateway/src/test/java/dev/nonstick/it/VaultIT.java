package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cookie vault, from socket to socket. */
class VaultIT {
    private static final String SET = "X-Set: ";

    @TempDir static Path dir;

    private static VaultBench bench;

    private final Visitor visitor = new Visitor("app");

    @BeforeAll
    static void start() throws Exception {
        bench = new VaultBench(dir);
    }

    @AfterAll
    static void end() throws Exception {
        bench.close();
    }

    @AfterEach
    void forget() {
        bench.backend.forget();
    }

    private static double counted(String event) {
        return bench.a.metric("nonstick_vault_cookies_total", "\"" + event + "\"");
    }

    private static List<String> setCookies(Response response) {
        return response.fields("Set-Cookie");
    }

    private Response set(String... lines) {
        String[] fields = lines.clone();
        for (int i = 0; i < fields.length; i++) {
            fields[i] = SET + fields[i];
        }
        return visitor.get(bench.a, "/set", fields);
    }

    @Test
    void anHttpOnlyCookieIsKeptAndComesBackThroughAnyGateway() {
        Response response = set("session=s3cret; HttpOnly; Path=/", "theme=dark; Path=/");
        assertThat(setCookies(response))
                .hasSize(2)
                .anyMatch(line -> line.equals("theme=dark; Path=/"));
        assertThat(response.head()).doesNotContain("s3cret");
        assertThat(visitor.get(bench.b, "/next").text()).isEqualTo("session=s3cret; theme=dark");
        assertThat(bench.backend.requestTo("/next").head()).doesNotContain("sid=");
    }

    @Test
    void aPageThatSetsNothingMakesNoSession() {
        Response response = visitor.get(bench.a, "/plain", "X-Set: theme=dark");
        assertThat(setCookies(response)).containsExactly("theme=dark");
        assertThat(response.field("Cache-Control")).isEmpty();
    }

    @Test
    void cookiesComeBackWhereTheyBelong() {
        set(
                "deep=1; HttpOnly; Path=/deep",
                "all=2; HttpOnly; Path=/",
                "gone=3; HttpOnly; Path=/; Max-Age=0",
                "secure=4; HttpOnly; Path=/; Secure");
        assertThat(visitor.get(bench.a, "/deep/er").text()).startsWith("deep=1; all=2");
        assertThat(visitor.get(bench.a, "/deeper").text()).startsWith("all=2");
        assertThat(visitor.get(bench.a, "/deeper").text())
                .doesNotContain("deep=")
                .doesNotContain("gone=");
    }

    @Test
    void aCookieWithAnExpiryIsGoneThen() {
        set("brief=1; HttpOnly; Path=/; Max-Age=1", "long=2; HttpOnly; Path=/; Max-Age=1000");
        assertThat(visitor.get(bench.a, "/a").text()).isEqualTo("brief=1; long=2");
        Await.until("expired", () -> visitor.get(bench.a, "/a").text().equals("long=2"));
    }

    @Test
    void aSecureCookieIsForClientsThatCameOverTls() {
        // a browser would not take it: so it passes, and is ignored there
        assertThat(setCookies(set("s=1; HttpOnly; Secure; Path=/")))
                .containsExactly("s=1; HttpOnly; Secure; Path=/");
        Visitor tls = new Visitor("app");
        tls.get(bench.a, "/set", "X-Forwarded-Proto: https", SET + "s=1; HttpOnly; Secure; Path=/");
        assertThat(tls.get(bench.a, "/a", "X-Forwarded-Proto: https").text()).isEqualTo("s=1");
        assertThat(tls.get(bench.a, "/a").text()).isEmpty();
    }

    @Test
    void whereTheGatewaysOwnCookieIsSecureTheClientIsTakenForSecure() {
        Visitor secure = new Visitor("secure");
        secure.get(bench.a, "/set", SET + "s=1; HttpOnly; Secure; Path=/");
        assertThat(secure.get(bench.b, "/a").text()).isEqualTo("s=1");
    }

    @Test
    void aCookieOfADomainIsForItsHostsOnly() {
        Visitor shop = new Visitor("shop.example.com:8443");
        shop.get(
                bench.a,
                "/set",
                SET + "all=1; HttpOnly; Path=/; Domain=example.com",
                SET + "own=2; HttpOnly; Path=/");
        assertThat(shop.get(bench.a, "/a").text()).isEqualTo("all=1; own=2");
        Visitor www = new Visitor("www.example.com").with("sid", shop.cookie());
        assertThat(www.get(bench.a, "/a").text()).isEqualTo("all=1");
        Visitor elsewhere = new Visitor("app").with("sid", shop.cookie());
        assertThat(elsewhere.get(bench.a, "/a").text()).isEmpty();
    }

    @Test
    void aRealmSeesOnlyItsOwnCookies() {
        set("session=1; HttpOnly; Path=/");
        Visitor other = new Visitor("other").with("sid", visitor.cookie());
        assertThat(other.get(bench.a, "/a").text()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "session=evil",
                "SESSION=evil",
                "$Version=1; session=evil",
                "a=b, session=evil",
                "a=\"x; session=evil",
                " session =evil",
                "sess%69on=evil",
                "session",
                "session[x]=evil",
            })
    void aClientCannotSendWhatTheVaultHolds(String cookies) {
        set("session=good; HttpOnly; Path=/");
        double before = counted("injected_dropped");
        String own = "sid=" + visitor.cookie();
        Visitor eve = new Visitor("app");
        String got = eve.get(bench.a, "/a", "Cookie: " + own + "; " + cookies).text();
        assertThat(got).startsWith("session=good").doesNotContain("evil");
        assertThat(counted("injected_dropped")).isGreaterThan(before);
    }

    @Test
    void whatIsKeptByNameAClientCannotEvenSendFirst() {
        Visitor named = new Visitor("named").with("session", "evil").with("my", "own");
        assertThat(named.get(bench.a, "/a").text()).isEqualTo("my=own");
        // kept although it is not HttpOnly, and nothing else is
        Response set = named.get(bench.a, "/a", SET + "session=1", SET + "x=2; HttpOnly");
        assertThat(setCookies(set)).hasSize(2).contains("x=2; HttpOnly");
    }

    @Test
    void aVisitorWithTheApplicationsOwnCookieIsTakenOverOnce() {
        Visitor old = new Visitor("adopt").with("old", "hers").with("app_x", "1").with("my", "own");
        double before = counted("adopted");
        Response first = old.get(bench.a, "/a");
        assertThat(first.text()).isEqualTo("app_x=1; old=hers; my=own");
        assertThat(first.field("Cache-Control")).hasValue("no-store");
        assertThat(setCookies(first))
                .contains("old=; Path=/; Max-Age=0", "app_x=; Path=/; Max-Age=0")
                .hasSize(3);
        assertThat(counted("adopted")).isEqualTo(before + 2);
        // the browser's copies are gone, and the login is not
        Response second = old.get(bench.b, "/a");
        assertThat(second.text()).isEqualTo("app_x=1; old=hers; my=own");
        assertThat(setCookies(second)).isEmpty();
    }

    @Test
    void whatWasAdoptedNobodyCanSendAgain() {
        Visitor old = new Visitor("adopt").with("old", "hers");
        old.get(bench.a, "/a");
        assertThat(old.copy().with("old", "evil").get(bench.a, "/a").text()).isEqualTo("old=hers");
    }

    @Test
    void aDeletedCookieIsGoneFromVaultAndBrowser() {
        set("session=1; HttpOnly; Path=/");
        Response response = set("session=; Path=/; Max-Age=0");
        assertThat(setCookies(response)).containsExactly("session=; Path=/; Max-Age=0");
        assertThat(visitor.get(bench.b, "/a").text()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "enveloped", "none", "only"})
    void noBackendSetsACookieOfTheGateway(String host) {
        Visitor here = new Visitor(host);
        double before = counted("own_dropped");
        Response response =
                here.get(
                        bench.a,
                        "/a",
                        SET + "sid=evil; Path=/",
                        SET + " =osid=evil",
                        SET + "__Host-sec=; Max-Age=0; Path=/; Secure",
                        SET + "mine=1; Path=/");
        assertThat(setCookies(response)).containsExactly("mine=1; Path=/");
        assertThat(counted("own_dropped")).isEqualTo(before + 3);
        Await.until("event", () -> !bench.a.err().with("own_cookie_dropped").isEmpty());
    }

    @Test
    void anInterimResponseSetsNoCookie() {
        bench.backend.on(
                "/hints",
                call -> {
                    call.send(
                            "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\nSet-Cookie: sid=evil\r\n\r\n");
                    call.ok("done");
                });
        Response hints = visitor.get(bench.a, "/hints");
        assertThat(hints.status()).isEqualTo(103);
        assertThat(hints.head()).contains("Link").doesNotContain("evil");
    }

    @Test
    void whatDoesNotFitGoesToTheBrowserAndIsTold() {
        Visitor small = new Visitor("small");
        String large = "large=" + "x".repeat(2000) + "; HttpOnly; Path=/";
        double before = counted("passed_no_room");
        Response response = small.get(bench.a, "/a", SET + large, SET + "tiny=1; HttpOnly; Path=/");
        assertThat(setCookies(response)).hasSize(2).contains(large);
        assertThat(counted("passed_no_room")).isEqualTo(before + 1);
        Await.until("event", () -> !bench.a.err().with("\"small/\"").isEmpty());
        assertThat(bench.a.err().with("\"small/\"").getFirst())
                .contains("vault_full", "large")
                .doesNotContain("xxx");
        // and it works: the browser has the one, the vault the other
        assertThat(small.get(bench.b, "/a").text()).startsWith("tiny=1; large=xxx");
    }

    @Test
    void the65thCookiePasses() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 65; i++) {
            lines.add("c" + i + "=1; HttpOnly; Path=/");
        }
        assertThat(setCookies(set(lines.toArray(String[]::new))))
                .hasSize(2)
                .contains("c64=1; HttpOnly; Path=/");
    }

    @Test
    void aLoginLeavesTheCookieFromBeforeNothing() {
        set("csrf=1; HttpOnly; Path=/");
        Visitor thief = visitor.copy();
        String before = visitor.cookie();
        visitor.post(bench.a, "/login", SET + "session=alice; HttpOnly; Path=/");
        assertThat(visitor.cookie()).isNotEqualTo(before);
        assertThat(thief.get(bench.b, "/a").text()).isEmpty();
        assertThat(visitor.get(bench.b, "/a").text()).isEqualTo("csrf=1; session=alice");
    }

    @Test
    void aChangeOfACookieThatIsNamedForItIsALoginToo() {
        Visitor here = new Visitor("login");
        here.get(bench.a, "/a", SET + "session=anonymous; HttpOnly; Path=/");
        Visitor thief = here.copy();
        here.post(bench.a, "/a", SET + "session=anonymous; HttpOnly; Path=/");
        assertThat(thief.copy().get(bench.a, "/a").text()).isEqualTo("session=anonymous");
        here.post(bench.a, "/a", SET + "session=alice; HttpOnly; Path=/");
        assertThat(thief.get(bench.a, "/a").text()).isEmpty();
        assertThat(here.get(bench.a, "/a").text()).isEqualTo("session=alice");
    }

    @Test
    void whatIsKeptMakesAPagePrivate() {
        set("first=1; HttpOnly; Path=/");
        Response response =
                visitor.get(
                        bench.a,
                        "/a",
                        SET + "session=1; HttpOnly; Path=/",
                        "X-Say: Cache-Control: public, s-maxage=600, max-age=60",
                        "X-Say: Expires: Thu, 31 Dec 2099 23:59:59 GMT",
                        "X-Say: CDN-Cache-Control: max-age=600");
        assertThat(response.fields("Cache-Control")).containsExactly("private, max-age=60");
        assertThat(response.field("Expires")).isEmpty();
        assertThat(response.field("CDN-Cache-Control")).isEmpty();
    }

    @Test
    void whatTheVaultSentMakesAPagePrivateThatSaysNothing() {
        Visitor only = new Visitor("only");
        only.get(bench.a, "/a", SET + "session=1; HttpOnly; Path=/private");
        assertThat(only.get(bench.a, "/private").field("Cache-Control")).hasValue("private");
        assertThat(only.get(bench.a, "/public").field("Cache-Control")).isEmpty();
    }

    @Test
    void parallelResponsesOnTwoGatewaysDoNotUndoEachOther() throws Exception {
        set("first=1; HttpOnly; Path=/");
        Gate gate = new Gate(VaultBench::answer);
        bench.backend.on("/parallel", gate);
        List<CompletableFuture<Response>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String line = SET + "p" + i + "=1; HttpOnly; Path=/";
            GatewayUnderTest gateway = i % 2 == 0 ? bench.a : bench.b;
            all.add(SessionBench.later(() -> visitor.copy().get(gateway, "/parallel", line)));
        }
        gate.awaitArrivals(20);
        gate.open();
        SessionBench.all(all);
        assertThat(visitor.get(bench.a, "/a").text().split("; ")).hasSize(21);
    }

    @Test
    void envelopeAndVaultAreOneCommit() {
        Response response =
                visitor.get(bench.a, "/a", SET + "s=1; HttpOnly; Path=/", "X-Update: \"n\";incr=1");
        assertThat(setCookies(response)).hasSize(1);
        visitor.get(bench.b, "/both");
        Response seen = bench.backend.requestTo("/both");
        assertThat(seen.fields("Offload-State")).containsExactly("\"n\";v=1");
        assertThat(VaultBench.cookies(seen)).isEqualTo("s=1");
        assertThat(seen.field("Offload-Session"))
                .hasValueSatisfying(s -> assertThat(s).contains("version=1"));
    }

    @Test
    void onARouteWithTheVaultAloneFieldsAreNeitherSentNorHeard() {
        Visitor only = new Visitor("only");
        double before = bench.a.metric("nonstick_commits_total", "dropped_no_envelope");
        Response response = only.get(bench.a, "/a", "X-Update: \"n\";incr=1");
        assertThat(response.head()).doesNotContainIgnoringCase("offload");
        assertThat(only.hasCookie()).isFalse();
        assertThat(bench.backend.requestTo("/a").head()).doesNotContainIgnoringCase("offload");
        bench.a.awaitMetric(before + 1, "nonstick_commits_total", "dropped_no_envelope");
    }

    @Test
    void aWebSocketGetsTheVaultsCookiesAndCanSetThem() throws Exception {
        set("session=1; HttpOnly; Path=/");
        bench.backend.on(
                "/ws",
                call -> {
                    WebSocketWire.accept(
                                    call,
                                    "Set-Cookie: ws=2; HttpOnly; Path=/",
                                    "Set-Cookie: sid=evil",
                                    "Set-Cookie: seen=3; Path=/")
                            .awaitClosed();
                });
        try (WebSocketWire wire =
                WebSocketWire.connect(bench.a.port(), "/ws", "Cookie: sid=" + visitor.cookie())) {
            assertThat(wire.handshake().fields("Set-Cookie")).containsExactly("seen=3; Path=/");
            assertThat(VaultBench.cookies(bench.backend.requestTo("/ws"))).isEqualTo("session=1");
            assertThat(visitor.get(bench.b, "/a").text()).isEqualTo("session=1; ws=2");
        }
    }

    @Test
    void whileTheStoreIsDownNothingIsKeptAdoptedOrPassedOff() throws Exception {
        Visitor here = new Visitor("anonymous").with("theme", "dark");
        here.get(bench.a, "/a", SET + "session=1; HttpOnly; Path=/");
        double before = counted("lost");
        bench.proxy.refuse();
        bench.proxy.cut();
        try {
            Await.until(
                    "down",
                    () -> visitor.copy().with("sid", "x").get(bench.a, "/").status() == 200);
            Response response =
                    here.get(
                            bench.a,
                            "/b",
                            SET + "session=2; HttpOnly; Path=/",
                            SET + "theme=light");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).isEqualTo("theme=dark");
            assertThat(setCookies(response)).containsExactly("theme=light");
            assertThat(counted("lost")).isEqualTo(before + 1);
            Await.until("event", () -> !bench.a.err().with("cookies_lost").isEmpty());
        } finally {
            bench.proxy.pass();
        }
        Await.until("back", () -> here.get(bench.a, "/b").text().equals("session=1; theme=light"));
    }

    @Test
    void nothingThatIsKeptIsInLogsOrMetrics() {
        set("session=v4lue; HttpOnly; Path=/");
        visitor.get(bench.a, "/a", SET + "session=; Path=/; Max-Age=0");
        assertThat(bench.a.out().with("v4lue")).isEmpty();
        assertThat(bench.a.err().with("v4lue")).isEmpty();
        assertThat(bench.a.admin("/metrics").text())
                .doesNotContain("v4lue")
                .contains("nonstick_vault_cookies_total");
    }
}
