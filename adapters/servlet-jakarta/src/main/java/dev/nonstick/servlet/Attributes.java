package dev.nonstick.servlet;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The application's attributes of one session, by name; the adapter's own is not among them. Not
 * thread-safe: the session's lock guards it.
 */
final class Attributes {

    private final Map<String, Slot> slots = new LinkedHashMap<>();

    static Attributes of(Map<String, Stored> stored) {
        Attributes attributes = new Attributes();
        stored.forEach(
                (name, value) -> {
                    if (!name.equals(Metadata.NAME)) {
                        attributes.slots.put(name, Slot.stored(name, value));
                    }
                });
        return attributes;
    }

    /** Names of attributes that have a value, in the order they came. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        slots.forEach(
                (name, slot) -> {
                    if (slot.present()) {
                        names.add(name);
                    }
                });
        return names;
    }

    /** The slot of the name; one without a value if there is none. */
    Slot slot(String name) {
        Slot slot = slots.get(name);
        return slot == null ? Slot.absent(name) : slot;
    }

    /** The slot of the name, to be set. */
    Slot slotToSet(String name) {
        return slots.computeIfAbsent(name, Slot::absent);
    }

    /** Adds the operations that make the record what the application sees. */
    void addChanges(Map<String, String> operations) throws AttributeException {
        for (Map.Entry<String, Slot> entry : slots.entrySet()) {
            String change = entry.getValue().change();
            if (change != null) {
                operations.put(entry.getKey(), change);
            }
        }
    }

    /**
     * @throws IllegalArgumentException if the protocol cannot carry the name, or it is reserved
     */
    static void checkName(String name) {
        if (name.equals(Metadata.NAME)) {
            throw new IllegalArgumentException("attribute \"" + name + "\": reserved name");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)
                || name.getBytes(StandardCharsets.UTF_8).length > SfWriter.MAX_NAME) {
            throw new IllegalArgumentException(
                    "attribute name (expected: at most " + SfWriter.MAX_NAME + " bytes of UTF-8)");
        }
    }
}
