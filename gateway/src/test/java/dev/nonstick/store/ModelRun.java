package dev.nonstick.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What all parts of one round of the model share: chance, time, what was done so far. */
final class ModelRun {
    private static final int REMEMBERED = 50;

    final SplittableRandom dice;
    final AtomicLong clock = new AtomicLong(1_800_000_000_000L);
    private final Map<String, Long> tally;
    private final Deque<String> trace = new ArrayDeque<>();
    private long step;
    private @Nullable AssertionError first;

    /**
     * @param tally what happened how often, in all rounds
     */
    ModelRun(long seed, Map<String, Long> tally) {
        this.dice = new SplittableRandom(seed);
        this.tally = tally;
    }

    static Map<String, Long> newTally() {
        return new TreeMap<>();
    }

    int below(int bound) {
        return dice.nextInt(bound);
    }

    boolean chance(int percent) {
        return dice.nextInt(100) < percent;
    }

    <T> T pick(List<T> from) {
        return from.get(dice.nextInt(from.size()));
    }

    long now() {
        return clock.get();
    }

    /** A number that rises with everything that happens: for before and after. */
    long tick() {
        return ++step;
    }

    void count(String what) {
        tally.merge(what, 1L, Long::sum);
    }

    void note(String what) {
        if (trace.size() == REMEMBERED) {
            trace.removeFirst();
        }
        trace.addLast(now() % 1_000_000_000 + "  " + what);
    }

    /** The code and the reference do not say the same. */
    AssertionError difference(String what) {
        AssertionError difference =
                new AssertionError(what + "\n    " + String.join("\n    ", trace));
        first = first == null ? difference : first;
        return difference;
    }

    /** A future of the engine failed, which none may. */
    void failed(Throwable cause) {
        difference("a future failed").initCause(cause);
    }

    /** Also where a future has caught it. */
    void throwDifference() {
        if (first != null) {
            throw first;
        }
    }

    void require(boolean holds, String what) {
        if (!holds) {
            throw difference(what);
        }
    }
}
