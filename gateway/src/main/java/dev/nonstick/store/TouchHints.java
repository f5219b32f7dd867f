package dev.nonstick.store;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When this event loop last extended a record's time to live: so that a session in steady use costs
 * one touch an interval. Bounded; a hint that was dropped costs one more touch.
 */
final class TouchHints {
    private static final int MAX_HINTS = 65_536;

    private final Map<String, Long> touched =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > MAX_HINTS;
                }
            };

    /** Whether the interval has passed; if so, the caller touches now. */
    boolean due(String key, long now, long intervalMillis) {
        Long last = touched.get(key);
        if (last != null && now - last < intervalMillis) {
            return false;
        }
        touched.put(key, now);
        return true;
    }

    void touched(String key, long now) {
        touched.put(key, now);
    }

    void forget(String key) {
        touched.remove(key);
    }
}
