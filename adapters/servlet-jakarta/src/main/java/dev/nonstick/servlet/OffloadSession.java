package dev.nonstick.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import java.io.Serializable;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The session an application sees during one request. Its methods may be called from several
 * threads of that request; they take the exchange's lock.
 */
final class OffloadSession implements HttpSession {

    private final Exchange exchange;
    private final Attributes attributes;
    private final @Nullable Metadata storedMetadata;
    private final boolean isNew;
    private Metadata metadata;
    private boolean valid = true;
    private boolean ending;

    private OffloadSession(
            Exchange exchange,
            Attributes attributes,
            @Nullable Metadata storedMetadata,
            boolean isNew) {
        this.exchange = exchange;
        this.attributes = attributes;
        this.storedMetadata = storedMetadata;
        this.isNew = isNew;
        this.metadata =
                storedMetadata == null ? Metadata.fresh(exchange.startMillis()) : storedMetadata;
    }

    static OffloadSession fresh(Exchange exchange) {
        return new OffloadSession(exchange, new Attributes(), null, true);
    }

    /** A session of the record. One that another framework wrote has no metadata of ours yet. */
    static OffloadSession stored(Exchange exchange, Map<String, Stored> stored) {
        return new OffloadSession(
                exchange, Attributes.of(stored), Metadata.read(stored.get(Metadata.NAME)), false);
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        synchronized (exchange) {
            checkValid();
            Slot slot = attributes.slot(name);
            try {
                return read(slot);
            } catch (AttributeException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }
    }

    @Override
    public Enumeration<String> getAttributeNames() {
        synchronized (exchange) {
            checkValid();
            return Collections.enumeration(attributes.names());
        }
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
        if (name == null) {
            throw new IllegalArgumentException("attribute name (expected: not null)");
        }
        if (value == null) {
            removeAttribute(name);
            return;
        }
        Attributes.checkName(name);
        if (!(value instanceof Serializable)) {
            throw new IllegalArgumentException(
                    "attribute \""
                            + name
                            + "\": "
                            + value.getClass().getName()
                            + " (expected: Serializable)");
        }
        synchronized (exchange) {
            checkValid();
            Object old = readForListeners(attributes.slot(name));
            exchange.listeners().bound(this, name, old, value);
            attributes.slotToSet(name).set(value);
            exchange.listeners().stored(this, name, old, value);
        }
    }

    @Override
    public void removeAttribute(String name) {
        synchronized (exchange) {
            checkValid();
            remove(name);
        }
    }

    private void remove(String name) {
        Slot slot = attributes.slot(name);
        if (slot.present()) {
            Object old = readForListeners(slot);
            slot.remove();
            exchange.listeners().removed(this, name, old);
        }
    }

    private @Nullable Object read(Slot slot) throws AttributeException {
        boolean unread = slot.unread();
        Object value = slot.read(exchange.loader());
        if (unread) {
            exchange.listeners().activated(this, value);
        }
        return value;
    }

    /** An old value that cannot be read must not keep the application from replacing it. */
    private @Nullable Object readForListeners(Slot slot) {
        try {
            return read(slot);
        } catch (AttributeException e) {
            exchange.log().unreadable(e);
            return null;
        }
    }

    /** Listeners see the session as it was; then every value is unbound. */
    @Override
    public void invalidate() {
        synchronized (exchange) {
            checkValid();
            if (ending) {
                return; // a listener that invalidates what is being invalidated
            }
            ending = true;
            exchange.listeners().destroyed(this);
            attributes.names().forEach(this::remove);
            valid = false;
            exchange.ended(this);
        }
    }

    @Override
    public boolean isNew() {
        synchronized (exchange) {
            checkValid();
            return isNew;
        }
    }

    /** An opaque handle; it says nothing about the cookie the browser has. */
    @Override
    public String getId() {
        synchronized (exchange) {
            return metadata.id();
        }
    }

    @Override
    public long getCreationTime() {
        synchronized (exchange) {
            checkValid();
            return metadata.createdMillis();
        }
    }

    /** The time of this request: the record keeps no time of the one before. */
    @Override
    public long getLastAccessedTime() {
        synchronized (exchange) {
            checkValid();
            return exchange.startMillis();
        }
    }

    /** Kept and shown again, but the gateway's idle timeout stays what it is. */
    @Override
    public void setMaxInactiveInterval(int seconds) {
        synchronized (exchange) {
            metadata = metadata.withMaxInactive(seconds);
        }
    }

    @Override
    public int getMaxInactiveInterval() {
        synchronized (exchange) {
            Integer own = metadata.maxInactive();
            return own == null ? exchange.idleSeconds() : own;
        }
    }

    @Override
    public ServletContext getServletContext() {
        return exchange.context();
    }

    /** Gives the session another handle and returns the new one. */
    String changeId() {
        String oldId = metadata.id();
        metadata = metadata.withNewHandle();
        exchange.listeners().idChanged(this, oldId);
        return metadata.id();
    }

    /** The operations that bring the record up to date, by attribute name. */
    Map<String, String> changes() throws AttributeException {
        Map<String, String> operations = new LinkedHashMap<>();
        if (metadata != storedMetadata) {
            operations.put(
                    Metadata.NAME,
                    "put=" + SfWriter.bytes(metadata.write()) + ";t=" + Metadata.TYPE);
        }
        attributes.addChanges(operations);
        return operations;
    }

    private void checkValid() {
        if (!valid) {
            throw new IllegalStateException("the session is invalidated");
        }
    }
}
