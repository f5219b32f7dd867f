package dev.nonstick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden messages of the protocol's documentation mean to the adapter what they say. */
@NullUnmarked
class ProtocolExamplesTest {
    private static final Path EXAMPLES = Path.of("..", "..", "docs", "protocol", "examples");

    /** As the README of the examples tells it. */
    private static final String KEY = "1:f9J9cz_8eIF-IqBEEup5OsNiin1_Gmf86a4-tyZfp3Q";

    static Collection<Path> requests() throws IOException {
        try (Stream<Path> all = Files.list(EXAMPLES)) {
            return all.filter(path -> path.getFileName().toString().startsWith("request-"))
                    .sorted()
                    .collect(Collectors.toList());
        }
    }

    private static String[] lines(String name) throws IOException {
        return Files.readString(EXAMPLES.resolve(name)).split("\n", -1);
    }

    /** The field's lines, joined; empty where there is none. */
    private static String field(String[] lines, String name) {
        return Arrays.stream(lines)
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void whatTheGatewaySignedVerifies(Path example) throws Exception {
        String[] lines = Files.readString(example).split("\n", -1);
        String[] start = lines[0].split(" ", 3);
        String auth = field(lines, Fields.AUTH);
        String time = auth.replaceAll(".*t=@(\\d+).*", "$1");
        byte[] mac =
                AuthVerifier.mac(
                        BackendKeys.parse(KEY).get(1),
                        AuthVerifier.CONTEXT,
                        start[0],
                        field(lines, "Host"),
                        start[1],
                        field(lines, Fields.SESSION),
                        field(lines, Fields.STATE),
                        time);
        assertThat(auth)
                .isEqualTo(
                        "kid=1, t=@"
                                + time
                                + ", mac=:"
                                + Base64.getEncoder().encodeToString(mac)
                                + ":");
    }

    @Test
    void stateIsRead() throws Exception {
        String[] lines = lines("request-with-state.http");
        Envelope envelope =
                Envelope.parse(field(lines, Fields.SESSION), field(lines, Fields.STATE));
        assertThat(envelope.status).isEqualTo(Envelope.Status.OK);
        assertThat(envelope.idleSeconds).isEqualTo(1800);
        assertThat(envelope.attributes).containsOnlyKeys("cart", "visits", "café");
        assertThat(envelope.attributes.get("visits").counter()).isEqualTo(3);
        assertThat(envelope.attributes.get("café").hasType("json")).isTrue();
    }

    @Test
    void noSessionIsRead() throws Exception {
        String[] lines = lines("request-without-session.http");
        Envelope envelope =
                Envelope.parse(field(lines, Fields.SESSION), field(lines, Fields.STATE));
        assertThat(envelope.status).isEqualTo(Envelope.Status.NONE);
        assertThat(envelope.attributes).isEmpty();
    }
}
