package dev.nonstick.store;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Random interleavings of browsers, gateways and store failures against a reference.
 *
 * <p>The steps are divided into rounds, each a world of its own with a seed of its own: what fails
 * in one round is done again by that round alone. {@code -Dnonstick.model.steps=1000000} does more
 * of them, {@code -Dnonstick.model.seed=} begins with this round.
 */
class SessionModelTest {
    private static final int STEPS = Integer.getInteger("nonstick.model.steps", 100_000);
    private static final int FIXED_STEPS = 50_000;
    private static final int STEPS_A_ROUND = 500;

    private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    @Test
    void nothingDiffersFromTheReferenceInTheSameOrderAsAlways() {
        rounds(20_261, FIXED_STEPS);
    }

    @Test
    void nothingDiffersFromTheReferenceInAnOrderOfItsOwn() {
        Long given = Long.getLong("nonstick.model.seed");
        rounds(given == null ? ThreadLocalRandom.current().nextInt() : given, STEPS);
    }

    private static void rounds(long seed, int steps) {
        Map<String, Long> tally = ModelRun.newTally();
        int rounds = Math.max(1, steps / STEPS_A_ROUND);
        for (long round = seed; round < seed + rounds; round++) {
            try {
                ModelWorld world = new ModelWorld(VERTX, round, tally);
                world.steps(STEPS_A_ROUND);
                world.settle();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "-Dnonstick.model.steps="
                                + STEPS_A_ROUND
                                + " -Dnonstick.model.seed="
                                + round
                                + ": "
                                + e.getMessage(),
                        e);
            }
        }
        System.out.println(rounds * STEPS_A_ROUND + " steps, seed " + seed + ": " + tally);
    }
}
