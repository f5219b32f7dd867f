package dev.nonstick.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The launcher's command line.
 *
 * @param port 0 = any free one
 * @param webapp an exploded web application
 * @param instance the name the webapp shows
 * @param exitWithStdin stop at the end of standard input, that is, when the parent is gone
 */
record LauncherOptions(int port, Path webapp, String instance, boolean exitWithStdin) {

    static final String USAGE =
            "usage: java -jar demo.jar [--port N] --webapp DIR [--instance NAME] [--exit-with-stdin]";

    static LauncherOptions parse(List<String> args) {
        int port = 0;
        Path webapp = null;
        String instance = "A";
        boolean exitWithStdin = false;
        Iterator<String> rest = args.iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--port" -> port = port(value(option, rest));
                case "--webapp" -> webapp = Path.of(value(option, rest)).toAbsolutePath();
                case "--instance" -> instance = value(option, rest);
                case "--exit-with-stdin" -> exitWithStdin = true;
                default -> throw new IllegalArgumentException(option + ": unknown option");
            }
        }
        return new LauncherOptions(port, existing(webapp), instance, exitWithStdin);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + ": a value is missing");
        }
        return rest.next();
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // told below, as every other bad value
        }
        throw new IllegalArgumentException("--port: " + text + " (expected: 0 to 65535)");
    }

    private static Path existing(@Nullable Path webapp) {
        if (webapp == null || !Files.isDirectory(webapp)) {
            throw new IllegalArgumentException(
                    "--webapp: " + webapp + " (expected: an exploded web application)");
        }
        return webapp;
    }
}
