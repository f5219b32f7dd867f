package dev.nonstick.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.store.Breaker.Closed;
import dev.nonstick.store.Breaker.Open;
import dev.nonstick.store.Breaker.Probing;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final Breaker CLOSED = Breaker.initial().probeSucceeded();

    /** After that many rounds of failures, each of a command sent after the round before. */
    private static Breaker failed(Breaker breaker, int rounds) {
        Breaker next = breaker;
        for (int i = 0; i < rounds; i++) {
            next = next.failed(10L * i, 10L * i + 5);
        }
        return next;
    }

    private static Breaker open() {
        return failed(CLOSED, Breaker.MAX_FAILED_ROUNDS);
    }

    @Test
    void theFirstAttemptToConnectIsAProbe() {
        assertThat(Breaker.initial()).isEqualTo(new Probing(StoreFault.DISCONNECTED));
        assertThat(CLOSED).isInstanceOf(Closed.class);
    }

    @Test
    void someFailuresInARowOpenIt() {
        assertThat(failed(CLOSED, Breaker.MAX_FAILED_ROUNDS - 1)).isInstanceOf(Closed.class);
        assertThat(open()).isEqualTo(new Open(StoreFault.BREAKER_OPEN));
    }

    @Test
    void anAnswerBeginsTheRowAnew() {
        Breaker nearly = failed(CLOSED, Breaker.MAX_FAILED_ROUNDS - 1);

        assertThat(failed(nearly.answered(), Breaker.MAX_FAILED_ROUNDS - 1))
                .isInstanceOf(Closed.class);
    }

    @Test
    void whatFailsTogetherIsOneFailure() {
        Breaker breaker = CLOSED;
        for (int i = 0; i < 100; i++) {
            breaker = breaker.failed(i, 1_000 + i);
        }

        assertThat(breaker).isEqualTo(new Closed(false, 1, 1_000));
    }

    @Test
    void timesMayBeNegative() {
        Breaker breaker = CLOSED.failed(Long.MAX_VALUE - 5, Long.MAX_VALUE);
        breaker = breaker.failed(Long.MIN_VALUE, Long.MIN_VALUE + 5);

        assertThat(breaker).isEqualTo(new Closed(false, 2, Long.MIN_VALUE + 5));
    }

    @Test
    void theFirstAnswerProvesMoreThanTheProbe() {
        Breaker proven = CLOSED.answered();

        assertThat(proven).isNotEqualTo(CLOSED);
        assertThat(proven.answered()).isSameAs(proven);
    }

    @Test
    void noConnectionOpensItAtOnce() {
        assertThat(CLOSED.disconnected()).isEqualTo(new Open(StoreFault.DISCONNECTED));
        assertThat(open().disconnected()).isEqualTo(open());
    }

    @Test
    void oneProbeDecidesAfterThePause() {
        Breaker probing = open().pauseOver();

        assertThat(probing).isEqualTo(new Probing(StoreFault.BREAKER_OPEN));
        assertThat(probing.pauseOver()).isSameAs(probing);
        assertThat(probing.probeSucceeded()).isEqualTo(CLOSED);
        assertThat(probing.probeFailed(StoreFault.TIMEOUT)).isEqualTo(open());
    }

    @Test
    void whoCannotConnectSaysWhy() {
        Breaker refused = Breaker.initial().probeFailed(StoreFault.REFUSED);

        assertThat(refused.refusal()).isEqualTo(StoreFault.REFUSED);
        assertThat(refused.pauseOver().refusal()).isEqualTo(StoreFault.REFUSED);
        assertThat(refused.pauseOver().probeFailed(StoreFault.NOT_SERVING).refusal())
                .isEqualTo(StoreFault.NOT_SERVING);
        assertThat(open().refusal()).isEqualTo(StoreFault.BREAKER_OPEN);
    }

    @Test
    void whatWasUnderWayChangesNothingWhileItIsOpen() {
        assertThat(open().answered()).isEqualTo(open());
        assertThat(open().failed(1_000, 1_001)).isEqualTo(open());
        assertThat(open().probeSucceeded()).isEqualTo(open());
        Breaker probing = open().pauseOver();
        assertThat(probing.answered()).isSameAs(probing);
        assertThat(probing.failed(1_000, 1_001)).isSameAs(probing);
        assertThat(probing.disconnected()).isSameAs(probing);
        assertThat(CLOSED.pauseOver()).isSameAs(CLOSED);
        assertThat(CLOSED.probeFailed(StoreFault.TIMEOUT)).isSameAs(CLOSED);
    }
}
