package dev.nonstick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AsyncTest {

    private final TestGateway gateway = new TestGateway();

    private void assertSaved(TestServer.Handler handler, int status) throws Exception {
        gateway.attributes.clear();
        try (TestServer server = TestServer.start(handler)) {
            HttpResponse<String> response = gateway.get(server, "/");
            assertThat(response.statusCode()).isEqualTo(status);
            assertThat(TestGateway.updated(response)).containsExactly(Metadata.NAME, "a");
        }
    }

    private static void set(HttpServletRequest request) {
        request.getSession().setAttribute("a", "b");
    }

    @Test
    void completeWithoutAWrite() throws Exception {
        assertSaved(
                (request, response) -> {
                    AsyncContext async = request.startAsync();
                    assertThat(async.hasOriginalRequestAndResponse()).isTrue();
                    assertThat(async.getRequest()).isSameAs(request);
                    async.start(
                            () -> {
                                set(request);
                                request.getAsyncContext().complete();
                            });
                },
                200);
    }

    @Test
    void writesInAnotherThread() throws Exception {
        assertSaved(
                (request, response) -> {
                    AsyncContext async = request.startAsync(request, response);
                    async.start(
                            () -> {
                                try {
                                    set(request);
                                    async.getResponse().getWriter().print("x".repeat(100_000));
                                } catch (IOException e) {
                                    throw new IllegalStateException(e);
                                } finally {
                                    async.complete();
                                }
                            });
                },
                200);
    }

    @Test
    void redirectsInAnotherThread() throws Exception {
        assertSaved(
                (request, response) -> {
                    AsyncContext async = request.startAsync();
                    async.start(
                            () -> {
                                try {
                                    response.sendRedirect("/next");
                                } catch (IOException e) {
                                    throw new IllegalStateException(e);
                                }
                                set(request);
                                async.complete();
                            });
                },
                302);
    }

    @Test
    void dispatchToTheContainerAgain() throws Exception {
        assertSaved(
                (request, response) -> {
                    if (request.getAttribute("again") == null) {
                        request.setAttribute("again", true);
                        AsyncContext async = request.startAsync();
                        async.start(async::dispatch);
                    } else {
                        set(request);
                    }
                },
                200);
    }

    @Test
    void wrappedRequestsStayWrapped() throws Exception {
        assertSaved(
                (request, response) -> {
                    if (request.getAttribute("again") == null) {
                        request.setAttribute("again", true);
                        AsyncContext async =
                                request.startAsync(
                                        new HttpServletRequestWrapper(request), response);
                        assertThat(async.hasOriginalRequestAndResponse()).isFalse();
                        async.dispatch("/other");
                    } else {
                        set(request);
                    }
                },
                200);
    }

    @Test
    void aListenerThatCompletesOnTimeout() throws Exception {
        assertSaved(
                (request, response) -> {
                    AsyncContext async = request.startAsync();
                    async.setTimeout(1);
                    async.addListener(
                            new Quiet() {
                                @Override
                                public void onTimeout(AsyncEvent event) {
                                    set((HttpServletRequest) event.getSuppliedRequest());
                                    event.getAsyncContext().complete();
                                }
                            },
                            request,
                            response);
                },
                200);
    }

    @Test
    void aTimeoutThatNobodyHandles() throws Exception {
        gateway.attributes.clear();
        try (TestServer server =
                TestServer.start(
                        (request, response) -> {
                            set(request);
                            request.startAsync().setTimeout(1);
                        })) {
            HttpResponse<String> response = gateway.get(server, "/");
            assertThat(response.statusCode()).isEqualTo(500);
        }
    }

    @Test
    void nonBlockingWrites() throws Exception {
        AtomicReference<Throwable> error = new AtomicReference<>();
        assertSaved(
                (request, response) -> {
                    AsyncContext async = request.startAsync();
                    set(request);
                    ServletOutputStream out = response.getOutputStream();
                    out.setWriteListener(
                            new WriteListener() {
                                private int left = 200;

                                @Override
                                public void onWritePossible() throws IOException {
                                    while (left > 0 && out.isReady()) {
                                        out.write(new byte[3000]);
                                        left--;
                                    }
                                    if (left == 0 && out.isReady()) {
                                        async.complete();
                                    }
                                }

                                @Override
                                public void onError(Throwable failure) {
                                    error.set(failure);
                                }
                            });
                },
                200);
        assertThat(error).hasValue(null);
    }

    private static class Quiet implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
