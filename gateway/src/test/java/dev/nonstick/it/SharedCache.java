package dev.nonstick.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real shared cache: the nginx that this machine has installed, one process, in a directory of
 * its own. Pages are cached by path alone; below {@code /greedy} a Set-Cookie does not keep it from
 * that. {@code X-Cache} tells whether a page came from it.
 */
final class SharedCache implements AutoCloseable {
    private static final String CONFIG =
            """
            daemon off;
            master_process off;
            pid {dir}/pid;
            error_log stderr warn;
            events { worker_connections 256; }
            http {
              access_log off;
              client_body_temp_path {dir}/body;
              proxy_temp_path {dir}/proxy;
              fastcgi_temp_path {dir}/fastcgi;
              uwsgi_temp_path {dir}/uwsgi;
              scgi_temp_path {dir}/scgi;
              proxy_cache_path {dir}/cache keys_zone=pages:1m;
              proxy_cache pages;
              proxy_cache_key $uri;
              proxy_cache_valid 200 302 10m;
              proxy_set_header Host $http_host;
              add_header X-Cache $upstream_cache_status always;
              server {
                listen 127.0.0.1:{port};
                location / { proxy_pass http://127.0.0.1:{gateway}; }
                location /greedy {
                  proxy_pass http://127.0.0.1:{gateway};
                  proxy_ignore_headers Set-Cookie;
                }
              }
            }
            """;

    private final Process process;
    private final Lines err;
    private final int port;

    private SharedCache(Process process, int port) {
        this.process = process;
        this.err = new Lines(process.getErrorStream());
        this.port = port;
    }

    static boolean isInstalled() {
        return program().isPresent();
    }

    private static Optional<Path> program() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(path.split(":", -1)), Stream.of("/usr/sbin"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "nginx"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts one before a gateway. */
    static SharedCache start(Path dir, int gatewayPort) throws IOException {
        int port = TestBackend.freePort();
        String config =
                CONFIG.replace("{dir}", dir.toString())
                        .replace("{port}", Integer.toString(port))
                        .replace("{gateway}", Integer.toString(gatewayPort));
        Path file = Files.writeString(dir.resolve("nginx.conf"), config);
        List<String> command =
                List.of(program().orElseThrow().toString(), "-p", dir + "/", "-c", file.toString());
        SharedCache cache = new SharedCache(new ProcessBuilder(command).start(), port);
        try {
            Await.until(
                    () -> "nginx listens; it said " + cache.err.all(), Await.LIMIT, cache::listens);
        } catch (AssertionError e) {
            cache.close();
            throw e;
        }
        return cache;
    }

    private boolean listens() {
        try (RawClient client = RawClient.connect(port)) {
            return client.socket().isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** A visitor's GET through the cache. */
    Response get(Visitor visitor, String path, String... fields) {
        String request = visitor.request("GET", path, fields);
        return visitor.take(RawClient.exchange(port, request.replace("\r\n\r\n", CLOSE)));
    }

    private static final String CLOSE = "\r\nConnection: close\r\n\r\n";

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
