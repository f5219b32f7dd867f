package dev.nonstick.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static long[] delays(Backoff backoff, int count) {
        return LongStream.generate(backoff::nextMillis).limit(count).toArray();
    }

    @Test
    void doublesUpToItsBound() {
        assertThat(delays(new Backoff(() -> 0.0), 8))
                .containsExactly(50, 100, 200, 400, 800, 1_600, 2_000, 2_000);
    }

    @Test
    void chanceTakesOffUpToHalf() {
        assertThat(delays(new Backoff(() -> 0.5), 7))
                .containsExactly(50, 75, 150, 300, 600, 1_200, 1_500);
    }

    @Test
    void staysWithinItsBoundsWhateverChanceSays() {
        for (long delay : delays(new Backoff(Math::random), 100)) {
            assertThat(delay).isBetween(Backoff.MIN_MILLIS, Backoff.MAX_MILLIS);
        }
    }

    @Test
    void beginsAnewAfterAReset() {
        Backoff backoff = new Backoff(() -> 0.0);
        delays(backoff, 5);

        backoff.reset();

        assertThat(delays(backoff, 2)).containsExactly(50, 100);
    }
}
