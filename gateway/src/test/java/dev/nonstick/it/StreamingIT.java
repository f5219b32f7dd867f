package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Bodies of 1 GiB through a gateway with 128 MiB of heap, at the pace of a receiver that at first
 * takes nothing.
 */
class StreamingIT {
    private static final long SIZE = 1L << 30;
    private static final Duration QUIET = Duration.ofMillis(300);

    /**
     * What may be on its way before anybody reads. Linux grows the buffers of a loopback socket to
     * at most 4 MiB for sending and 6 MiB for receiving: two hops make 20 MiB. The rest is the
     * gateway's.
     */
    private static final long ON_THE_WAY = 32L << 20;

    /**
     * Heap and direct memory of 128 MiB each, and what any JVM takes beside them: code, classes,
     * thread stacks.
     */
    private static final long RESIDENT_KIB = 450L << 10;

    private static TestBackend backend;
    private static GatewayUnderTest gateway;

    @BeforeAll
    static void start() throws IOException {
        backend = TestBackend.start("app");
        // paranoid leak detection would make this a test of its own speed
        gateway =
                GatewayUnderTest.start(
                        "pools: {app: {backends: ['%s']}}".formatted(backend.url()),
                        "-Xmx128m",
                        "-XX:MaxDirectMemorySize=128m",
                        "-Dio.netty.leakDetection.level=simple");
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.awaitMetric(0, "nonstick_in_flight");
        gateway.close();
        backend.close();
    }

    @Test
    void aDownloadRunsAtTheClientsPace() throws Exception {
        AtomicLong written = new AtomicLong();
        CRC32C sent = new CRC32C();
        backend.on(
                "/download",
                call -> {
                    call.send("HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n");
                    write(call.out(), written, sent);
                });
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(RawClient.request("GET", "/download", "")).readHead();

            assertStalls(written);

            assertThat(read(client.in())).as("checksum").isEqualTo(sent.getValue());
        }
        assertThat(written).hasValue(SIZE);
        assertMemory();
        assertThat(gateway.accessLine("/download")).contains("\"bytes_out\":" + SIZE);
    }

    @Test
    void aChunkedDownloadRunsAtTheClientsPace() throws Exception {
        AtomicLong written = new AtomicLong();
        byte[] piece = new byte[64 * 1024];
        int pieces = 2048;
        backend.on(
                "/chunks",
                call -> {
                    call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    for (int i = 0; i < pieces; i++) {
                        call.send("10000\r\n");
                        call.out().write(piece);
                        call.send("\r\n");
                        written.addAndGet(piece.length);
                    }
                    call.send("0\r\n\r\n");
                });
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(RawClient.request("GET", "/chunks", ""));

            assertStalls(written);

            Response response = client.read();
            assertThat(response.body()).hasSize(pieces * piece.length);
        }
        assertMemory();
    }

    @Test
    void anUploadRunsAtTheBackendsPace() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicReference<Long> received = new AtomicReference<>();
        backend.onHead(
                "/upload",
                call -> {
                    release.await();
                    received.set(read(call.in()));
                    call.ok("thanks");
                });
        AtomicLong written = new AtomicLong();
        CRC32C sent = new CRC32C();
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(RawClient.request("POST", "/upload", "", "Content-Length: " + SIZE));
            Thread sender =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            write(client.out(), written, sent);
                                        } catch (IOException e) {
                                            // the count shows it
                                        }
                                    });

            assertStalls(written);

            release.countDown();
            sender.join();
            assertThat(client.read().text()).isEqualTo("thanks");
        }
        assertThat(received.get()).as("checksum").isEqualTo(sent.getValue());
        assertMemory();
        assertThat(gateway.accessLine("/upload")).contains("\"bytes_in\":" + SIZE);
    }

    /** Nobody reads: the sender must stop, and other requests must go on. */
    private static void assertStalls(AtomicLong written) {
        Await.until("the body begins", () -> written.get() > 0);
        long stalled = Await.settled("bytes written", QUIET, written::get);

        assertThat(stalled).as("bytes on the way").isLessThan(ON_THE_WAY);
        for (int i = 0; i < 20; i++) {
            assertThat(RawClient.get(gateway.port(), "/").text()).isEqualTo("app");
        }
        assertThat(written).as("bytes on the way").hasValue(stalled);
    }

    private static void write(OutputStream out, AtomicLong written, CRC32C sum) throws IOException {
        byte[] piece = new byte[256 * 1024];
        for (long at = 0; at < SIZE; at += piece.length) {
            for (int i = 0; i < 8; i++) {
                // pieces that differ, so that a lost or doubled one is found
                piece[i] = (byte) (at >> (8 * i));
            }
            sum.update(piece, 0, piece.length);
            out.write(piece);
            written.addAndGet(piece.length);
        }
        out.flush();
    }

    private static long read(InputStream in) throws IOException {
        CRC32C sum = new CRC32C();
        byte[] piece = new byte[256 * 1024];
        long left = SIZE;
        while (left > 0) {
            int got = in.read(piece, 0, (int) Math.min(piece.length, left));
            assertThat(got).as("bytes before the end").isPositive();
            sum.update(piece, 0, got);
            left -= got;
        }
        return sum.getValue();
    }

    /** The most that was ever resident. */
    private static void assertMemory() throws IOException {
        long peak =
                Files.readAllLines(Path.of("/proc/" + gateway.pid() + "/status")).stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum();
        assertThat(peak).as("resident KiB").isPositive().isLessThan(RESIDENT_KIB);
    }
}
