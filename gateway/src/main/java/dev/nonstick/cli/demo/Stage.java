package dev.nonstick.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What the play needs: two instances of the shop, the gateway, and a folder that vanishes. */
final class Stage implements AutoCloseable {
    static final String POOL = "app";
    static final String COOKIE = "sid";
    static final String HOST = "localhost";
    static final String PLAIN_HOST = "plain.localhost";
    private static final int KEY_ID = 1;

    private final Children children;
    private final Path folder;
    private final List<ShopInstance> instances;
    private final GatewayProcess gateway;

    private Stage(
            Children children, Path folder, List<ShopInstance> instances, GatewayProcess gateway) {
        this.children = children;
        this.folder = folder;
        this.instances = instances;
        this.gateway = gateway;
    }

    /** Starts everything and waits until it serves. If that fails, nothing is left. */
    static Stage set(Distribution distribution, BackendKeys backendKeys, int port) {
        Path folder = temporaryFolder();
        Children children = new Children();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> interrupted(children, folder), "interrupted"));
        try {
            byte[] secret = new byte[32];
            new SecureRandom().nextBytes(secret);
            String backendKey = backendKeys.backendKey(secret.clone(), KEY_ID, POOL);
            List<ShopInstance> instances =
                    Stream.of("A", "B")
                            .map(
                                    name ->
                                            new ShopInstance(
                                                    name,
                                                    distribution,
                                                    folder,
                                                    backendKey,
                                                    children))
                            .toList();
            GatewayProcess gateway =
                    new GatewayProcess(
                            port,
                            distribution,
                            folder,
                            GatewayProcess.configure(folder, port, instances),
                            Base64.getEncoder().encodeToString(secret),
                            children);
            instances.forEach(ShopInstance::awaitReady);
            gateway.awaitReady();
            return new Stage(children, folder, instances, gateway);
        } catch (DemoFailure e) {
            clear(children, folder);
            throw e;
        }
    }

    List<ShopInstance> instances() {
        return instances;
    }

    ShopInstance instance(String name) {
        return instances.stream()
                .filter(instance -> instance.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new DemoFailure("no instance is called " + name));
    }

    GatewayProcess gateway() {
        return gateway;
    }

    Browser browser(String host) {
        return new Browser(gateway.port(), host);
    }

    /** Whether somebody is stopping the demo, so that failures mean nothing any more. */
    boolean isClosing() {
        return children.isClosed();
    }

    String lastWords() {
        return children.lastWords();
    }

    /** After {@link #close}: no process of the play runs and its folder is gone. */
    boolean isEmpty() {
        return !children.anyAlive() && !Files.exists(folder);
    }

    @Override
    public void close() {
        clear(children, folder);
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("nonstick-demo-");
        } catch (IOException e) {
            throw new DemoFailure("no temporary folder", e);
        }
    }

    /** The shutdown hook: Ctrl-C, SIGTERM, or an exception nobody has thought of. */
    private static void interrupted(Children children, Path folder) {
        if (!children.isClosed()) {
            clear(children, folder);
            System.out.println(
                    children.anyAlive() || Files.exists(folder)
                            ? "\n  Stopped, but not everything went away: see " + folder
                            : "\n  Stopped. No process and no file is left.");
        }
    }

    private static void clear(Children children, Path folder) {
        children.close();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            // gone already; isEmpty tells where it is not
        }
    }
}
