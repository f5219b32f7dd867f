package dev.nonstick.servlet;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EventListener;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the application's listeners what happens to sessions. A listener that throws is logged and
 * does not keep the others from being told, as in the containers. Immutable.
 */
final class Listeners {

    private final List<HttpSessionListener> session = new ArrayList<>();
    private final List<HttpSessionAttributeListener> attribute = new ArrayList<>();
    private final List<HttpSessionIdListener> id = new ArrayList<>();
    private final AdapterLog log;

    Listeners(List<? extends EventListener> all, AdapterLog log) {
        this.log = log;
        for (EventListener listener : all) {
            if (listener instanceof HttpSessionListener) {
                session.add((HttpSessionListener) listener);
            }
            if (listener instanceof HttpSessionAttributeListener) {
                attribute.add((HttpSessionAttributeListener) listener);
            }
            if (listener instanceof HttpSessionIdListener) {
                id.add((HttpSessionIdListener) listener);
            }
        }
    }

    void created(HttpSession subject) {
        HttpSessionEvent event = new HttpSessionEvent(subject);
        session.forEach(listener -> tell(() -> listener.sessionCreated(event)));
    }

    /** In the opposite order of {@link #created}, while the session can still be read. */
    void destroyed(HttpSession subject) {
        HttpSessionEvent event = new HttpSessionEvent(subject);
        List<HttpSessionListener> reversed = new ArrayList<>(session);
        Collections.reverse(reversed);
        reversed.forEach(listener -> tell(() -> listener.sessionDestroyed(event)));
    }

    void idChanged(HttpSession subject, String oldId) {
        HttpSessionEvent event = new HttpSessionEvent(subject);
        id.forEach(listener -> tell(() -> listener.sessionIdChanged(event, oldId)));
    }

    void activated(HttpSession subject, @Nullable Object value) {
        if (value instanceof HttpSessionActivationListener) {
            HttpSessionActivationListener listener = (HttpSessionActivationListener) value;
            tell(() -> listener.sessionDidActivate(new HttpSessionEvent(subject)));
        }
    }

    /** Before the value can be seen in the session. */
    void bound(HttpSession subject, String name, @Nullable Object old, Object value) {
        if (value instanceof HttpSessionBindingListener && !same(old, value)) {
            HttpSessionBindingListener listener = (HttpSessionBindingListener) value;
            tell(() -> listener.valueBound(new HttpSessionBindingEvent(subject, name, value)));
        }
    }

    /** After the new value can be seen; the events carry the old one where there was one. */
    void stored(HttpSession subject, String name, @Nullable Object old, Object value) {
        if (old == null) {
            HttpSessionBindingEvent event = new HttpSessionBindingEvent(subject, name, value);
            attribute.forEach(listener -> tell(() -> listener.attributeAdded(event)));
            return;
        }
        if (!same(old, value)) {
            unbound(subject, name, old);
        }
        HttpSessionBindingEvent event = new HttpSessionBindingEvent(subject, name, old);
        attribute.forEach(listener -> tell(() -> listener.attributeReplaced(event)));
    }

    void removed(HttpSession subject, String name, @Nullable Object old) {
        unbound(subject, name, old);
        HttpSessionBindingEvent event =
                old == null
                        ? new HttpSessionBindingEvent(subject, name)
                        : new HttpSessionBindingEvent(subject, name, old);
        attribute.forEach(listener -> tell(() -> listener.attributeRemoved(event)));
    }

    private void unbound(HttpSession subject, String name, @Nullable Object old) {
        if (old instanceof HttpSessionBindingListener) {
            HttpSessionBindingListener listener = (HttpSessionBindingListener) old;
            tell(() -> listener.valueUnbound(new HttpSessionBindingEvent(subject, name, old)));
        }
    }

    @SuppressWarnings("ReferenceEquality") // bound is the object, not what it equals
    private static boolean same(@Nullable Object old, Object value) {
        return old == value;
    }

    private void tell(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            log.listenerFailed(e);
        }
    }
}
