package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariant 20: a real shared cache before the gateway, and pages that look cacheable. */
@EnabledIf("dev.nonstick.it.SharedCache#isInstalled")
class SharedCacheIT {
    private static final String STALE_IN = "Thu, 31 Dec 2099 23:59:59 GMT";
    private static final AtomicInteger COUNT = new AtomicInteger();

    @TempDir static Path dir;

    private static TestBackend backend;
    private static GatewayUnderTest gateway;
    private static SharedCache cache;

    private final Visitor alice = new Visitor("plain");
    private final Visitor bob = new Visitor("plain");
    private final Visitor stranger = new Visitor("plain");

    @BeforeAll
    static void start() throws Exception {
        backend = TestBackend.start("one").on("/", SharedCacheIT::page);
        gateway =
                GatewayUnderTest.start(
                        "event-loops: 1\n" + SessionBench.config("memory:", backend));
        cache = SharedCache.start(dir, gateway.port());
    }

    @AfterAll
    static void end() throws Exception {
        cache.close();
        gateway.close();
        backend.close();
    }

    /** What many an application says of its pages, and the fields that a request asks for. */
    private static void page(TestBackend.Call call) throws Exception {
        List<String> fields = new ArrayList<>(List.of(SessionBench.asked(call.request())));
        fields.add("Expires: " + STALE_IN);
        fields.add("Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT");
        fields.add("ETag: \"1\"");
        fields.addAll(call.request().fields("X-Field"));
        call.ok("state: " + SessionBench.state(call.request()), fields.toArray(String[]::new));
    }

    private static String freshPath(String folder) {
        return folder + "/page" + COUNT.incrementAndGet();
    }

    private static boolean isCached(Response response) {
        return response.field("X-Cache").orElseThrow().equals("HIT");
    }

    /** Without this the others would show nothing. */
    @Test
    void whatStrangersSeeIsCached() {
        for (String folder : new String[] {"", "/greedy"}) {
            String path = freshPath(folder);
            assertThat(isCached(cache.get(stranger, path))).isFalse();
            assertThat(isCached(cache.get(new Visitor("plain"), path))).as(folder).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/greedy"})
    void aPageMadeOfASessionIsServedToNobodyElse(String folder) {
        alice.update(gateway, "\"who\";put=1");
        bob.update(gateway, "\"who\";put=2");
        String path = freshPath(folder);

        assertThat(cache.get(alice, path).text()).isEqualTo("state: \"who\";v=1");
        assertThat(cache.get(bob, path).text()).isEqualTo("state: \"who\";v=2");
        assertThat(cache.get(stranger, path).text()).isEqualTo("state: ");
    }

    /** The cache is told to cache responses with cookies, and the application to cache all. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cache-Control: public, max-age=600",
                "X-Accel-Expires: 600",
                "CDN-Cache-Control: max-age=600",
                "Surrogate-Control: max-age=600"
            })
    void theCookieOfOneVisitorIsNeverGivenToAnother(String field) {
        String path = freshPath("/greedy");
        Response first = cache.get(alice, path, "X-Update: \"who\";put=1", "X-Field: " + field);
        assertThat(first.field("Set-Cookie")).isPresent();
        assertThat(first.field("Cache-Control")).hasValue("no-store");

        Response second = cache.get(bob, path);
        assertThat(isCached(second)).isFalse();
        assertThat(second.field("Set-Cookie")).isEmpty();
    }

    @Test
    void theEndOfOneSessionIsNotTheEndOfAnother() {
        alice.update(gateway, "\"who\";put=1");
        String path = freshPath("/greedy");
        assertThat(cache.get(alice, path, "X-Control: destroy").field("Set-Cookie")).isPresent();
        assertThat(cache.get(bob, path).field("Set-Cookie")).isEmpty();
    }
}
