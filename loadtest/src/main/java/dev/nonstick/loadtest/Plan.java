package dev.nonstick.loadtest;

import java.time.Duration;

/**
 * How long everything takes.
 *
 * @param sessions in the Redis
 * @param rounds of closed and of open loop, every subject once in each
 * @param closed one measurement in the closed loop
 * @param open one measurement in the open loop
 * @param warmJvm before a JVM is measured
 * @param warmOther before anything else is
 * @param settles whether a JVM is warmed on until two slices in a row agree
 * @param coldStarts how many are timed to the first response
 * @param cold load from the first response on
 */
record Plan(
        String name,
        int sessions,
        int rounds,
        Duration closed,
        Duration open,
        Duration warmJvm,
        Duration warmOther,
        boolean settles,
        int coldStarts,
        Duration cold) {

    static final Plan FULL =
            new Plan(
                    "full",
                    10_000,
                    5,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(5),
                    true,
                    5,
                    Duration.ofSeconds(10));

    /** Under three minutes; for a first impression only. */
    static final Plan QUICK =
            new Plan(
                    "quick",
                    10_000,
                    2,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(1),
                    false,
                    1,
                    Duration.ofSeconds(10));

    Plan withRounds(int other) {
        return new Plan(
                name, sessions, other, closed, open, warmJvm, warmOther, settles, coldStarts, cold);
    }
}
