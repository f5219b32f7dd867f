package dev.nonstick.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Sets the exchange's fields before an asynchronous request is completed, in whatever thread. */
final class OffloadAsyncContext implements AsyncContext {

    private final AsyncContext container;
    private final boolean original;
    private final OffloadResponse response;

    private OffloadAsyncContext(
            AsyncContext container, boolean original, OffloadResponse response) {
        this.container = container;
        this.original = original;
        this.response = response;
    }

    /** Of a request that has just been made asynchronous. */
    static AsyncContext started(
            AsyncContext container, boolean original, OffloadResponse response) {
        OffloadAsyncContext context = new OffloadAsyncContext(container, original, response);
        container.addListener(new LastCall(response)); // before any of the application's
        return context;
    }

    static AsyncContext of(AsyncContext container, OffloadResponse response) {
        boolean original = container.getResponse() == response;
        return new OffloadAsyncContext(container, original, response);
    }

    @Override
    public void complete() {
        try {
            response.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            container.complete();
        }
    }

    @Override
    public boolean hasOriginalRequestAndResponse() {
        return original;
    }

    @Override
    public ServletRequest getRequest() {
        return container.getRequest();
    }

    @Override
    public ServletResponse getResponse() {
        return container.getResponse();
    }

    @Override
    public void dispatch() {
        container.dispatch();
    }

    @Override
    public void dispatch(String path) {
        container.dispatch(path);
    }

    @Override
    public void dispatch(ServletContext context, String path) {
        container.dispatch(context, path);
    }

    @Override
    public void start(Runnable task) {
        container.start(task);
    }

    @Override
    public void addListener(AsyncListener listener) {
        container.addListener(new Told(listener));
    }

    @Override
    public void addListener(
            AsyncListener listener, ServletRequest request, ServletResponse suppliedResponse) {
        container.addListener(new Told(listener), request, suppliedResponse);
    }

    @Override
    public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
        return container.createListener(type);
    }

    @Override
    public void setTimeout(long millis) {
        container.setTimeout(millis);
    }

    @Override
    public long getTimeout() {
        return container.getTimeout();
    }

    /** A listener of the application: what it completes must be this context. */
    private final class Told implements AsyncListener {

        private final AsyncListener listener;

        Told(AsyncListener listener) {
            this.listener = listener;
        }

        @Override
        public void onComplete(AsyncEvent event) throws IOException {
            listener.onComplete(ours(event));
        }

        @Override
        public void onTimeout(AsyncEvent event) throws IOException {
            listener.onTimeout(ours(event));
        }

        @Override
        public void onError(AsyncEvent event) throws IOException {
            listener.onError(ours(event));
        }

        @Override
        public void onStartAsync(AsyncEvent event) throws IOException {
            listener.onStartAsync(ours(event));
        }

        private AsyncEvent ours(AsyncEvent event) {
            return new AsyncEvent(
                    OffloadAsyncContext.this,
                    event.getSuppliedRequest(),
                    event.getSuppliedResponse(),
                    event.getThrowable());
        }
    }

    /** Where the container ends the request by itself. */
    private static final class LastCall implements AsyncListener {

        private final OffloadResponse response;

        LastCall(OffloadResponse response) {
            this.response = response;
        }

        @Override
        public void onTimeout(AsyncEvent event) throws IOException {
            response.finish();
        }

        @Override
        public void onError(AsyncEvent event) throws IOException {
            response.finish();
        }

        @Override
        public void onComplete(AsyncEvent event) {
            // too late for anything
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // the new start adds its own
        }
    }
}
