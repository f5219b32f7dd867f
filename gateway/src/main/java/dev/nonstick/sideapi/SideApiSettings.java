package dev.nonstick.sideapi;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where backends reach the side API.
 *
 * @param url what backends are told; null: what follows from the address
 */
public record SideApiSettings(Address address, @Nullable String url) {

    /** Where it listens. */
    public sealed interface Address {
        /** As it is written. */
        String text();
    }

    /**
     * In clear text.
     *
     * @param port 0 picks a free one
     */
    public record Tcp(String host, int port) implements Address {
        @Override
        public String text() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    /** A Unix socket. */
    public record Unix(Path path) implements Address {
        @Override
        public String text() {
            return "unix:" + path;
        }
    }
}
