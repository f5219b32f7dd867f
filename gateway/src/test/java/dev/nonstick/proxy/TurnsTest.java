package dev.nonstick.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final Turns turns = new Turns();
    private final List<String> begun = new ArrayList<>();

    private Future<String> take(String name, Promise<String> until) {
        return turns.take(
                () -> {
                    begun.add(name);
                    return until.future();
                });
    }

    @Test
    void nothingWaitsWhereNothingIs() {
        assertThat(turns.all()).isNull();
        Future<String> done = turns.take(() -> Future.succeededFuture("a"));

        assertThat(done.result()).isEqualTo("a");
        assertThat(turns.pending()).isZero();
        assertThat(turns.all()).isNull();
    }

    @Test
    void whatFailsToBeginEndsItsTurn() {
        Future<String> done =
                turns.take(
                        () -> {
                            throw new IllegalStateException("defect");
                        });

        assertThat(done.failed()).isTrue();
        assertThat(turns.pending()).isZero();
    }

    @Test
    void eachBeginsWhenThoseBeforeItHaveEnded() {
        Promise<String> first = Promise.promise();
        Promise<String> second = Promise.promise();
        take("first", first);
        take("second", second);
        Future<?> all = Objects.requireNonNull(turns.all());
        take("third", Promise.promise());

        assertThat(begun).containsExactly("first");
        first.fail("lost");
        assertThat(begun).containsExactly("first", "second");
        assertThat(turns.pending()).isEqualTo(2);
        second.complete("");
        assertThat(begun).containsExactly("first", "second", "third");
        assertThat(all.isComplete()).isTrue();
        assertThat(turns.pending()).isEqualTo(1);
    }
}
