package dev.nonstick.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A growing set of names by their first 64 bits, which are random: a table of longs, searched from
 * the place that a name's own bits give.
 *
 * <p>Thread rule: one thread at a time adds; any thread asks meanwhile.
 */
final class RevokedNames {
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int FIRST_SLOTS = 1 << 10;

    /** Never more than half full. */
    private volatile long[] slots = new long[FIRST_SLOTS];

    private int size;

    /** Returns whether it is new. */
    boolean add(long name) {
        long stored = stored(name);
        if (find(slots, stored) >= 0) {
            return false;
        }
        if (2 * (size + 1) > slots.length) {
            grow();
        }
        long[] table = slots;
        SLOT.setRelease(table, ~find(table, stored), stored);
        size++;
        return true;
    }

    boolean contains(long name) {
        return find(slots, stored(name)) >= 0;
    }

    int size() {
        return size;
    }

    private void grow() {
        long[] old = slots;
        long[] larger = new long[2 * old.length];
        for (long name : old) {
            if (name != 0) {
                larger[~find(larger, name)] = name;
            }
        }
        slots = larger;
    }

    /** Where it is, or the complement of where it would be. */
    private static int find(long[] table, long name) {
        int mask = table.length - 1;
        int slot = (int) name & mask;
        while (true) {
            long there = (long) SLOT.getAcquire(table, slot);
            if (there == name) {
                return slot;
            }
            if (there == 0) {
                return ~slot;
            }
            slot = (slot + 1) & mask;
        }
    }

    /** 0 is an empty slot's. */
    private static long stored(long name) {
        return name == 0 ? 1 : name;
    }
}
