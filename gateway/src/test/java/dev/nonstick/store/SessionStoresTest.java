package dev.nonstick.store;

import static dev.nonstick.store.Records.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nonstick.store.SessionStore.Conflict;
import dev.nonstick.store.SessionStore.Done;
import dev.nonstick.store.SessionStore.Found;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionStoresTest {

    private static SessionStores stores(String url, StoreListener listener) {
        return SessionStores.of(
                TestRedis.settings(url, Duration.ofSeconds(1), null, null), listener);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "embedded:",
                "memory",
                "redis:",
                "redis:///1",
                "redis://host/name",
                "redis://host:6379?db=1",
                "rediss://host:6379",
                "http://host",
                "redis://ho st"
            })
    void otherUrlsAreRefused(String url) {
        assertThatThrownBy(() -> stores(url, StoreListener.SILENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("store.url: ")
                .hasMessageEndingWith("(expected: memory: or redis://host:port[/db])");
    }

    @Test
    void credentialsInTheUrlAreRefusedAndNotRepeated() {
        assertThatThrownBy(() -> stores("redis://user:secret@host:6379", StoreListener.SILENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("store.password")
                .hasMessageNotContaining("secret");
    }

    @Test
    void opensOnEventLoopsOnly() {
        Vertx vertx = Vertx.vertx();

        assertThat(stores("memory:", StoreListener.SILENT).open(vertx).cause())
                .isInstanceOf(IllegalStateException.class);
        vertx.close().await();
    }

    @Test
    void memoryIsSharedByEventLoopsAndTheListenerHearsAll() {
        Vertx vertx = Vertx.vertx();
        Heard heard = new Heard();
        SessionStores stores = stores("memory:", heard);
        LoopStore one = LoopStore.open(vertx, stores);
        LoopStore other = LoopStore.open(vertx, stores);

        one.find("k");
        one.create("k", record("one"), 1_000);
        Found found = other.found("k");
        assertThat(other.create("k", record("two"), 1_000)).isInstanceOf(Conflict.class);
        assertThat(one.replace("k", found.token(), record("two"), 1_000)).isInstanceOf(Done.class);
        one.touch("k", 1_000);
        one.remove("k", found.token());
        one.ping();
        assertThatThrownBy(() -> one.touch("k", 0)).hasMessageContaining("ttlMillis");

        assertThat(heard.commands)
                .containsExactly(
                        "find absent",
                        "create done",
                        "find found",
                        "create conflict",
                        "replace done",
                        "touch done",
                        "remove conflict",
                        "ping done");
        assertThat(heard.inFlight).hasValue(0);
        stores.close().await();
        vertx.close().await();
    }
}
