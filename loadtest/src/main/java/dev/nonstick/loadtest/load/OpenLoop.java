package dev.nonstick.loadtest.load;

import dev.nonstick.loadtest.process.BenchFailure;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.HdrHistogram.Histogram;

/**
 * The open loop: requests are due at a fixed rate whether or not earlier ones were answered. A
 * latency counts from when its request was due, not from when a connection was free to send it:
 * what a slow answer keeps waiting is not omitted.
 *
 * <p>One thread; it looks for answers every {@link #STEP_NANOS}, which is its resolution.
 */
public final class OpenLoop {
    private static final long STEP_NANOS = 50_000;
    private static final Duration AFTERMATH = Duration.ofSeconds(5);
    private static final long MAX_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final List<byte[]> requests;
    private final int port;
    private final Histogram latencies = new Histogram(MAX_NANOS, 3);
    private final ArrayDeque<Connection> free = new ArrayDeque<>();
    private final ArrayDeque<Long> due = new ArrayDeque<>();
    private final RandomGenerator random = RandomGeneratorFactory.getDefault().create();
    private long answered;

    public OpenLoop(Target target) {
        this.port = target.port();
        String head = "GET " + target.path() + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n";
        this.requests =
                target.cookies().stream()
                        .map(cookie -> head + "Cookie: " + cookie + "\r\n\r\n")
                        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
                        .toList();
    }

    /**
     * What it saw; latencies in microseconds.
     *
     * @param perSecond what was asked for
     */
    public record Result(
            double perSecond, long requests, long p50, long p99, long p999, long max) {}

    /** Sends at a rate for a time, then waits for what is under way. */
    public Result run(double perSecond, Duration time) {
        try (Selector selector = Selector.open()) {
            try {
                for (int i = 0; i < Target.CONNECTIONS; i++) {
                    free.add(new Connection(port, selector));
                }
                long sent = drive(selector, perSecond, time);
                return new Result(
                        perSecond,
                        sent,
                        micros(latencies.getValueAtPercentile(50)),
                        micros(latencies.getValueAtPercentile(99)),
                        micros(latencies.getValueAtPercentile(99.9)),
                        micros(latencies.getMaxValue()));
            } finally {
                for (SelectionKey key : selector.keys()) {
                    key.channel().close();
                }
            }
        } catch (IOException e) {
            throw new BenchFailure("open loop on port " + port, e);
        }
    }

    private long drive(Selector selector, double perSecond, Duration time) throws IOException {
        double interval = 1e9 / perSecond;
        long total = Math.round(perSecond * time.toNanos() / 1e9);
        long start = System.nanoTime();
        long limit = time.plus(AFTERMATH).toNanos();
        long scheduled = 0;
        while (answered < total) {
            long now = System.nanoTime() - start;
            if (now > limit) {
                throw new BenchFailure(
                        "%d of %d requests unanswered at %.0f a second"
                                .formatted(total - answered, total, perSecond));
            }
            while (scheduled < total && scheduled * interval <= now) {
                due.add(start + (long) (scheduled++ * interval));
            }
            while (!due.isEmpty() && !free.isEmpty()) {
                byte[] request = requests.get(random.nextInt(requests.size()));
                free.poll().send(request, due.poll());
            }
            if (selector.selectNow(this::ready) == 0) {
                long next = scheduled < total ? (long) (scheduled * interval) - now : STEP_NANOS;
                LockSupport.parkNanos(Math.clamp(next, 1_000, STEP_NANOS));
            }
        }
        return total;
    }

    private void ready(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        long begun = connection.read();
        if (begun != Connection.NOT_YET) {
            answered++;
            latencies.recordValue(Math.clamp(System.nanoTime() - begun, 0, MAX_NANOS));
            free.add(connection);
        }
    }

    private static long micros(long nanos) {
        return nanos / 1000;
    }
}
