package dev.nonstick.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.vault.Vault;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandingTest {

    /** With a grace of 30 s and a deadline at 1,000,000 ms. */
    @ParameterizedTest(name = "{5}: {4}")
    @CsvSource(
            textBlock =
                    """
                    # record, cookie, superseded, now, standing, because
                    0, 0,      0,  50000, current,   never rotated: nothing to confirm
                    0, 0,      0, 999999, current,   a millisecond before the deadline
                    0, 0,      0, 1000000, ended,    the deadline
                    3, 2,      0, 1000001, ended,    past the deadline whatever the generation
                    3, 1,  10000, 1000001, ended,    past the deadline even when replayed
                    1, 1,      0,  50000, confirms,  the new generation for the first time
                    9, 9,      0,  50000, confirms,  any new generation for the first time
                    1, 1,  40000,  50000, current,   presented before
                    1, 2,      0,  50000, current,   ahead of a record that was put back
                    2, 9,  40000,  50000, current,   far ahead of a record that was put back
                    1, 0,      0,  50000, older,     the successor was never presented
                    1, 0,      0, 999999, older,     never presented and hours ago
                    1, 0,  50000,  50000, older,     superseded this millisecond
                    1, 0,  50000,  80000, older,     the last millisecond of the grace
                    1, 0,  50000,  80001, stale,     a millisecond past the grace
                    1, 0,  50000, 109999, stale,     a late request until 60 s
                    1, 0,  50000, 110000, replayed,  60 s
                    1, 0,  50000, 900000, replayed,  long ago
                    1, 0,  50000,  49999, older,     the clock went back a little
                    1, 0, 900000,      1, older,     the clock went back a lot
                    1, 1, 900000,      1, current,   the clock went back: confirmed all the same
                    2, 0,      0,  50000, stale,     two generations behind, perhaps of this moment
                    2, 0,  50000,  50001, stale,     two generations behind a moment ago
                    2, 0,  50000, 110000, replayed,  two generations behind long ago
                    9, 1,      0,  50000, stale,     many generations behind, perhaps of this moment
                    """)
    void judgesTheCookie(
            int recordGeneration,
            int cookieGeneration,
            long superseded,
            long now,
            String standing,
            String because) {
        assertThat(judge(recordGeneration, cookieGeneration, superseded, now, 30_000))
                .as(because)
                .isEqualTo(named(standing));
    }

    /** After a login the old generation has no grace once the new one was presented. */
    @ParameterizedTest
    @CsvSource({
        "0,      50000, 50000, older",
        "0,      50000, 50001, stale",
        "0,      50000, 109999, stale",
        "0,      50000, 110000, replayed",
        "0,      0,     110000, older",
        "60000,  50000, 110000, older",
        "60000,  50000, 110001, replayed",
        "120000, 50000, 169999, older",
        "120000, 50000, 170001, replayed",
    })
    void theGraceMayBeAnything(long grace, long superseded, long now, String standing) {
        assertThat(judge(1, 0, superseded, now, grace)).isEqualTo(named(standing));
    }

    /** Whoever has the cookie from before a login must not get the session from after it. */
    @ParameterizedTest
    @CsvSource({"0, stale", "59999, stale", "60000, replayed"})
    void aStrictRotationLeavesItsPredecessorNothing(long age, String standing) {
        SessionRecord record =
                SessionRecord.unwritten(
                        new Span(0, 1_000_000, 1_800_000),
                        new Lineage(4, 0, false, 0).rotatedStrictly(100_000),
                        new Login(0, "", 0),
                        Map.of(),
                        Vault.EMPTY);
        assertThat(Standing.judge(Samples.id(1, 4), record, 100_000 + age, 1_000_000))
                .isEqualTo(named(standing));
        assertThat(Standing.judge(Samples.id(1, 5), record, 100_000 + age, 0))
                .isEqualTo(named("current"));
    }

    private static Standing judge(
            int recordGeneration, int cookieGeneration, long superseded, long now, long grace) {
        SessionRecord record =
                SessionRecord.unwritten(
                        new Span(0, 1_000_000, 1_800_000),
                        new Lineage(recordGeneration, superseded, false, 0),
                        new Login(0, "", 0),
                        Map.of(),
                        Vault.EMPTY);
        return Standing.judge(Samples.id(1, cookieGeneration), record, now, grace);
    }

    private static Standing named(String name) {
        return switch (name) {
            case "current" -> new Standing.Current(false);
            case "confirms" -> new Standing.Current(true);
            case "older" -> new Standing.Older();
            case "stale" -> new Standing.Stale();
            case "replayed" -> new Standing.Replayed();
            case "ended" -> new Standing.Ended();
            default -> throw new IllegalArgumentException(name);
        };
    }
}
