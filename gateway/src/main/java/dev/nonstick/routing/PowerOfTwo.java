package dev.nonstick.routing;

import java.util.random.RandomGenerator;

/**
 * The power of two choices (Mitzenmacher, 1996): of two random backends the less loaded one is
 * taken. It avoids both the herd that goes to the one least-loaded backend and the blindness of
 * round-robin. Equally loaded ones take turns, by weight.
 */
public final class PowerOfTwo {
    private PowerOfTwo() {}

    /** Index of the chosen candidate, or -1 where there is none. */
    public static int choose(Candidate[] candidates, RandomGenerator random) {
        int count = candidates.length;
        if (count < 2) {
            return count - 1;
        }
        int first = 0;
        int second = 1;
        if (count > 2) {
            first = random.nextInt(count);
            second = random.nextInt(count - 1);
            if (second >= first) {
                second++;
            }
        }
        return better(candidates[first], candidates[second]) ? first : second;
    }

    /** Whether {@code a} has less to do for its weight, or, equally loaded, comes first. */
    private static boolean better(Candidate a, Candidate b) {
        // a.inFlight / a.weight against b's, without a division
        long loadA = (long) a.inFlight() * b.weight();
        long loadB = (long) b.inFlight() * a.weight();
        return loadA != loadB ? loadA < loadB : a.turn() <= b.turn();
    }
}
