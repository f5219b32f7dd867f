package dev.nonstick.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.http.HeadWriter;
import dev.nonstick.session.Change.Ending;
import dev.nonstick.session.Change.Rotation;
import dev.nonstick.session.ChangeReader.Asked;
import dev.nonstick.session.ChangeReader.Reading;
import dev.nonstick.session.ChangeReader.Refused;
import dev.nonstick.vault.Vault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden messages of the documentation are what the gateway writes and understands. */
class ProtocolExamplesTest {
    private static final Path EXAMPLES = Path.of("..", "docs", "protocol", "examples");
    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    /** Those named above, and the README. */
    private static final int READ = 9;

    private static final long NOW = 1_795_300_000_000L;
    private static final Set<String> ALL =
            Set.of("rotate", "destroy", "timeouts", "authenticate", "destroy-all");

    private final KeyRing ring =
            new KeyRing(List.of(new SessionKey(1, Base64.getDecoder().decode(KEY))));
    private final Envelope envelope = new Envelope(ring, "app", 4096);

    private static String read(String name) throws IOException {
        return Files.readString(EXAMPLES.resolve(name));
    }

    private static Stream<String> files(String prefix) throws IOException {
        try (Stream<Path> all = Files.list(EXAMPLES)) {
            return all
                    .map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static Stream<String> refusals() throws IOException {
        return files("refused-");
    }

    /** The lines of a field, joined as the gateway joins them. */
    private static @Nullable String field(String message, String name) {
        List<String> values =
                message.lines()
                        .filter(line -> line.startsWith(name + ": "))
                        .map(line -> line.substring(name.length() + 2))
                        .toList();
        return values.isEmpty() ? null : String.join(", ", values);
    }

    private static Reading reading(String name) throws IOException {
        String message = read(name);
        return ChangeReader.read(
                field(message, Envelope.UPDATE), field(message, Envelope.CONTROL), ALL);
    }

    private static Change asked(String name) throws IOException {
        Reading reading = reading(name);
        assertThat(reading).as(name).isInstanceOf(Asked.class);
        return ((Asked) reading).change();
    }

    private static String request(String line, Envelope.Fields fields) {
        HeadWriter out = new HeadWriter();
        fields.write(out);
        String text = new String(out.array(), 0, out.length(), StandardCharsets.ISO_8859_1);
        return line + "\nHost: shop.example\n" + text.replace("\r", "");
    }

    private static SessionRecord record() {
        return new SessionRecord(
                17,
                new Span(NOW - 37_600_000, NOW + 5_600_000, 1_800_000),
                new Lineage(0, 0, false, NOW - 37_600_000),
                new Login(1, "", 0),
                null,
                new long[0],
                Samples.state(
                        "cart", new Attribute.Blob("hello".getBytes(UTF_8), "php"),
                        "visits", Samples.counter(3),
                        "café", new Attribute.Blob("[]".getBytes(UTF_8), "json")),
                Vault.EMPTY);
    }

    @Test
    void theReadmeTellsTheBackendKey() throws IOException {
        assertThat(read("README.md")).contains("`" + Envelope.backendKey(ring, "app") + "`");
    }

    @Test
    void aBackendGetsTheState() throws IOException {
        assertThat(read("request-with-state.http"))
                .isEqualTo(
                        request(
                                "GET /cart?page=2 HTTP/1.1",
                                envelope.live(
                                        record(), "", "GET", "shop.example", "/cart?page=2", NOW)));
    }

    @Test
    void aBackendGetsToldThatThereIsNoSession() throws IOException {
        assertThat(read("request-without-session.http"))
                .isEqualTo(
                        request(
                                "POST /login HTTP/1.1",
                                envelope.none("", "POST", "shop.example", "/login", NOW)));
    }

    @Test
    void aBackendAsksForUpdates() throws IOException {
        Change change = asked("response-update.http");
        assertThat(Operations.text(change.operations()))
                .isEqualTo(
                        "put cart 68656c6c6f(php), incr visits 1, del theme,"
                                + " append log 6c696e650a(text), put café 3");
        assertThat(change.ends()).isFalse();
    }

    @Test
    void aBackendAsksForControl() throws IOException {
        assertThat(asked("response-rotate.http").rotation()).isEqualTo(Rotation.GRACEFUL);
        assertThat(asked("response-logout.http").ending()).isEqualTo(Ending.SESSION);
        assertThat(asked("response-logout-everywhere.http").ending())
                .isEqualTo(Ending.ALL_OF_PRINCIPAL);
        Change login = asked("response-login.http");
        assertThat(login.principal()).isEqualTo("alice");
        assertThat(login.timeouts()).isEqualTo(new Timeouts(900, 3600));
        assertThat(Operations.text(login.operations())).isEqualTo("put basket 5b5d(json)");
        Change anew = asked("response-new-session.http");
        assertThat(anew.ends()).isTrue();
        assertThat(anew.creates()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatIsNotUnderstoodIsRefusedAsAWhole(String name) throws IOException {
        assertThat(reading(name)).isInstanceOf(Refused.class);
    }

    /** An example that nothing reads proves nothing. */
    @Test
    void everyExampleIsRead() throws IOException {
        assertThat(files("")).hasSize(READ + (int) refusals().count());
        assertThat(refusals()).hasSizeGreaterThan(3);
    }
}
