package dev.nonstick.loadtest.peer;

import dev.nonstick.loadtest.process.Child;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The one backend: an nginx that answers a small body, on two ports. */
public final class Backend {
    /** Answers a small body. */
    public static final String PLAIN = "/";

    /** Shows in {@code X-Seen} what session state arrived, and in {@code X-Backend} where. */
    public static final String SEEN = "/seen";

    /** Asks for a session that holds {@code v}. */
    public static final String PREPARE = "/prepare?v=";

    /** Answers a small body and asks for a commit. */
    public static final String COMMIT = "/commit";

    public static final String BODY = "hello, world\n";

    private Backend() {}

    public static Child start(Stage stage) {
        String name = "backend";
        Path file = stage.write(name + ".conf", configuration(stage));
        return stage.children()
                .start(
                        name,
                        Stage.LOAD_CORE,
                        List.of("nginx", "-p", stage.directory().toString(), "-c", file.toString()),
                        Map.of());
    }

    private static String configuration(Stage stage) {
        return Nginx.head(stage, "backend", "")
                + """
                  server {
                    listen 127.0.0.1:%d;
                    listen 127.0.0.1:%d;
                    default_type text/plain;
                    location / { return 200 "hello, world\\n"; }
                    location = /seen {
                      add_header X-Seen "$http_offload_state$http_x_session";
                      add_header X-Backend $server_port;
                      return 200 "hello, world\\n";
                    }
                    location = /prepare {
                      add_header Offload-Update '"state";put=:$arg_v:';
                      return 200 "hello, world\\n";
                    }
                    location = /commit {
                      add_header Offload-Update '"visits";incr=1';
                      return 200 "hello, world\\n";
                    }
                  }
                }
                """
                        .formatted(stage.backend()[0], stage.backend()[1]);
    }
}
