package dev.nonstick.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventLogTest {

    private static List<JsonObject> events(Consumer<EventLog> happening) {
        Sink sink = Sink.open();
        try (LineWriter writer = new LineWriter("test", sink)) {
            happening.accept(new EventLog(writer));
        }
        return sink.lines().stream().map(JsonObject::new).toList();
    }

    private static JsonObject event(Consumer<EventLog> happening) {
        List<JsonObject> events = events(happening);
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().getString("time")).isNotBlank();
        return events.getFirst();
    }

    @Test
    void anEventNamesItselfItsLevelAndItsParts() {
        JsonObject event = event(log -> log.commitRefused("*/", "127.0.0.1:9001", "too large"));
        event.remove("time");
        assertThat(event)
                .isEqualTo(
                        new JsonObject()
                                .put("level", "warn")
                                .put("event", "commit_refused")
                                .put("route", "*/")
                                .put("backend", "127.0.0.1:9001")
                                .put("reason", "too large"));
    }

    @Test
    void everyEventIsOneLineOfJson() {
        List<JsonObject> events =
                events(
                        log -> {
                            log.warning("text");
                            log.started("0.1.0");
                            log.stopping("TERM");
                            log.stopped(75, 3);
                            log.backendUp("app", "a:1");
                            log.backendDown("app", "a:1");
                            log.storeConnected();
                            log.storeLost("closed");
                            log.storeWarning("eviction");
                            log.cookiesContradict("default");
                            log.replaySuspected("default", () -> "5e55");
                            log.recordUnreadable("default", () -> "5e55", "seal");
                            log.lateWriteDropped("default", () -> "5e55", "gone");
                            log.sessionCreated("default", () -> "5e55");
                            log.sessionRotated("default", () -> "5e55");
                            log.sessionAuthenticated("default", () -> "5e55");
                            log.sessionDestroyed("default", () -> "5e55");
                            log.sessionsOfPrincipalDestroyed("default", () -> "5e55", 3);
                            log.revokedSessionFound("default", () -> "5e55");
                            log.wireClosed("expired");
                            log.commitRefused("*/", "a:1", "reason");
                            log.commitLost("*/", "timeout");
                            log.unexpected(new IllegalStateException("hunter2"));
                        });
        assertThat(events).extracting(e -> e.getString("event")).doesNotHaveDuplicates();
        assertThat(events)
                .hasSize(23)
                .allSatisfy(
                        e -> {
                            assertThat(e.getString("level")).isIn("info", "warn", "error");
                            assertThat(e.getString("event")).matches("[a-z_]+");
                            assertThat(e.encode()).doesNotContain("hunter2");
                        });
    }

    @Test
    void hostileTextStaysText() {
        String hostile = "\"\n{\"event\":\"forged\"}\u0000\\";
        JsonObject event = event(log -> log.backendDown("app", hostile));
        assertThat(event.getString("event")).isEqualTo("backend_down");
        assertThat(event.getString("backend")).isEqualTo(hostile);
    }

    @Test
    void whatAClientCanCauseIsOneLineASecond() {
        JsonObject event =
                event(
                        log -> {
                            for (int i = 0; i < 100; i++) {
                                log.replaySuspected("default", () -> "5e55");
                            }
                        });
        assertThat(event.containsKey("suppressed")).isFalse();
    }

    @Test
    void whatIsLeftOutIsNotEvenNamed() {
        List<String> made = new ArrayList<>();
        JsonObject event =
                event(
                        log -> {
                            for (int i = 0; i < 100; i++) {
                                String label = "label" + i;
                                log.sessionCreated(
                                        "default",
                                        () -> {
                                            made.add(label);
                                            return label;
                                        });
                            }
                        });
        assertThat(event.getString("session")).isEqualTo("label0");
        assertThat(made).containsExactly("label0");
    }

    @Test
    void ofLoginsAndLogoutsMoreThanASampleIsWritten() {
        assertThat(
                        events(
                                log -> {
                                    for (int i = 0; i < 100; i++) {
                                        log.sessionAuthenticated("default", () -> "5e55");
                                    }
                                }))
                .hasSize(20);
    }

    @Test
    void eachEventHasALimitOfItsOwn() {
        assertThat(
                        events(
                                log -> {
                                    for (int i = 0; i < 10; i++) {
                                        log.replaySuspected("default", () -> "5e55");
                                        log.cookiesContradict("default");
                                    }
                                }))
                .extracting(e -> e.getString("event"))
                .containsExactly("replay_suspected", "cookies_contradict");
    }

    @Test
    void theNextLineSaysHowManyWereSuppressed() {
        List<JsonObject> events =
                events(
                        log -> {
                            for (int i = 0; i < 8; i++) {
                                log.replaySuspected("default", () -> "5e55");
                            }
                            long begun = System.nanoTime();
                            while (System.nanoTime() - begun
                                    < TimeUnit.MILLISECONDS.toNanos(1_050)) {
                                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                            }
                            log.replaySuspected("default", () -> "5e55");
                        });
        assertThat(events).hasSize(2);
        assertThat(events.getLast().getLong("suppressed")).isEqualTo(7);
    }

    @Test
    void whatAnOperatorCausesIsNotLimited() {
        assertThat(
                        events(
                                log -> {
                                    for (int i = 0; i < 10; i++) {
                                        log.backendDown("app", "a:1");
                                    }
                                }))
                .hasSize(10);
    }
}
