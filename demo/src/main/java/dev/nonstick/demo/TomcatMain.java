package dev.nonstick.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.LifecycleException;

/**
 * Runs one exploded webapp in a Tomcat of its own, on loopback.
 *
 * <p>Prints {@code ready http://127.0.0.1:PORT} when it serves and nothing else; warnings go to
 * stderr. Stops on SIGTERM and, with {@code --exit-with-stdin}, when its parent is gone. Exits with
 * 2 on a wrong command line and with 1 when the webapp does not start.
 */
public final class TomcatMain {
    /** Loggers are held weakly: without this field the level would be forgotten. */
    private static final Logger ROOT = Logger.getLogger("");

    private TomcatMain() {}

    public static void main(String[] args) {
        LauncherOptions options;
        try {
            options = LauncherOptions.parse(List.of(args));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(LauncherOptions.USAGE);
            System.exit(2);
            return;
        }
        warningsOnly();
        if (options.exitWithStdin()) {
            exitWithStdin();
        }
        try {
            WebappServer server = WebappServer.start(options);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
            System.out.println("ready http://127.0.0.1:" + server.port());
        } catch (IOException | LifecycleException | IllegalStateException e) {
            System.err.println("instance " + options.instance() + " does not start: " + e);
            System.exit(1);
        }
    }

    private static void warningsOnly() {
        for (Handler handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
        }
        ROOT.setLevel(Level.WARNING);
        ROOT.addHandler(new ConsoleHandler());
    }

    private static void exitWithStdin() {
        Thread watch =
                new Thread(
                        () -> {
                            try (InputStream in = System.in) {
                                in.transferTo(OutputStream.nullOutputStream());
                            } catch (IOException e) {
                                // as good as the end of it
                            }
                            System.exit(0);
                        },
                        "exit-with-stdin");
        watch.setDaemon(true);
        watch.start();
    }
}
