package dev.nonstick.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The outermost filter. A request from the gateway is verified once and then runs with wrapped
 * request and response through all its dispatches; any other passes untouched.
 *
 * <p>Not mapped to includes: they run inside of what is wrapped already. Thread-safe.
 */
final class OffloadFilter implements Filter {

    private final Settings settings;
    private final ListenerClasses listenerClasses;
    private final Descriptors descriptors;
    private final AuthVerifier verifier;
    private final AdapterLog log;
    private volatile @Nullable Listeners listeners;
    private volatile @Nullable ServletContext context;

    OffloadFilter(
            Settings settings,
            ListenerClasses listenerClasses,
            Descriptors descriptors,
            AuthVerifier verifier,
            AdapterLog log) {
        this.settings = settings;
        this.listenerClasses = listenerClasses;
        this.descriptors = descriptors;
        this.verifier = verifier;
        this.log = log;
    }

    /** By now the application's context listeners have run, on which session listeners may rely. */
    @Override
    public void init(FilterConfig config) {
        context = config.getServletContext();
        listeners = new Listeners(listenerClasses.instantiate(config.getServletContext()), log);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Object running = request.getAttribute(Exchange.ATTRIBUTE);
        if (running instanceof Exchange) {
            run((Exchange) running, request, response, chain);
        } else if (running != null || !(request instanceof HttpServletRequest)) {
            chain.doFilter(request, response); // an adapter of another webapp is in charge
        } else {
            begin((HttpServletRequest) request, (HttpServletResponse) response, chain);
        }
    }

    private void begin(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String session = Fields.value(request, Fields.SESSION);
        if (session == null) {
            log.noGateway();
            chain.doFilter(request, response);
            return;
        }
        Exchange exchange;
        try {
            exchange = exchange(request, session);
        } catch (RefusedRequestException e) {
            log.refused(String.valueOf(e.getMessage()));
            refuse(response, e);
            return;
        }
        request.setAttribute(Exchange.ATTRIBUTE, exchange);
        run(exchange, request, response, chain);
    }

    private Exchange exchange(HttpServletRequest request, String session)
            throws RefusedRequestException {
        String state = Objects.requireNonNullElse(Fields.value(request, Fields.STATE), "");
        if (settings.verify) {
            verifier.verify(asReceived(request), session, state);
        }
        try {
            return new Exchange(
                    Envelope.parse(session, state),
                    Objects.requireNonNull(context),
                    Objects.requireNonNull(listeners),
                    log);
        } catch (MalformedFieldException e) {
            throw new RefusedRequestException(
                    HttpServletResponse.SC_BAD_REQUEST, "malformed envelope: " + e.getMessage());
        }
    }

    /** An error page is dispatched with another path; what the gateway signed lies below. */
    private static HttpServletRequest asReceived(HttpServletRequest request) {
        ServletRequest innermost = request;
        while (innermost instanceof ServletRequestWrapper) {
            innermost = ((ServletRequestWrapper) innermost).getRequest();
        }
        return innermost instanceof HttpServletRequest ? (HttpServletRequest) innermost : request;
    }

    private static void refuse(HttpServletResponse response, RefusedRequestException reason)
            throws IOException {
        response.setStatus(reason.status);
        response.setContentType("text/plain;charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        response.getWriter().print("nonstick: " + reason.getMessage() + "\n");
    }

    private void run(
            Exchange exchange, ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        OffloadResponse ours = find(response);
        ServletRequest innerRequest = request;
        ServletResponse innerResponse = response;
        if (ours == null) {
            // the first dispatch, or one for which the container takes its own objects again
            ours = new OffloadResponse((HttpServletResponse) response, exchange);
            innerResponse = ours;
            innerRequest = new OffloadRequest((HttpServletRequest) request, exchange, ours);
        }
        try {
            chain.doFilter(innerRequest, innerResponse);
        } catch (IOException | ServletException | RuntimeException | Error e) {
            if (!replaceByError(exchange, request, ours, e)) {
                throw e;
            }
        } finally {
            if (!innerRequest.isAsyncStarted()) {
                ours.finish(); // of a forward too: some containers end the response after it
            }
        }
    }

    /**
     * Where no error page is declared, containers clear every field of the response before they
     * write their own page, and with them the session's changes. They do not clear them for {@code
     * sendError}.
     */
    private boolean replaceByError(
            Exchange exchange, ServletRequest request, OffloadResponse response, Throwable thrown)
            throws IOException {
        if (thrown instanceof UnavailableException
                || thrown instanceof VirtualMachineError
                || request.getDispatcherType() == DispatcherType.FORWARD
                || response.isCommitted()
                || !exchange.hasChanges()
                || descriptors.hasErrorPageFor(thrown)) {
            return false;
        }
        exchange.context().log("uncaught in " + asString(request), thrown);
        response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        return true;
    }

    private static String asString(ServletRequest request) {
        return request instanceof HttpServletRequest
                ? ((HttpServletRequest) request).getRequestURI()
                : "request";
    }

    private static @Nullable OffloadResponse find(ServletResponse response) {
        ServletResponse current = response;
        while (current instanceof ServletResponseWrapper) {
            if (current instanceof OffloadResponse) {
                return (OffloadResponse) current;
            }
            current = ((ServletResponseWrapper) current).getResponse();
        }
        return null;
    }
}
