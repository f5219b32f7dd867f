package dev.nonstick.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gives the application the gateway's session; the container's own is never asked for. */
final class OffloadRequest extends HttpServletRequestWrapper {

    private final Exchange exchange;
    private final OffloadResponse response;

    OffloadRequest(HttpServletRequest request, Exchange exchange, OffloadResponse response) {
        super(request);
        this.exchange = exchange;
        this.response = response;
    }

    @Override
    public HttpSession getSession() {
        return Objects.requireNonNull(getSession(true));
    }

    @Override
    public @Nullable HttpSession getSession(boolean create) {
        return exchange.session(create);
    }

    @Override
    public String changeSessionId() {
        return exchange.changeSessionId();
    }

    @Override
    public @Nullable String getRequestedSessionId() {
        return exchange.requestedSessionId();
    }

    @Override
    public boolean isRequestedSessionIdValid() {
        return exchange.requestedSessionIdValid();
    }

    @Override
    public boolean isRequestedSessionIdFromCookie() {
        return exchange.requestedSessionId() != null;
    }

    @Override
    public boolean isRequestedSessionIdFromURL() {
        return false;
    }

    /** The container would hand out its own request and response here. */
    @Override
    public AsyncContext startAsync() {
        return OffloadAsyncContext.started(super.startAsync(this, response), true, response);
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse suppliedResponse) {
        boolean original = request == this && suppliedResponse == response;
        return OffloadAsyncContext.started(
                super.startAsync(request, suppliedResponse), original, response);
    }

    @Override
    public AsyncContext getAsyncContext() {
        return OffloadAsyncContext.of(super.getAsyncContext(), response);
    }
}
