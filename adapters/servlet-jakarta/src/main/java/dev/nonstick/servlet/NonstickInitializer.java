package dev.nonstick.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.annotation.HandlesTypes;
import jakarta.servlet.annotation.WebListener;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the adapter's filter in front of every other one of a webapp. Containers find this class
 * through {@code META-INF/services} and call it once per webapp, from one thread, before anything
 * of the application runs.
 */
@HandlesTypes(WebListener.class)
public final class NonstickInitializer implements ServletContainerInitializer {

    private static final String NAME = "nonstick";

    /** For the container. */
    public NonstickInitializer() {}

    /**
     * Registers the filter.
     *
     * @param webListeners the webapp's classes with that annotation, null if there are none
     * @throws IllegalArgumentException if a setting is wrong; the webapp does not start then
     */
    @Override
    public void onStartup(@Nullable Set<Class<?>> webListeners, ServletContext context) {
        AdapterLog log = new AdapterLog();
        Settings settings = Settings.of(context);
        Descriptors descriptors = Descriptors.read(context, log);
        ListenerClasses listeners = new ListenerClasses(log);
        listeners.addNames(descriptors.listeners(), context.getClassLoader());
        if (webListeners != null && !descriptors.metadataComplete()) {
            listeners.addAll(webListeners);
        }
        listeners.addNames(settings.listeners, context.getClassLoader());
        AuthVerifier verifier = new AuthVerifier(settings.keys, Clock.systemUTC());
        FilterRegistration.@Nullable Dynamic filter =
                context.addFilter(
                        NAME, new OffloadFilter(settings, listeners, descriptors, verifier, log));
        if (filter == null) {
            return; // there already: the jar was found twice
        }
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(
                EnumSet.of(
                        DispatcherType.REQUEST,
                        DispatcherType.FORWARD,
                        DispatcherType.ASYNC,
                        DispatcherType.ERROR),
                false,
                "/*");
        if (!settings.verify) {
            log.verificationOff();
        } else if (settings.keys.isEmpty()) {
            log.noBackendKey();
        }
    }
}
