package dev.nonstick.loadtest.jmh;

import dev.nonstick.http.Forwarding;
import dev.nonstick.http.HeadScanner;
import dev.nonstick.http.HeadWriter;
import dev.nonstick.http.MalformedHeadException;
import dev.nonstick.http.RequestGate;
import dev.nonstick.http.RequestHead;
import dev.nonstick.http.ResponseHead;
import dev.nonstick.routing.RouteSettings;
import dev.nonstick.routing.RouteTable;
import dev.nonstick.session.ChangeReader;
import dev.nonstick.session.CookieCodec;
import java.util.ArrayList;
import java.util.List;
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
    private static final String VIA = "1.1 nonstick";

    private final byte[] request =
            Samples.requestHead(
                    new CookieCodec(Samples.ring(), Samples.COOKIE_NAME, Samples.REALM)
                            .encode(Samples.id()));
    private final byte[] response = Samples.responseHead();
    private final HeadScanner scanner = new HeadScanner(8192, 65_536);
    private final HeadWriter out = new HeadWriter();
    private final Forwarding forwarding =
            Forwarding.of("203.0.113.7", "http", Samples.AUTHORITY);

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
            return new RouteSettings(name, host, path, "app", null);
        }
    }

    @Benchmark
    public int scanHead() throws MalformedHeadException {
        scanner.reset();
        return scanner.scan(request, request.length);
    }

    @Benchmark
    public Object readHead() throws MalformedHeadException {
        return RequestHead.read(request, 0, request.length);
    }

    @Benchmark
    public Object readAndJudgeHead() throws MalformedHeadException {
        RequestHead head = RequestHead.read(request, 0, request.length);
        return RequestGate.check(head) == null ? head.cookiesNamed(Samples.COOKIE_NAME, 20) : head;
    }

    /** From a client's bytes to those that a backend gets, without the session. */
    @Benchmark
    public int readJudgeAndWriteHead() throws MalformedHeadException {
        RequestHead head = RequestHead.read(request, 0, request.length);
        if (RequestGate.check(head) != null) {
            return 0;
        }
        out.clear().requestLine(head.method(), head.target()).field("Host", head.authority());
        head.writeEndToEnd(out);
        forwarding.write(head, false, out);
        return out.field("Via", VIA).end().length();
    }

    @Benchmark
    public Object readResponse() throws MalformedHeadException {
        return ResponseHead.read(response, 0, response.length);
    }

    /** From a backend's bytes to those that a client gets, with what is asked of the session. */
    @Benchmark
    public @Nullable Object readAndWriteResponse() throws MalformedHeadException {
        ResponseHead head = ResponseHead.read(response, 0, response.length);
        out.clear();
        head.writeStatusLine(out);
        head.writeEndToEnd(out);
        out.field("Content-Length", head.length()).field("Via", VIA).end();
        return head.update();
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
