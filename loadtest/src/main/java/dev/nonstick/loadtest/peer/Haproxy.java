package dev.nonstick.loadtest.peer;

import dev.nonstick.loadtest.process.Child;
import dev.nonstick.loadtest.process.Packages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** HAProxy, plain or with a sticky cookie. */
public final class Haproxy implements Peer {
    private final boolean sticky;

    public Haproxy(boolean sticky) {
        this.sticky = sticky;
    }

    @Override
    public String name() {
        return sticky ? "haproxy-sticky" : "haproxy";
    }

    @Override
    public String about() {
        return sticky
                ? "affinity by an inserted cookie, no session state"
                : "plain reverse proxy, no session work";
    }

    @Override
    public List<String> packages() {
        return List.of("haproxy");
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
        return "HAProxy " + Packages.version("haproxy");
    }

    @Override
    public Child start(Stage stage, int port, String label) {
        String cookie = sticky ? "cookie " + Cookies.NAME + " insert indirect nocache" : "";
        String text =
                """
                global
                  nbthread 1
                  maxconn 4096
                defaults
                  mode http
                  timeout connect 1s
                  timeout client 300s
                  timeout server 30s
                  option forwardfor
                  http-reuse always
                frontend front
                  bind 127.0.0.1:%d
                  default_backend back
                backend back
                  balance roundrobin
                  %s
                  server a 127.0.0.1:%d %s
                  server b 127.0.0.1:%d %s
                """
                        .formatted(
                                port,
                                cookie,
                                stage.backend()[0],
                                sticky ? "cookie " + name(stage, 0) : "",
                                stage.backend()[1],
                                sticky ? "cookie " + name(stage, 1) : "");
        Path file = stage.write(label + ".cfg", text);
        return stage.children()
                .start(
                        label,
                        Stage.PROXY_CORE,
                        List.of("haproxy", "-db", "-f", file.toString()),
                        Map.of());
    }

    /** A long name, for as many bytes as a session cookie has. */
    private static String name(Stage stage, int backend) {
        return Cookies.handles(stage).get(backend);
    }

    @Override
    public List<String> prepare(Stage stage, int port) {
        if (!sticky) {
            return Cookies.withoutMeaning(stage);
        }
        List<String> cookies = new ArrayList<>();
        for (int i = 0; i < stage.states().count(); i++) {
            cookies.add(Cookies.NAME + "=" + name(stage, i % 2));
        }
        return cookies;
    }
}
