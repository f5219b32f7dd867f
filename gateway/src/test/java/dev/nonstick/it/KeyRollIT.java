package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;

/** A key is rolled over two gateways while their visitors go on. */
class KeyRollIT {
    private static final String OLD = "{id: 1, secret: '" + GatewayUnderTest.KEY + "'}";
    private static final String NEW =
            "{id: 2, secret: 'ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8='}";

    private final AtomicReferenceArray<GatewayUnderTest> gateways = new AtomicReferenceArray<>(2);
    private final AtomicInteger answered = new AtomicInteger();
    private volatile boolean stopped;

    private static GatewayUnderTest start(Redis redis, TestBackend backend, String... keys) {
        return GatewayUnderTest.start(
                """
                store: {url: '%s', command-timeout: 2s}
                session: {keys: [%s], cookie: {name: sid, secure: false}}
                pools: {app: {backends: ['%s']}}
                """
                        .formatted(redis.url(), String.join(", ", keys), backend.url()));
    }

    /** Another gateway in the place of one, which ends when nobody asks it any more. */
    private void exchange(int place, Redis redis, TestBackend backend, String... keys) {
        GatewayUnderTest old = gateways.getAndSet(place, start(redis, backend, keys));
        int before = answered.get();
        Await.until("the visitors ask the new one", () -> answered.get() > before + 20);
        old.signal("TERM");
        assertThat(old.awaitExit()).isZero();
        old.close();
    }

    /** Visits both gateways in turn; what it counted is what it must find. */
    private final class Counting implements Runnable {
        final Visitor visitor = new Visitor("any");
        final List<String> wrong = new ArrayList<>();
        int count;

        @Override
        public void run() {
            while (!stopped) {
                Response response =
                        visitor.get(gateways.get(count % 2), "/count", "X-Update: \"n\";incr=1");
                String expected = count == 0 ? "" : "\"n\";v=" + count;
                if (response.status() != 200 || !response.text().equals(expected)) {
                    wrong.add(expected + ", but: " + response.status() + " " + response.text());
                    return;
                }
                count++;
                answered.incrementAndGet();
            }
        }
    }

    /**
     * Invariant 18: added to each, made first on each, the old one dropped from each at the end.
     */
    @Test
    void aKeyRolledOverTwoGatewaysUnderLoadLogsNobodyOut() throws Exception {
        Path dir = Files.createTempDirectory("nonstick-key-roll");
        try (Redis redis = Redis.start(dir);
                TestBackend backend = SessionBench.echoing(TestBackend.start("one"))) {
            gateways.set(0, start(redis, backend, OLD));
            gateways.set(1, start(redis, backend, OLD));
            List<Counting> visitors = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Counting counting = new Counting();
                visitors.add(counting);
                threads.add(Thread.ofVirtual().start(counting));
            }
            for (String[] keys : List.of(new String[] {OLD, NEW}, new String[] {NEW, OLD})) {
                exchange(0, redis, backend, keys);
                exchange(1, redis, backend, keys);
            }
            Visitor born = new Visitor("any");
            born.update(gateways.get(0), "\"n\";put=7");
            stopped = true;
            for (Thread thread : threads) {
                thread.join();
            }

            assertThat(visitors).allSatisfy(v -> assertThat(v.wrong).isEmpty());
            assertThat(visitors).allSatisfy(v -> assertThat(v.count).isGreaterThan(20));

            // sessions born with the new key outlive the old one; those of the old one are absent
            exchangeAtRest(redis, backend);
            assertThat(born.state(gateways.get(1))).isEqualTo("\"n\";v=7");
            assertThat(visitors.getFirst().visitor.state(gateways.get(1))).isEmpty();
        } finally {
            for (int i = 0; i < 2; i++) {
                if (gateways.get(i) != null) {
                    gateways.get(i).close();
                }
            }
        }
    }

    private void exchangeAtRest(Redis redis, TestBackend backend) throws IOException {
        GatewayUnderTest old = gateways.getAndSet(1, start(redis, backend, NEW));
        old.close();
    }
}
