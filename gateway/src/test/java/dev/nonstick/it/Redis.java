package dev.nonstick.it;

import dev.nonstick.store.EmbeddedRedis;
import java.io.IOException;
import java.nio.file.Path;

/** A Redis that outlives gateways and can be stopped for a while. */
final class Redis implements AutoCloseable {
    private final EmbeddedRedis server;
    private final long pid;

    private Redis(EmbeddedRedis server) throws IOException {
        this.server = server;
        try (Resp resp = resp()) {
            this.pid = resp.pid();
        }
    }

    /** Starts one with its data in a directory. */
    static Redis start(Path dir) throws IOException {
        return new Redis(EmbeddedRedis.start(dir));
    }

    int port() {
        return server.port();
    }

    /** What goes into {@code store.url}. */
    String url() {
        return server.url();
    }

    long pid() {
        return pid;
    }

    /** TERM, KILL, STOP or CONT. */
    void signal(String name) {
        Signals.send(pid, name);
    }

    /** A new connection. */
    Resp resp() throws IOException {
        return new Resp(port());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
