package dev.nonstick.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EventListener;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The webapp's session listeners, by class. The container gives nobody its instances, and sends
 * them no events for sessions it does not have: so the adapter makes instances of its own.
 */
final class ListenerClasses {

    private final Map<String, Class<? extends EventListener>> classes = new LinkedHashMap<>();
    private final AdapterLog log;

    ListenerClasses(AdapterLog log) {
        this.log = log;
    }

    /** Adds classes by name, as descriptors and settings have them. */
    void addNames(Collection<String> names, ClassLoader loader) {
        for (String name : names) {
            try {
                add(Class.forName(name, false, loader));
            } catch (ClassNotFoundException | LinkageError e) {
                log.listenerNotUsable(name, e);
            }
        }
    }

    /** Adds classes that are annotated with {@code WebListener}. */
    void addAll(Collection<Class<?>> found) {
        found.forEach(this::add);
    }

    private void add(Class<?> type) {
        if (HttpSessionListener.class.isAssignableFrom(type)
                || HttpSessionAttributeListener.class.isAssignableFrom(type)
                || HttpSessionIdListener.class.isAssignableFrom(type)) {
            classes.putIfAbsent(type.getName(), type.asSubclass(EventListener.class));
        }
    }

    /** One instance of each, made and injected by the container. */
    List<EventListener> instantiate(ServletContext context) {
        List<EventListener> listeners = new ArrayList<>();
        classes.forEach(
                (name, type) -> {
                    try {
                        listeners.add(context.createListener(type));
                    } catch (ServletException | RuntimeException | LinkageError e) {
                        log.listenerNotUsable(name, e);
                    }
                });
        return listeners;
    }
}
