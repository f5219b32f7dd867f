package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The side API on a Unix socket, and where there is none. */
class SideSocketIT {
    @TempDir private Path dir;

    private TestBackend backend;

    @BeforeEach
    void start() throws IOException {
        backend = SessionBench.echoing(TestBackend.start("one"));
    }

    @AfterEach
    void stop() throws IOException {
        backend.close();
    }

    private Path socket() {
        return dir.resolve("s");
    }

    private String config() {
        return SideBench.config("memory:", backend, "unix:" + socket());
    }

    private static String exchange(Path socket, String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            byte[] answer = Channels.newInputStream(channel).readAllBytes();
            return new String(answer, StandardCharsets.UTF_8);
        }
    }

    @Test
    void isForItsOwnerAloneAndGoesWithTheGateway() throws Exception {
        backend.on(
                "/read",
                call -> {
                    SideClient side = SideClient.of(call.request());
                    assertThat(side.api()).isEqualTo("unix:" + socket());
                    String bearer = "Authorization: Bearer " + side.ref();
                    call.ok(
                            exchange(
                                    socket(),
                                    RawClient.request(
                                            "GET",
                                            "/v1/session",
                                            "",
                                            bearer,
                                            "Connection: close")));
                });
        try (GatewayUnderTest gateway = GatewayUnderTest.start(config())) {
            Visitor visitor = new Visitor("plain");
            visitor.update(gateway, "\"n\";put=7");

            assertThat(visitor.get(gateway, "/read").text())
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\"n\":{\"value\":7}");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
                    .isEqualTo("rw-------");
            try (var files = Files.list(dir)) {
                assertThat(files).containsExactly(socket());
            }
            gateway.signal("TERM");
            assertThat(gateway.awaitExit()).isZero();
        }
        assertThat(socket()).doesNotExist();
    }

    @Test
    void takesTheSocketOfOneThatIsDeadButNotOfOneThatListens() throws Exception {
        ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        other.bind(UnixDomainSocketAddress.of(socket()));
        try (GatewayUnderTest refused = GatewayUnderTest.launch(config())) {
            assertThat(refused.awaitExit()).isEqualTo(1);
            assertThat(refused.err().with("side-api.address"))
                    .singleElement()
                    .asString()
                    .contains("somebody listens there");
        }
        other.close();
        assertThat(socket()).exists();

        try (GatewayUnderTest gateway = GatewayUnderTest.start(config())) {
            assertThat(gateway.process().isAlive()).isTrue();
            assertThat(
                            exchange(
                                    socket(),
                                    RawClient.request(
                                            "GET", "/v1/session", "", "Connection: close")))
                    .startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void takesNoPlaceOfAnythingElse() throws Exception {
        Files.writeString(socket(), "mine");
        try (GatewayUnderTest refused = GatewayUnderTest.launch(config())) {
            assertThat(refused.awaitExit()).isEqualTo(1);
            assertThat(refused.err().with("side-api.address"))
                    .singleElement()
                    .asString()
                    .contains("no socket");
        }
        assertThat(socket()).hasContent("mine");
    }

    /** What it can do is told to nobody, and state must fit. */
    @Test
    void withoutOneStateAboveTheLimitIsRefused() {
        try (GatewayUnderTest gateway =
                GatewayUnderTest.start(SessionBench.config("memory:", backend))) {
            Visitor visitor = new Visitor("plain");
            String large = "QUFB".repeat(2_300);

            assertThat(visitor.update(gateway, "\"large\";put=:" + large + ":").status())
                    .isEqualTo(502);
            visitor.update(gateway, "\"n\";put=1");
            visitor.get(gateway, "/look");
            assertThat(backend.requestTo("/look").field("Offload-Session").orElseThrow())
                    .doesNotContain("ref=", "api=");
        }
    }
}
