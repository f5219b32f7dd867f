package dev.nonstick.loadtest.jmh;

import dev.nonstick.http.RequestGate;
import dev.nonstick.http.RequestHead;
import dev.nonstick.routing.RouteSettings;
import dev.nonstick.routing.RouteTable;
import dev.nonstick.session.ChangeReader;
import dev.nonstick.session.CookieCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Steps 1 and 2, and what a backend asks of the session. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HeadBenchmark {
    private final List<Map.Entry<String, String>> fields =
            Samples.fields(
                    new CookieCodec(Samples.ring(), Samples.COOKIE_NAME, Samples.REALM)
                            .encode(Samples.id()));

    /** A route for everything, and routes of other hosts. */
    @State(Scope.Thread)
    public static class Routes {
        @Param({"1", "100", "10000"})
        private int count;

        private RouteTable table = new RouteTable(List.of());

        @Setup
        public void fill() {
            List<RouteSettings> routes = new ArrayList<>();
            routes.add(route("any", "*", "/"));
            for (int i = 1; i < count; i++) {
                routes.add(route("r" + i, "host" + i + ".example", "/app"));
            }
            table = new RouteTable(routes);
        }

        private static RouteSettings route(String name, String host, String path) {
            return new RouteSettings(name, host, path, "app", null, Set.of(), true);
        }
    }

    @Benchmark
    public Object readHead() {
        return RequestHead.read("GET", "/cart?page=2", false, fields);
    }

    @Benchmark
    public Object readAndJudgeHead() {
        RequestHead head = RequestHead.read("GET", "/cart?page=2", false, fields);
        return RequestGate.check(head) == null ? head.cookiesNamed(Samples.COOKIE_NAME, 20) : head;
    }

    @Benchmark
    public @Nullable Object findRoute(Routes routes) {
        return routes.table.find(Samples.AUTHORITY, "/app/cart");
    }

    @Benchmark
    public Object readChange() {
        return ChangeReader.read("\"visits\";incr=1, \"theme\";put=:ZGFyaw==:", null, Set.of());
    }
}
