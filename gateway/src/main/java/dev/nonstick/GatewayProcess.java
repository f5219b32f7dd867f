package dev.nonstick;

import dev.nonstick.config.GatewaySettings;
import dev.nonstick.drain.DrainState;
import dev.nonstick.session.Envelope;
import dev.nonstick.session.KeyRing;
import dev.nonstick.store.EmbeddedRedis;
import dev.nonstick.telemetry.AccessLog;
import dev.nonstick.telemetry.EventLog;
import dev.nonstick.telemetry.LineWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The gateway as a process in the foreground: says where it listens, runs until a signal, ends with
 * an exit code.
 */
final class GatewayProcess {
    private static final String EMBEDDED = "embedded:";

    private final GatewaySettings settings;
    private final List<String> warnings;
    private final boolean quick;
    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile @Nullable Gateway gateway;

    GatewayProcess(GatewaySettings settings, List<String> warnings, boolean quick) {
        this.settings = settings;
        this.warnings = warnings;
        this.quick = quick;
    }

    /** Runs until a signal to stop; the exit code. */
    int run() {
        LineWriter events = new LineWriter("events", new FileOutputStream(FileDescriptor.err));
        EventLog log = new EventLog(events);
        try (LineWriter access = accessWriter()) {
            warnings.forEach(log::warning);
            return serve(log, new AccessLog(access));
        } catch (Exception e) {
            System.err.println("nonstick: could not start: " + reasonOf(e));
            return 1;
        } finally {
            events.close();
        }
    }

    private int serve(EventLog log, AccessLog access) throws Exception {
        KeyRing keys = new KeyRing(DataKeys.of(settings));
        boolean embedded = settings.store().url().equals(EMBEDDED);
        try (EmbeddedRedis redis = embedded ? EmbeddedRedis.start(settings.dataDir()) : null) {
            String url = redis == null ? settings.store().url() : redis.url();
            Signals.onStop(this::signalled);
            watchParent();
            Gateway started = Gateway.start(settings, keys, url, log, access);
            gateway = started;
            announce(started, keys, url);
            stop.await();
            log.stopping("stop");
            Gateway.Rest rest = started.stop();
            int exit = DrainState.exitCode(rest.cut(), rest.unflushed());
            log.stopped(exit, rest.cut());
            return exit;
        }
    }

    private void announce(Gateway started, KeyRing keys, String storeUrl) {
        for (int i = 0; i < settings.listeners().size(); i++) {
            String host = settings.listeners().get(i).host();
            out.println("ready http://" + inUrl(host) + ":" + started.ports().get(i));
        }
        out.println("admin http://" + inUrl(settings.admin().host()) + ":" + started.adminPort());
        out.println("store " + storeUrl);
        if (quick) {
            String pool = settings.pools().keySet().iterator().next();
            out.println("NONSTICK_BACKEND_KEY=" + Envelope.backendKey(keys, pool));
        }
    }

    private static String inUrl(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    private void signalled() {
        Gateway running = gateway;
        if (running == null) {
            // nothing is served yet, so there is nothing to finish
            Runtime.getRuntime().halt(0);
        }
        Objects.requireNonNull(running).signalled();
        stop.countDown();
    }

    /** Ends with whoever started us, where that was asked for: its end closes our input. */
    private void watchParent() {
        if ("1".equals(System.getenv("NONSTICK_EXIT_WITH_STDIN"))) {
            Thread.ofPlatform()
                    .name("nonstick-parent")
                    .daemon()
                    .start(
                            () -> {
                                try (InputStream in = System.in) {
                                    while (in.read() >= 0) {
                                        // what it says is of no interest
                                    }
                                } catch (IOException e) {
                                    // gone, all the same
                                }
                                signalled();
                            });
        }
    }

    private @Nullable LineWriter accessWriter() throws IOException {
        String path = settings.accessLog();
        if (path == null) {
            return null;
        }
        OutputStream stream =
                path.equals("-")
                        ? new FileOutputStream(FileDescriptor.out)
                        : new FileOutputStream(path, true);
        return new LineWriter("access", stream);
    }

    private static String reasonOf(Exception e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
