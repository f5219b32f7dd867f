package dev.nonstick.loadtest.peer;

import dev.nonstick.loadtest.process.Child;
import dev.nonstick.loadtest.process.Packages;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** nginx as a plain reverse proxy. */
public final class Nginx implements Peer {

    /**
     * The beginning of every nginx configuration here, up to the open {@code http} block. One
     * process, in the foreground; connections are kept for good.
     *
     * @param modules {@code load_module} lines
     */
    static String head(Stage stage, String name, String modules) {
        String directory = stage.directory().resolve(name).toString();
        return """
        daemon off;
        master_process off;
        worker_processes 1;
        pid %1$s.pid;
        error_log stderr warn;
        %2$s
        events { worker_connections 4096; }
        http {
          access_log off;
          keepalive_requests 1000000000;
          keepalive_timeout 300s;
          client_body_temp_path %1$s-body;
          proxy_temp_path %1$s-proxy;
          fastcgi_temp_path %1$s-fastcgi;
          uwsgi_temp_path %1$s-uwsgi;
          scgi_temp_path %1$s-scgi;
        """
                .formatted(directory, modules);
    }

    /** The backend with connections that are kept, and a server that passes everything on. */
    static String proxy(Stage stage, int port, String location) {
        return """
          upstream backend {
            server 127.0.0.1:%d;
            server 127.0.0.1:%d;
            keepalive 128;
            keepalive_requests 1000000000;
            keepalive_timeout 300s;
          }
          server {
            listen 127.0.0.1:%d;
            location / {
              %s
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_set_header Host $http_host;
              proxy_set_header X-Forwarded-For $remote_addr;
              proxy_pass http://backend;
            }
          }
        }
        """
                .formatted(stage.backend()[0], stage.backend()[1], port, location);
    }

    @Override
    public String name() {
        return "nginx";
    }

    @Override
    public String about() {
        return "plain reverse proxy, no session work";
    }

    @Override
    public List<String> packages() {
        return List.of("nginx");
    }

    @Override
    public boolean isJvm() {
        return false;
    }

    @Override
    public boolean hasSession() {
        return false;
    }

    @Override
    public String version() {
        return "nginx " + Packages.version("nginx");
    }

    @Override
    public Child start(Stage stage, int port, String label) {
        return run(stage, label, head(stage, label, "") + proxy(stage, port, ""));
    }

    static Child run(Stage stage, String label, String configuration) {
        Path file = stage.write(label + ".conf", configuration);
        return stage.children()
                .start(
                        label,
                        Stage.PROXY_CORE,
                        List.of("nginx", "-p", stage.directory().toString(), "-c", file.toString()),
                        Map.of());
    }

    @Override
    public List<String> prepare(Stage stage, int port) {
        return Cookies.withoutMeaning(stage);
    }
}
