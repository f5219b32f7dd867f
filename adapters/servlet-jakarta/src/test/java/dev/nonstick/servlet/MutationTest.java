package dev.nonstick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is read, compared and sent. */
class MutationTest {

    /** Counts how often one is deserialised. */
    static final class Cart implements Serializable {

        static final AtomicInteger READ = new AtomicInteger();
        private static final long serialVersionUID = 1L;

        private final ArrayList<String> items = new ArrayList<>();

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            READ.incrementAndGet();
        }
    }

    private interface Named extends Serializable, Supplier<String> {}

    private final TestGateway gateway = new TestGateway();

    @BeforeEach
    void reset() {
        Cart.READ.set(0);
    }

    /** Runs one request that does this to its session. */
    private HttpResponse<String> run(SessionUse use) throws Exception {
        AtomicReference<AssertionError> wrong = new AtomicReference<>();
        try (TestServer server =
                TestServer.start(
                        (request, response) -> {
                            try {
                                use.with(request.getSession());
                            } catch (AssertionError e) {
                                wrong.set(e);
                            }
                        })) {
            HttpResponse<String> response = gateway.get(server, "/");
            if (wrong.get() != null) {
                throw wrong.get();
            }
            return response;
        }
    }

    private interface SessionUse {
        void with(HttpSession session) throws IOException;
    }

    private static Cart cart(HttpSession session) {
        return (Cart) session.getAttribute("cart");
    }

    @Test
    void aChangedObjectIsFound() throws Exception {
        run(session -> session.setAttribute("cart", new Cart()));
        HttpResponse<String> response = run(session -> cart(session).items.add("apple"));

        assertThat(TestGateway.updated(response)).containsExactly("cart");
        run(session -> assertThat(cart(session).items).containsExactly("apple"));
    }

    @Test
    void anObjectChangedAfterItWasSetIsSentAsItIsAtTheEnd() throws Exception {
        run(
                session -> {
                    Cart cart = new Cart();
                    session.setAttribute("cart", cart);
                    cart.items.add("pear");
                });
        run(session -> assertThat(cart(session).items).containsExactly("pear"));
        assertThat(Cart.READ).hasValue(1);
    }

    @Test
    void whatIsOnlyReadIsNotSent() throws Exception {
        run(session -> session.setAttribute("cart", new Cart()));
        HttpResponse<String> response =
                run(session -> assertThat(cart(session)).isSameAs(cart(session)));

        assertThat(TestGateway.update(response)).isEmpty();
        assertThat(Cart.READ).hasValue(1);
    }

    @Test
    void whatIsNotTouchedIsNeitherReadNorSent() throws Exception {
        run(
                session -> {
                    session.setAttribute("cart", new Cart());
                    session.setAttribute("other", "x");
                });
        HttpResponse<String> response =
                run(
                        session -> {
                            assertThat(session.getAttributeNames().hasMoreElements()).isTrue();
                            session.setAttribute("other", "y");
                        });

        assertThat(TestGateway.updated(response)).containsExactly("other");
        assertThat(Cart.READ).hasValue(0);
    }

    @Test
    void whatCannotBeSerialisedIsRefusedAtOnce() throws Exception {
        run(
                session -> {
                    try {
                        session.setAttribute("thread", new Thread());
                        throw new AssertionError("accepted");
                    } catch (IllegalArgumentException e) {
                        assertThat(e).hasMessageContaining("\"thread\": java.lang.Thread");
                    }
                });
        assertThat(gateway.attributes).containsOnlyKeys(Metadata.NAME);
    }

    /** Nothing is saved rather than a part, and the visitor is not told that all is well. */
    @Test
    void whatTurnsOutNotToBeSerialisableFailsTheRequest() throws Exception {
        try (LogCapture log = new LogCapture()) {
            HttpResponse<String> response =
                    run(
                            session -> {
                                session.setAttribute("good", "x");
                                session.setAttribute(
                                        "list", new ArrayList<>(List.of(new Object())));
                            });

            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(TestGateway.update(response)).isEmpty();
            assertThat(log.messages())
                    .anyMatch(m -> m.contains("\"list\"") && m.contains("java.lang.Object"));
        }
    }

    @Test
    void anUpdateBeyondTheLimitFailsTheRequest() throws Exception {
        try (LogCapture log = new LogCapture()) {
            HttpResponse<String> response =
                    run(session -> session.setAttribute("big", "x".repeat(40_000)));

            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(TestGateway.update(response)).isEmpty();
            assertThat(log.messages()).anyMatch(m -> m.contains("expected: at most 49152"));
        }
    }

    @Test
    void whatCannotBeReadIsAnErrorButCanBeReplaced() throws Exception {
        gateway.attributes.put("cart", "v=:AAAA:;t=java");

        assertThat(run(session -> session.getAttribute("cart")).statusCode()).isEqualTo(500);
        run(session -> session.setAttribute("cart", new Cart()));
        assertThat(run(session -> session.getAttribute("cart")).statusCode()).isEqualTo(200);
    }

    @Test
    void proxiesAndArraysAreReadWithTheClassesOfTheWebapp() throws Exception {
        run(
                session -> {
                    session.setAttribute("numbers", new int[][] {{1}, {2, 3}});
                    session.setAttribute(
                            "proxy",
                            Proxy.newProxyInstance(
                                    getClass().getClassLoader(),
                                    new Class<?>[] {Named.class},
                                    new Handler()));
                });
        run(
                session -> {
                    assertThat((int[][]) session.getAttribute("numbers"))
                            .isDeepEqualTo(new int[][] {{1}, {2, 3}});
                    assertThat(((Named) session.getAttribute("proxy")).get()).isEqualTo("get");
                });
    }

    private static final class Handler
            implements java.lang.reflect.InvocationHandler, Serializable {

        private static final long serialVersionUID = 1L;

        @Override
        public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
            return method.getName();
        }
    }

    @Test
    void threadsOfOneRequestShareTheSession() throws Exception {
        int threads = 8;
        run(
                session -> {
                    CountDownLatch done = new CountDownLatch(threads);
                    for (int i = 0; i < threads; i++) {
                        String name = "t" + i;
                        Thread.ofVirtual()
                                .start(
                                        () -> {
                                            for (int round = 0; round < 200; round++) {
                                                session.setAttribute(name + round % 5, round);
                                                session.removeAttribute(name + round % 3);
                                                session.getAttributeNames();
                                            }
                                            done.countDown();
                                        });
                    }
                    try {
                        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                });
        // of the last five rounds, 195 to 199, the removals take 0, 1 and 2 after they were set
        assertThat(gateway.attributes).hasSizeGreaterThan(threads);
    }
}
