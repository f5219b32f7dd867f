package dev.nonstick.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;

/** A started Tomcat with one webapp at the root, and the temporary folder it works in. */
final class WebappServer implements AutoCloseable {
    private final Tomcat tomcat;
    private final Path base;

    private WebappServer(Tomcat tomcat, Path base) {
        this.tomcat = tomcat;
        this.base = base;
    }

    static WebappServer start(LauncherOptions options) throws IOException, LifecycleException {
        WebappServer server =
                new WebappServer(new Tomcat(), Files.createTempDirectory("nonstick-demo-"));
        try {
            server.serve(options);
        } catch (LifecycleException | RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    private void serve(LauncherOptions options) throws LifecycleException {
        tomcat.setBaseDir(base.toString());
        tomcat.setConnector(connector(options.port()));
        // no JSP engine here, so not the default web.xml, which wants one
        tomcat.setAddDefaultWebXmlToWebapp(false);
        Context context = tomcat.addWebapp("", options.webapp().toString());
        context.addParameter("instance", options.instance());
        scanOnlyTheWebapp(context);
        tomcat.start();
        if (!context.getState().isAvailable()) {
            throw new IllegalStateException("the webapp failed, see the messages above");
        }
    }

    private static Connector connector(int port) {
        Connector connector = new Connector("HTTP/1.1");
        connector.setProperty("address", "127.0.0.1");
        connector.setPort(port);
        connector.setThrowOnFailure(true);
        return connector;
    }

    /** Annotations and initializers count in WEB-INF; Tomcat's own jars have none to look for. */
    private static void scanOnlyTheWebapp(Context context) {
        StandardJarScanner scanner = new StandardJarScanner();
        scanner.setScanClassPath(false);
        scanner.setScanManifest(false);
        context.setJarScanner(scanner);
    }

    /** Best effort, as the process ends with it. */
    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            System.err.println("Tomcat does not stop cleanly: " + e);
        }
        try {
            delete(base);
        } catch (IOException | UncheckedIOException e) {
            System.err.println(base + " is left behind: " + e);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
