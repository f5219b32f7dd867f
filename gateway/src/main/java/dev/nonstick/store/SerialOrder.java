package dev.nonstick.store;

import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Who comes next at each session, over all event loops of one gateway: first come, first served.
 * Between gateways the record's lease decides.
 *
 * <p>Thread rule: shared; never blocks for longer than it takes to look at one session's line.
 */
public final class SerialOrder {
    /** Requests of one session that may wait. */
    static final int MAX_WAITING = 100;

    private final ConcurrentHashMap<String, ArrayDeque<Waiter>> lines = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** Somebody in a line. */
    interface Waiter {
        /** Those before have left; told on whichever thread the last of them left. */
        void first();
    }

    /** Where somebody came to stand. */
    enum Place {
        FIRST,
        BEHIND,
        /** Nowhere: too many wait. */
        NONE
    }

    /** How many are behind somebody else right now. */
    public int waiting() {
        return waiting.get();
    }

    /** Comes last; one that has a place is to {@link #leave} it. */
    Place enter(String key, Waiter waiter) {
        Place[] place = new Place[1];
        lines.compute(
                key,
                (k, before) -> {
                    ArrayDeque<Waiter> line = before == null ? new ArrayDeque<>(2) : before;
                    if (line.size() > MAX_WAITING) {
                        place[0] = Place.NONE;
                    } else {
                        place[0] = line.isEmpty() ? Place.FIRST : Place.BEHIND;
                        line.add(waiter);
                    }
                    return line;
                });
        if (place[0] == Place.BEHIND) {
            waiting.incrementAndGet();
        }
        return place[0];
    }

    /**
     * Leaves, from wherever it stands; tells who has become first. Nothing for one without place.
     */
    void leave(String key, Waiter waiter) {
        @Nullable Waiter[] first = new Waiter[1];
        boolean[] waited = new boolean[1];
        lines.computeIfPresent(
                key,
                (k, line) -> {
                    if (waiter.equals(line.peek())) {
                        line.remove();
                        first[0] = line.peek();
                    } else {
                        waited[0] = line.remove(waiter);
                    }
                    return line.isEmpty() ? null : line;
                });
        if (waited[0]) {
            waiting.decrementAndGet();
        }
        Waiter next = first[0];
        if (next != null) {
            waiting.decrementAndGet();
            next.first();
        }
    }
}
