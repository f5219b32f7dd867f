package dev.nonstick.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.session.Revocation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a gateway remembers of the revocation log. */
class RevocationsTest {
    private static final Duration KEEP = Duration.ofHours(12);

    private final AtomicLong nanos = new AtomicLong(-5);
    private final Revocations revocations = new Revocations("ns", KEEP, nanos::get, 100);

    private static String name(long number) {
        byte[] bytes =
                ByteBuffer.allocate(16).putLong(new SplittableRandom(number).nextLong()).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String key(long number) {
        return "ns:s:{" + name(number) + "}";
    }

    private void end(long from, long to) {
        List<Revocation> entries = new ArrayList<>();
        for (long i = from; i < to; i++) {
            entries.add(new Revocation.Ended(name(i)));
        }
        revocations.learn(entries);
    }

    @Test
    void whatWasEndedIsEndedAndNothingElse() {
        end(0, 50);

        for (long i = 0; i < 50; i++) {
            assertThat(revocations.isEnded(key(i))).isTrue();
        }
        assertThat(revocations.isEnded(key(50))).isFalse();
        assertThat(revocations.size()).isEqualTo(50);
    }

    @Test
    void whatIsReadAgainIsNotNew() {
        List<Revocation> told = new ArrayList<>();
        revocations.watch(told::addAll);
        end(0, 3);
        end(1, 4);

        assertThat(told)
                .containsExactly(
                        new Revocation.Ended(name(0)),
                        new Revocation.Ended(name(1)),
                        new Revocation.Ended(name(2)),
                        new Revocation.Ended(name(3)));
    }

    @Test
    void aTermOnlyRises() {
        List<Revocation> told = new ArrayList<>();
        revocations.watch(told::addAll);
        revocations.learn(List.of(new Revocation.AllBelow(name(1), 5)));
        revocations.learn(List.of(new Revocation.AllBelow(name(1), 4)));
        revocations.learn(List.of(new Revocation.AllBelow(name(1), 6)));

        assertThat(told)
                .containsExactly(
                        new Revocation.AllBelow(name(1), 5), new Revocation.AllBelow(name(1), 6));
    }

    @Test
    void theOldestAreForgottenWhenThereAreTooMany() {
        end(0, 250);

        assertThat(revocations.isEnded(key(99))).isFalse();
        assertThat(revocations.isEnded(key(100))).isTrue();
        assertThat(revocations.isEnded(key(249))).isTrue();
        assertThat(revocations.size()).isEqualTo(150);
        assertThat(revocations.dropped()).isEqualTo(100);
    }

    @Test
    void whatHasOutlivedItsSessionIsForgottenAndNotCounted() {
        end(0, 10);
        nanos.addAndGet(KEEP.toNanos());
        end(10, 11);
        assertThat(revocations.isEnded(key(0))).isTrue();
        nanos.addAndGet(KEEP.toNanos());
        end(11, 12);

        assertThat(revocations.isEnded(key(0))).isFalse();
        assertThat(revocations.isEnded(key(10))).isTrue();
        assertThat(revocations.dropped()).isZero();
    }

    @Test
    void itSaysHowOldItIs() {
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(revocations.age()).isEqualTo(Duration.ofSeconds(3));
        revocations.wasRead();
        assertThat(revocations.age()).isZero();
    }

    /** Others ask while it grows and turns: what has been said is never unsaid. */
    @Test
    void whoAsksMeanwhileMissesNothing() {
        Revocations large = new Revocations("ns", KEEP, nanos::get, 100_000);
        AtomicLong known = new AtomicLong(-1);
        AtomicBoolean missed = new AtomicBoolean();
        CompletableFuture<Void> asking =
                CompletableFuture.runAsync(
                        () -> {
                            SplittableRandom random = new SplittableRandom(3);
                            while (known.get() < 149_999) {
                                long last = known.get();
                                if (last >= 0 && !large.isEnded(key(random.nextLong(last + 1)))) {
                                    missed.set(true);
                                }
                            }
                        },
                        task -> Thread.ofPlatform().start(task));
        for (long i = 0; i < 150_000; i++) {
            large.learn(List.of(new Revocation.Ended(name(i))));
            known.set(i);
        }
        EngineRig.get(asking);

        assertThat(missed).isFalse();
        assertThat(large.size()).isEqualTo(150_000);
    }
}
