package dev.nonstick.loadtest.peer;

import dev.nonstick.loadtest.process.BenchFailure;
import dev.nonstick.loadtest.process.Child;
import dev.nonstick.loadtest.process.Patience;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The one Redis, in memory only: its disk is not what is measured. */
public final class RedisServer {
    private RedisServer() {}

    public static Child start(Stage stage) {
        Child child =
                stage.children()
                        .start(
                                "redis",
                                Stage.LOAD_CORE,
                                List.of(
                                        "redis-server",
                                        "--port",
                                        Integer.toString(stage.redis()),
                                        "--bind",
                                        "127.0.0.1",
                                        "--save",
                                        "",
                                        "--appendonly",
                                        "no",
                                        "--dir",
                                        stage.directory().toString()),
                                Map.of());
        Patience.until(Duration.ofSeconds(10), child, () -> answers(stage.redis()));
        return child;
    }

    private static boolean answers(int port) {
        try (RedisClient client = new RedisClient(port)) {
            return client.ping();
        } catch (BenchFailure e) {
            return false;
        }
    }
}
