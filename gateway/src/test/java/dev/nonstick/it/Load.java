package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Visitors who increment a counter each, as fast as they are answered, until one is not. */
final class Load implements AutoCloseable {
    private final List<Counting> visitors = new ArrayList<>();
    private volatile boolean stopped;

    private Load() {}

    /** Starts this many, each with a session of its own. */
    static Load start(GatewayUnderTest gateway, int count) {
        Load load = new Load();
        for (int i = 0; i < count; i++) {
            load.visitors.add(load.new Counting(gateway));
        }
        return load;
    }

    private final class Counting {
        final Visitor visitor = new Visitor("plain");
        final AtomicInteger sent = new AtomicInteger();
        final AtomicInteger acknowledged = new AtomicInteger();
        final Thread thread;

        Counting(GatewayUnderTest gateway) {
            visitor.update(gateway, "\"n\";put=0");
            int port = gateway.port();
            thread = Thread.ofVirtual().start(() -> run(port));
        }

        private void run(int port) {
            try (RawClient client = RawClient.connect(port)) {
                int status = 200;
                while (status == 200 && !stopped) {
                    sent.incrementAndGet();
                    client.send(visitor.request("GET", "/load", "X-Update: \"n\";incr=1"));
                    status = client.read().status();
                    if (status == 200) {
                        acknowledged.incrementAndGet();
                    }
                }
            } catch (IOException e) {
                // unanswered
            }
        }
    }

    void awaitAcknowledged(int count) {
        Await.until(
                count + " acknowledged",
                () -> visitors.stream().mapToInt(v -> v.acknowledged.get()).sum() >= count);
    }

    /** Waits until nobody is answered any more. */
    void awaitEnd() {
        Await.until("their end", () -> visitors.stream().noneMatch(v -> v.thread.isAlive()));
    }

    /** Every counter holds what was acknowledged, and at most one more: the unanswered one. */
    void assertKept(GatewayUnderTest gateway) {
        for (Counting counting : visitors) {
            String state = counting.visitor.state(gateway);
            int value = Integer.parseInt(state.substring("\"n\";v=".length()));
            assertThat(value).isBetween(counting.acknowledged.get(), counting.sent.get());
        }
    }

    @Override
    public void close() {
        stopped = true;
        awaitEnd();
    }
}
