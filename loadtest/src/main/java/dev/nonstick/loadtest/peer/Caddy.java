package dev.nonstick.loadtest.peer;

import dev.nonstick.loadtest.process.Child;
import dev.nonstick.loadtest.process.Packages;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Caddy as a plain reverse proxy. */
public final class Caddy implements Peer {

    @Override
    public String name() {
        return "caddy";
    }

    @Override
    public String about() {
        return "plain reverse proxy, no session work";
    }

    @Override
    public List<String> packages() {
        return List.of("caddy");
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
        return "Caddy " + Packages.version("caddy");
    }

    @Override
    public Child start(Stage stage, int port, String label) {
        Path file =
                stage.write(
                        label + ".caddy",
                        """
                        {
                          admin off
                          auto_https off
                        }
                        http://127.0.0.1:%d {
                          bind 127.0.0.1
                          reverse_proxy 127.0.0.1:%d 127.0.0.1:%d {
                            lb_policy round_robin
                            transport http {
                              keepalive_idle_conns_per_host 128
                            }
                          }
                        }
                        """
                                .formatted(port, stage.backend()[0], stage.backend()[1]));
        return stage.children()
                .start(
                        label,
                        Stage.PROXY_CORE,
                        List.of(
                                "caddy",
                                "run",
                                "--adapter",
                                "caddyfile",
                                "--config",
                                file.toString()),
                        Map.of(
                                "GOMAXPROCS",
                                "1",
                                "XDG_DATA_HOME",
                                stage.directory().toString(),
                                "XDG_CONFIG_HOME",
                                stage.directory().toString()));
    }

    @Override
    public List<String> prepare(Stage stage, int port) {
        return Cookies.withoutMeaning(stage);
    }
}
