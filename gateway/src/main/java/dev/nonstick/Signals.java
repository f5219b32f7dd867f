package dev.nonstick;

import java.lang.reflect.Proxy;

/**
 * Signals to stop. The platform's API for them is in {@code jdk.unsupported} and cannot be named
 * without a warning, so it is reached by reflection; a shutdown hook would do for the first signal
 * but never sees the second.
 */
final class Signals {
    private Signals() {}

    /** Runs {@code action} at every TERM and INT. */
    static void onStop(Runnable action) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object runs =
                Proxy.newProxyInstance(
                        Signals.class.getClassLoader(),
                        new Class<?>[] {handler},
                        (self, method, arguments) -> {
                            if (method.getName().equals("handle")) {
                                action.run();
                            }
                            return null;
                        });
        for (String name : new String[] {"TERM", "INT"}) {
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), runs);
        }
    }
}
