package dev.nonstick.cli.demo;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the built pieces are. */
record Distribution(Path java, Path gatewayJar, Path demoJar, Path webapp) {

    /** Looks below {@code nonstick.home}, which the launcher script sets. */
    static Distribution find() {
        Path home = Path.of(System.getProperty("nonstick.home", ".")).toAbsolutePath().normalize();
        Path demo = home.resolve("demo/target/demo");
        return new Distribution(
                existing(Path.of(System.getProperty("java.home"), "bin", "java")),
                existing(home.resolve("gateway/target/nonstick/nonstick.jar")),
                existing(demo.resolve("demo.jar")),
                existing(demo.resolve("webapp")));
    }

    private static Path existing(Path path) {
        if (!Files.exists(path)) {
            throw new DemoFailure(path + " is missing: build first, or start by ./nonstick demo");
        }
        return path;
    }
}
