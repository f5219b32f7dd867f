package dev.nonstick.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, over all their dispatches: the session the application sees, and
 * what is to be told to the gateway.
 *
 * <p>The fields are computed each time the response might be committed, and replace those computed
 * before, so that a change made in between (by an error page, for one) is not lost. Its monitor is
 * the lock of everything that belongs to the exchange.
 */
final class Exchange {

    /** Request attribute that carries the exchange from dispatch to dispatch. */
    static final String ATTRIBUTE = "dev.nonstick.servlet.exchange";

    private final Envelope envelope;
    private final ServletContext context;
    private final Listeners listeners;
    private final AdapterLog log;
    private final @Nullable ClassLoader loader;
    private final long startMillis;

    private @Nullable OffloadSession session;
    private boolean restored;
    private boolean destroy;
    private boolean rotate;
    private boolean failed;
    private Map<String, String> sentOperations = Map.of();
    private String sentControl = "";

    Exchange(Envelope envelope, ServletContext context, Listeners listeners, AdapterLog log) {
        this.envelope = envelope;
        this.context = context;
        this.listeners = listeners;
        this.log = log;
        // taken now: a thread of the application's own may have another one
        this.loader = Thread.currentThread().getContextClassLoader();
        this.startMillis = System.currentTimeMillis();
    }

    /**
     * The application's session.
     *
     * @param create whether to make one where there is none
     * @throws IllegalStateException if the record is there but was not sent
     */
    synchronized @Nullable OffloadSession session(boolean create) {
        if (session == null && !restored) {
            restore();
        }
        if (session == null && create) {
            if (envelope.status == Envelope.Status.UNAVAILABLE) {
                log.storeUnavailable();
            }
            session = OffloadSession.fresh(this);
            listeners.created(session);
        }
        return session;
    }

    private void restore() {
        if (envelope.status != Envelope.Status.OK) {
            restored = true;
            return;
        }
        if (!envelope.inline) {
            // an empty session in its place would log the user out and overwrite the record
            throw new IllegalStateException(
                    Fields.STATE
                            + ": not sent (expected: a record within the gateway's inline-limit)");
        }
        restored = true;
        if (!envelope.attributes.isEmpty()) {
            session = OffloadSession.stored(this, envelope.attributes);
            if (!hasStoredMetadata()) {
                listeners.created(session); // another framework made it: new to this application
            }
        }
    }

    private boolean hasStoredMetadata() {
        return Metadata.read(envelope.attributes.get(Metadata.NAME)) != null;
    }

    /** The handle that came with the request, or null. */
    @Nullable String requestedSessionId() {
        Metadata metadata =
                envelope.status == Envelope.Status.OK
                        ? Metadata.read(envelope.attributes.get(Metadata.NAME))
                        : null;
        return metadata == null ? null : metadata.id();
    }

    synchronized boolean requestedSessionIdValid() {
        String requested = requestedSessionId();
        if (requested == null) {
            return false;
        }
        OffloadSession current = session(false);
        return current != null && requested.equals(current.getId());
    }

    synchronized String changeSessionId() {
        OffloadSession current = session(false);
        if (current == null) {
            throw new IllegalStateException("there is no session");
        }
        // without a record there is no identity yet that could have been fixed by somebody else
        rotate = envelope.status == Envelope.Status.OK && !destroy;
        return current.changeId();
    }

    /** Called by the session that was invalidated. */
    synchronized void ended(OffloadSession ended) {
        if (session == ended) {
            session = null;
        }
        destroy |= envelope.status == Envelope.Status.OK;
        rotate = false;
    }

    /** Sets the fields of the response, as far as it is not committed. */
    synchronized void apply(HttpServletResponse response) throws IOException {
        if (failed || response.isCommitted()) {
            return;
        }
        try {
            Map<String, String> operations = operations();
            String update = field(operations);
            if (update.length() > SfParser.MAX_LENGTH) {
                throw new AttributeException(
                        Fields.UPDATE
                                + ": "
                                + update.length()
                                + " bytes (expected: at most "
                                + SfParser.MAX_LENGTH
                                + ")");
            }
            String control = control();
            // an empty value is an empty list: a field once set cannot be removed
            if (!operations.isEmpty() || !sentOperations.isEmpty()) {
                response.setHeader(Fields.UPDATE, update);
            }
            if (!control.isEmpty() || !sentControl.isEmpty()) {
                response.setHeader(Fields.CONTROL, control);
            }
            sentOperations = operations;
            sentControl = control;
        } catch (AttributeException e) {
            failed = true;
            log.commitRefused(e);
            response.reset();
            response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        }
    }

    /** True if the next {@link #apply} would have something to say. */
    synchronized boolean hasChanges() {
        try {
            return !failed && (!control().isEmpty() || !operations().isEmpty());
        } catch (AttributeException e) {
            return true;
        }
    }

    /** Logs what the application changed after the response was committed. */
    synchronized void reportLateChanges() {
        if (failed) {
            return;
        }
        int late = control().equals(sentControl) ? 0 : 1;
        try {
            Map<String, String> operations = new LinkedHashMap<>(operations());
            operations.entrySet().removeAll(sentOperations.entrySet());
            late += operations.size();
        } catch (AttributeException e) {
            late++;
        }
        if (late > 0) {
            log.changedTooLate(late);
        }
    }

    private Map<String, String> operations() throws AttributeException {
        return session == null || envelope.status == Envelope.Status.UNAVAILABLE
                ? Map.of()
                : session.changes();
    }

    private static String field(Map<String, String> operations) {
        StringJoiner field = new StringJoiner(", ");
        operations.forEach((name, operation) -> field.add(SfWriter.name(name) + ";" + operation));
        return field.toString();
    }

    private String control() {
        return destroy ? "destroy" : rotate ? "rotate" : "";
    }

    int idleSeconds() {
        return envelope.idleSeconds == null
                ? context.getSessionTimeout() * 60
                : envelope.idleSeconds;
    }

    ServletContext context() {
        return context;
    }

    Listeners listeners() {
        return listeners;
    }

    AdapterLog log() {
        return log;
    }

    @Nullable ClassLoader loader() {
        return loader;
    }

    long startMillis() {
        return startMillis;
    }
}
