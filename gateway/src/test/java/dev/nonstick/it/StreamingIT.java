package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** A gibibyte each way past a receiver that does not read: it waits in the sender, not in us. */
class StreamingIT {
    private static final long SIZE = 1L << 30;

    /** What kernels and gateway may hold between the two ends: socket buffers, mostly. */
    private static final long MOST_UNDER_WAY = 32L << 20;

    /** A heap of 128 MiB, as much in direct buffers, and the JVM itself. */
    private static final long MOST_RESIDENT_KIB = 450 * 1024;

    private static final Duration QUIET = Duration.ofMillis(400);
    private static final int SMALL_BUFFER = 64 * 1024;

    @Test
    void aDownloadWaitsForItsReader() throws Exception {
        AtomicLong written = new AtomicLong();
        try (TestBackend backend = TestBackend.start("a");
                GatewayUnderTest gateway = gateway(backend)) {
            backend.onHead(
                    "/big",
                    call -> {
                        call.send("HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n");
                        write(call.out(), written);
                    });
            try (RawClient client = RawClient.connect(gateway.port(), SMALL_BUFFER)) {
                client.send(RawClient.request("GET", "/big", ""));
                long stalled = Await.settled("the backend's bytes", QUIET, written::get);

                assertThat(stalled).isLessThan(MOST_UNDER_WAY);
                assertThat(RawClient.get(gateway.port(), "/other").status()).isEqualTo(200);
                assertThat(client.readHead()).contains("200 OK");
                assertThat(checksum(client.in())).isEqualTo(expected());
            }
            assertThat(residentKib(gateway)).isLessThan(MOST_RESIDENT_KIB);
        }
    }

    @Test
    void anUploadWaitsForItsReader() throws Exception {
        AtomicLong written = new AtomicLong();
        CountDownLatch read = new CountDownLatch(1);
        CompletableFuture<Long> got = new CompletableFuture<>();
        try (TestBackend backend = TestBackend.start("a");
                GatewayUnderTest gateway = gateway(backend)) {
            backend.onHead(
                    "/sink",
                    call -> {
                        if (read.await(60, TimeUnit.SECONDS)) {
                            got.complete(checksum(call.in()));
                            call.ok("done");
                        }
                    });
            try (RawClient client = RawClient.connect(gateway.port())) {
                client.send(
                        "POST /sink HTTP/1.1\r\nHost: a\r\nContent-Length: " + SIZE + "\r\n\r\n");
                CompletableFuture<Void> sent =
                        CompletableFuture.runAsync(() -> write(client, written));
                long stalled = Await.settled("the client's bytes", QUIET, written::get);

                assertThat(stalled).isLessThan(MOST_UNDER_WAY);
                assertThat(RawClient.get(gateway.port(), "/other").status()).isEqualTo(200);
                read.countDown();
                assertThat(got.get(60, TimeUnit.SECONDS)).isEqualTo(expected());
                sent.get(10, TimeUnit.SECONDS);
                assertThat(client.read().status()).isEqualTo(200);
            }
            assertThat(residentKib(gateway)).isLessThan(MOST_RESIDENT_KIB);
        }
    }

    private static GatewayUnderTest gateway(TestBackend backend) {
        // sampled instead of paranoid: a record for each of so many buffers measures the records
        return GatewayUnderTest.start(
                """
                event-loops: 1
                pools: {app: {backends: ['%s'], timeouts: {idle: 60s}}}
                routes: [{pool: app, session: []}]
                """
                        .formatted(backend.url()),
                "-Xmx128m",
                "-Dio.netty.leakDetection.level=simple");
    }

    private static byte[] block(long offset) {
        byte[] block = new byte[64 * 1024];
        Arrays.fill(block, (byte) (offset >> 16));
        return block;
    }

    private static void write(OutputStream out, AtomicLong written) throws IOException {
        for (long offset = 0; offset < SIZE; offset += 64 * 1024) {
            out.write(block(offset));
            written.addAndGet(64 * 1024);
        }
        out.flush();
    }

    private static void write(RawClient client, AtomicLong written) {
        try {
            write(client.out(), written);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long expected() {
        CRC32C sum = new CRC32C();
        for (long offset = 0; offset < SIZE; offset += 64 * 1024) {
            sum.update(block(offset));
        }
        return sum.getValue();
    }

    private static long checksum(InputStream in) throws IOException {
        CRC32C sum = new CRC32C();
        byte[] buffer = new byte[256 * 1024];
        long left = SIZE;
        while (left > 0) {
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (n < 0) {
                throw new EOFException(left + " bytes are missing");
            }
            sum.update(buffer, 0, n);
            left -= n;
        }
        return sum.getValue();
    }

    private static long residentKib(GatewayUnderTest gateway) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + gateway.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new AssertionError("no VmRSS");
    }
}
