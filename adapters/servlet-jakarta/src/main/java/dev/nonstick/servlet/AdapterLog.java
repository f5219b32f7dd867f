package dev.nonstick.servlet;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Every event the adapter logs. No value of an attribute, key or handle appears in any of them.
 * Thread-safe.
 */
final class AdapterLog {

    private static final Logger LOG = Logger.getLogger("dev.nonstick.servlet");

    private final AtomicBoolean noGatewaySaid = new AtomicBoolean();
    private final Throttle refused = new Throttle();
    private final Throttle unavailable = new Throttle();
    private final Throttle late = new Throttle();
    private final Throttle unreadable = new Throttle();

    void verificationOff() {
        LOG.warning(
                "verification of the gateway is switched off (nonstick.verify=false): whoever"
                        + " reaches this server can forge sessions");
    }

    void noBackendKey() {
        LOG.warning(
                "no nonstick.backend-key (NONSTICK_BACKEND_KEY) is set: requests that come through"
                        + " the gateway will get 403");
    }

    void listenerNotUsable(String name, Throwable cause) {
        LOG.log(Level.WARNING, "session listener " + name + " gets no events", cause);
    }

    void descriptorNotReadable(String path, Throwable cause) {
        LOG.log(Level.WARNING, path + " cannot be read: its listeners get no events", cause);
    }

    void noGateway() {
        if (noGatewaySaid.compareAndSet(false, true)) {
            LOG.info("request without Offload-Session: the container's own sessions are used");
        }
    }

    void refused(String reason) {
        warn(refused, () -> "request refused: " + reason);
    }

    void storeUnavailable() {
        warn(
                unavailable,
                () -> "session store unavailable: a session was made for one request only");
    }

    void changedTooLate(int attributes) {
        warn(
                late,
                () ->
                        "session changed after the response was committed: "
                                + attributes
                                + " changes are lost");
    }

    /** The old value of an attribute that is replaced or ended cannot be told to listeners. */
    void unreadable(AttributeException cause) {
        if (unreadable.permits()) {
            LOG.log(Level.WARNING, "listeners not told", cause);
        }
    }

    void commitRefused(AttributeException cause) {
        LOG.log(Level.SEVERE, "session not saved, the client gets 500", cause);
    }

    void listenerFailed(RuntimeException cause) {
        LOG.log(Level.SEVERE, "session listener failed", cause);
    }

    private static void warn(Throttle throttle, Supplier<String> message) {
        if (throttle.permits()) {
            LOG.warning(message);
        }
    }

    /** Lets one event through per minute. */
    private static final class Throttle {

        private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

        private final AtomicLong last = new AtomicLong(System.nanoTime() - INTERVAL_NANOS);

        boolean permits() {
            long seen = last.get();
            long now = System.nanoTime();
            return now - seen >= INTERVAL_NANOS && last.compareAndSet(seen, now);
        }
    }
}
