package dev.nonstick.store;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/** Finds a redis-server that runs here: the bundled one, else one on the PATH. */
final class EmbeddedRedisBinary {

    private static final long VERSION_TIMEOUT_SECONDS = 5;

    private EmbeddedRedisBinary() {}

    /**
     * @param cache where the bundled binary is kept from one start to the next
     * @throws IOException if no redis-server runs on this machine
     */
    static Path find(Path cache) throws IOException {
        Path bundled = bundled(cache);
        if (bundled != null && runs(bundled)) {
            return bundled;
        }
        Path installed = onPath("redis-server").orElse(null);
        if (installed != null && runs(installed)) {
            return installed;
        }
        throw new IOException(
                "store.url: embedded: finds no redis-server that runs here (expected: install"
                        + " redis-server, or set store.url to redis://host:port)");
    }

    static Optional<Path> onPath(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(Pattern.quote(File.pathSeparator)))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static @Nullable Path bundled(Path cache) throws IOException {
        String resource =
                ExecutableProvider.newProvidedVersionsMap()
                        .get(OsArchitecture.detectOSandArchitecture());
        if (resource == null) {
            return null;
        }
        Path binary = cache.resolve(resource.substring(1)); // named by version
        if (!Files.isExecutable(binary)) {
            extract(cache, binary);
        }
        return binary;
    }

    /** The library marks what it writes for deletion at exit, so that is moved to its place. */
    private static void extract(Path cache, Path binary) throws IOException {
        Path fresh = Files.createTempDirectory(Files.createDirectories(cache), "extract");
        try {
            Path extracted =
                    ExecutableProvider.newJarResourceProvider(fresh.toFile()).get().toPath();
            Files.move(extracted, binary, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static boolean runs(Path binary) throws InterruptedIOException {
        try {
            Process version =
                    new ProcessBuilder(binary.toString(), "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (version.waitFor(VERSION_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                return version.exitValue() == 0;
            }
            version.destroyForcibly();
            return false;
        } catch (IOException _) {
            return false; // another machine's format, no execute permission, missing libraries
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while looking for a redis-server");
        }
    }
}
