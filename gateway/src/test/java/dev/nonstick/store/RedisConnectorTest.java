package dev.nonstick.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.store.RedisConnector.Attempted;
import dev.nonstick.store.RedisConnector.Established;
import dev.nonstick.store.RedisConnector.NotEstablished;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisConnectorTest {

    private static final String LOADS =
            RedisScript.ALL.stream().map(RedisConnectorTest::load).collect(Collectors.joining());

    /** The answers to all but one of the scripts. */
    private static final String LOADED = "$1\r\na\r\n".repeat(RedisScript.ALL.size() - 1);

    private final Vertx vertx = Vertx.vertx();
    private final ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
    private ScriptedServer server;

    private static String load(RedisScript script) {
        String source = new String(script.source(), StandardCharsets.UTF_8);
        return "*3\r\n$6\r\nSCRIPT\r\n$4\r\nLOAD\r\n$" + source.length() + "\r\n" + source + "\r\n";
    }

    @BeforeEach
    void listen() throws Exception {
        server = new ScriptedServer();
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        vertx.close().await();
    }

    private CompletableFuture<Attempted> connect(
            String host,
            String path,
            Duration timeout,
            @Nullable String username,
            @Nullable String password) {
        StoreSettings settings =
                new StoreSettings(
                        "redis://" + host + ":" + server.port() + path,
                        "ns",
                        timeout,
                        timeout,
                        username,
                        password);
        CompletableFuture<Attempted> attempted = new CompletableFuture<>();
        context.runOnContext(
                _ ->
                        new RedisConnector(context, settings)
                                .connect(_ -> {})
                                .onSuccess(attempted::complete)
                                .onFailure(attempted::completeExceptionally));
        return attempted;
    }

    private CompletableFuture<Attempted> connect(
            String path, @Nullable String username, @Nullable String password) {
        return connect("127.0.0.1", path, Await.PATIENCE, username, password);
    }

    private void expect(String commands) throws Exception {
        server.accept();
        assertThat(server.hear(commands.length())).isEqualTo(commands);
    }

    @Test
    void loadsTheScriptsAndNothingElse() throws Exception {
        CompletableFuture<Attempted> attempt = connect("/0", null, null);

        expect(LOADS);
        server.say(LOADED);
        assertThat(attempt).isNotDone();
        server.say("-NOPERM this user has no permissions to run the 'script' command\r\n");

        assertThat(LoopStore.get(attempt)).isInstanceOf(Established.class);
    }

    @Test
    void credentialsAndDatabaseComeFirst() throws Exception {
        CompletableFuture<Attempted> attempt = connect("/12", "gateway", "pw");

        expect(
                "*3\r\n$4\r\nAUTH\r\n$7\r\ngateway\r\n$2\r\npw\r\n"
                        + "*2\r\n$6\r\nSELECT\r\n$2\r\n12\r\n"
                        + LOADS);
        server.say("+OK\r\n+OK\r\n" + LOADED + "$1\r\na\r\n");

        assertThat(LoopStore.get(attempt)).isInstanceOf(Established.class);
    }

    @Test
    void aPasswordAloneIsSentAlone() throws Exception {
        CompletableFuture<Attempted> attempt = connect("", null, "pw");

        expect("*2\r\n$4\r\nAUTH\r\n$2\r\npw\r\n" + LOADS);
        server.say("-WRONGPASS invalid username-password pair or user is disabled.\r\n");

        assertThat(LoopStore.get(attempt)).isEqualTo(new NotEstablished(StoreFault.REFUSED));
        assertThat(server.hearsTheEnd()).isTrue();
    }

    @Test
    void aDatabaseThatIsForbiddenIsNotAnotherOne() throws Exception {
        CompletableFuture<Attempted> attempt = connect("/3", null, null);
        server.accept();

        server.say("-NOPERM this user has no permissions to run the 'select' command\r\n");

        assertThat(LoopStore.get(attempt)).isEqualTo(new NotEstablished(StoreFault.REFUSED));
    }

    @Test
    void whatIsSaidBeforeHangingUpCounts() throws Exception {
        CompletableFuture<Attempted> attempt = connect("", null, null);
        expect(LOADS);

        server.say("-ERR max number of clients reached\r\n");
        server.hangUp();

        assertThat(LoopStore.get(attempt)).isEqualTo(new NotEstablished(StoreFault.NOT_SERVING));
    }

    @Test
    void hangingUpIsNoConnection() throws Exception {
        CompletableFuture<Attempted> attempt = connect("", null, null);
        expect(LOADS);

        server.say("$1\r\na\r\n");
        server.hangUp();

        assertThat(LoopStore.get(attempt)).isEqualTo(new NotEstablished(StoreFault.DISCONNECTED));
    }

    @Test
    void silenceIsNoConnectionAfterTheTimeout() throws Exception {
        CompletableFuture<Attempted> attempt =
                connect("127.0.0.1", "", Duration.ofMillis(200), null, null);
        server.accept();

        assertThat(LoopStore.get(attempt)).isEqualTo(new NotEstablished(StoreFault.DISCONNECTED));
        assertThat(server.hearsTheEnd()).isTrue();
    }

    @Test
    void namesAreLookedUp() throws Exception {
        CompletableFuture<Attempted> attempt = connect("localhost", "", Await.PATIENCE, null, null);

        expect(LOADS);
        server.say(LOADED + "$1\r\na\r\n");

        assertThat(LoopStore.get(attempt)).isInstanceOf(Established.class);
        CompletableFuture<Attempted> nowhere =
                connect("nowhere.invalid", "", Duration.ofSeconds(2), null, null);
        assertThat(LoopStore.get(nowhere)).isEqualTo(new NotEstablished(StoreFault.DISCONNECTED));
    }

    @Test
    void stepsDoNotShowCredentials() {
        assertThat(RedisConnector.Step.required("AUTH", "gateway", "pw")).hasToString("Step");
    }
}
