package dev.nonstick.loadtest.peer;

import dev.nonstick.loadtest.process.BenchFailure;
import dev.nonstick.loadtest.process.Children;
import dev.nonstick.loadtest.process.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What all peers stand on.
 *
 * @param directory for configurations and logs; removed at the end
 * @param backend ports of the one backend process
 * @param redis port of the Redis
 * @param states what each session holds
 */
public record Stage(
        Path directory, Children children, Ports ports, int[] backend, int redis, States states) {

    /** Of the machine; read before this process pins itself to one of them. */
    public static final int CORES = Runtime.getRuntime().availableProcessors();

    /** The core of the proxies; everything else is on {@link #LOAD_CORE}. */
    public static final int PROXY_CORE = 0;

    /** Load generator, backend and Redis; the same core where there is only one. */
    public static final int LOAD_CORE = Math.min(1, CORES - 1);

    /** Writes a configuration. */
    Path write(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new BenchFailure(name + " cannot be written", e);
        }
    }
}
