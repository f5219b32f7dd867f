package dev.nonstick.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Two gateways with a side API over one Redis, before one backend that uses it as it is told. */
final class SideBench implements AutoCloseable {
    final Redis redis;
    final TestBackend backend;
    final GatewayUnderTest a;
    final GatewayUnderTest b;

    SideBench(Path dir) throws IOException {
        redis = Redis.start(dir);
        backend = SessionBench.echoing(TestBackend.start("one")).on("/side", SideClient::script);
        a = GatewayUnderTest.start(config(redis.url(), backend, "127.0.0.1:0"));
        b = GatewayUnderTest.start(config(redis.url(), backend, "127.0.0.1:0"));
    }

    static String config(String storeUrl, TestBackend backend, String address) {
        return "side-api: {address: '" + address + "'}\n" + SessionBench.config(storeUrl, backend);
    }

    /** What a visit's backend got from the side API, call by call. */
    List<String> visit(Visitor visitor, String... calls) {
        Response response = visitor.get(a, "/side", fields(calls));
        if (response.status() != 200) {
            throw new AssertionError(response.head() + response.text());
        }
        return response.text().lines().toList();
    }

    static String[] fields(String... calls) {
        return Stream.of(calls).map(call -> "X-Side: " + call).toArray(String[]::new);
    }

    @Override
    public void close() throws IOException {
        try (backend;
                redis) {
            a.close();
            b.close();
        }
    }
}
