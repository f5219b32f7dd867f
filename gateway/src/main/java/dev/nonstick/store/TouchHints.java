package dev.nonstick.store;

import dev.nonstick.session.SessionId;
import java.nio.ByteBuffer;

/**
 * When this event loop last extended a record's time to live: so that a session in steady use costs
 * one touch an interval. Bounded; a hint that was dropped costs one more touch.
 *
 * <p>Every request with a session looks here, and which one is next nobody knows: so a look must
 * not miss the processor's caches more than once. A session has one place among four that lie side
 * by side, and is known there by eight bytes of its rid. Rids are random and made by gateways:
 * nobody can choose one that falls together with another's.
 *
 * <pre>
 * slots:   name  when | name  when | name  when | name  when || name  when | ...
 *          '------------------- one bucket ------------------'
 * </pre>
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class TouchHints {
    private static final int BUCKETS = 16_384;
    private static final int BUCKET_SLOTS = 4 * 2;

    private final long[] slots = new long[BUCKETS * BUCKET_SLOTS];

    /** Whether the interval has passed; if so, the caller touches now. */
    boolean due(SessionId id, long now, long intervalMillis) {
        long name = name(id);
        int slot = slotOf(id, name);
        if (slots[slot] == name && now - slots[slot + 1] < intervalMillis) {
            return false;
        }
        put(slot, name, now);
        return true;
    }

    void touched(SessionId id, long now) {
        long name = name(id);
        put(slotOf(id, name), name, now);
    }

    void forget(SessionId id) {
        long name = name(id);
        int slot = slotOf(id, name);
        if (slots[slot] == name) {
            put(slot, 0, 0);
        }
    }

    private void put(int slot, long name, long when) {
        slots[slot] = name;
        slots[slot + 1] = when;
    }

    /** Where the session is; if it is nowhere, the slot of its bucket that is empty or oldest. */
    private int slotOf(SessionId id, long name) {
        int bucket = ByteBuffer.wrap(id.rid()).getInt(Long.BYTES) & (BUCKETS - 1);
        int first = bucket * BUCKET_SLOTS;
        int oldest = first;
        for (int slot = first; slot < first + BUCKET_SLOTS; slot += 2) {
            if (slots[slot] == name) {
                return slot;
            }
            if (slots[slot + 1] < slots[oldest + 1]) {
                oldest = slot;
            }
        }
        return oldest;
    }

    /** Never 0, which is an empty slot's. */
    private static long name(SessionId id) {
        return ByteBuffer.wrap(id.rid()).getLong() | 1;
    }
}
