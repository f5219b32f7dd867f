package dev.nonstick.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.store.SerialOrder.Place;
import dev.nonstick.store.SerialOrder.Waiter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SerialOrderTest {
    private final SerialOrder order = new SerialOrder();
    private final List<String> first = new ArrayList<>();

    private Waiter named(String name) {
        return () -> first.add(name);
    }

    @Test
    void firstComeFirstServed() {
        Waiter a = named("a");
        Waiter b = named("b");
        Waiter c = named("c");
        assertThat(order.enter("k", a)).isEqualTo(Place.FIRST);
        assertThat(order.enter("k", b)).isEqualTo(Place.BEHIND);
        assertThat(order.enter("k", c)).isEqualTo(Place.BEHIND);
        assertThat(order.enter("other", named("d"))).isEqualTo(Place.FIRST);
        assertThat(order.waiting()).isEqualTo(2);

        order.leave("k", a);
        assertThat(first).containsExactly("b");
        order.leave("k", b);
        assertThat(first).containsExactly("b", "c");
        order.leave("k", c);
        assertThat(order.waiting()).isZero();
        assertThat(order.enter("k", a)).isEqualTo(Place.FIRST);
    }

    @Test
    void whoLeavesTheMiddleTellsNobody() {
        Waiter a = named("a");
        Waiter b = named("b");
        order.enter("k", a);
        order.enter("k", b);
        order.enter("k", named("c"));
        order.leave("k", b);
        order.leave("k", b);
        assertThat(first).isEmpty();
        assertThat(order.waiting()).isEqualTo(1);
        order.leave("k", a);
        assertThat(first).containsExactly("c");
    }

    @Test
    void aLineHasAnEnd() {
        Waiter head = named("head");
        order.enter("k", head);
        for (int i = 0; i < SerialOrder.MAX_WAITING; i++) {
            assertThat(order.enter("k", named("w"))).isEqualTo(Place.BEHIND);
        }
        Waiter late = named("late");
        assertThat(order.enter("k", late)).isEqualTo(Place.NONE);
        order.leave("k", late);
        assertThat(order.waiting()).isEqualTo(SerialOrder.MAX_WAITING);
    }

    @Test
    void manyThreadsAreNeverFirstTogether() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            threads.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        CountDownLatch turn = new CountDownLatch(1);
                                        Waiter waiter = turn::countDown;
                                        if (order.enter("k", waiter) == Place.BEHIND) {
                                            awaitUninterrupted(turn);
                                        }
                                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                        inside.decrementAndGet();
                                        order.leave("k", waiter);
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most).hasValue(1);
        assertThat(order.waiting()).isZero();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
