package dev.nonstick.store;

import dev.nonstick.session.Attribute;
import dev.nonstick.session.Change;
import dev.nonstick.session.Operation;
import dev.nonstick.session.SessionRecord;
import dev.nonstick.vault.VaultChange;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What the reference knows of one session: text and numbers, by rules of its own. */
final class ModelSession {
    final String key;
    Map<String, Object> attributes = new HashMap<>();
    Map<String, String> cookies = new HashMap<>();
    final Set<String> applied = new HashSet<>();
    final Map<Integer, Long> epochs = new HashMap<>();
    final Set<Integer> presented = new HashSet<>();

    /** Epochs that somebody who was in them has asked to end. */
    final Set<Long> endings = new HashSet<>();

    long version;
    int generation;

    /** The youngest generation that a strict rotation has made. */
    int floor;

    boolean strict;
    long superseded;
    long deadline;
    long epoch;
    String principal = "";

    /** Steps. */
    long loginBegan;

    long loginTold = Long.MAX_VALUE;
    long cleared = -1;

    boolean deleted;
    boolean endTold;

    ModelSession(String key) {
        this.key = key;
    }

    /** Takes what the record says of itself, but for its content. */
    void takes(SessionRecord record) {
        for (int g = generation; g <= record.generation(); g++) {
            if (g > generation || epochs.isEmpty()) {
                epochs.put(g, record.epoch());
            }
        }
        version = record.version();
        generation = record.generation();
        strict = record.lineage().strict();
        superseded = record.lineage().supersededMillis();
        deadline = record.deadlineMillis();
        epoch = record.epoch();
        principal = record.login().principal();
    }

    void clear(long step) {
        attributes = new HashMap<>();
        cookies = new HashMap<>();
        cleared = step;
    }

    /** Applies a change's content; whether that can be done. */
    boolean apply(Change change) {
        for (Operation operation : change.operations()) {
            if (!apply(operation)) {
                return false;
            }
        }
        for (VaultChange cookie : change.cookies()) {
            switch (cookie) {
                case VaultChange.Put put ->
                        cookies.put(put.stored().cookie().name(), put.stored().cookie().value());
                case VaultChange.Delete delete -> cookies.remove(delete.stored().cookie().name());
            }
        }
        return true;
    }

    private boolean apply(Operation operation) {
        Object old = attributes.get(operation.name());
        switch (operation) {
            case Operation.Put put -> attributes.put(put.name(), plain(put.value()));
            case Operation.PutIfAbsent put -> {
                if (old == null) {
                    attributes.put(put.name(), plain(put.value()));
                }
            }
            case Operation.Delete delete -> attributes.remove(delete.name());
            case Operation.Increment increment -> {
                if (old instanceof String) {
                    return false;
                }
                attributes.put(increment.name(), (old instanceof Long n ? n : 0L) + increment.by());
            }
            case Operation.Append append -> {
                if (old instanceof Long) {
                    return false;
                }
                attributes.put(
                        append.name(), (old instanceof String s ? s : "") + plain(append.value()));
            }
        }
        return true;
    }

    static Map<String, Object> plain(SessionRecord record) {
        Map<String, Object> plain = new HashMap<>();
        record.attributes().forEach((name, value) -> plain.put(name, plain(value)));
        return plain;
    }

    static Map<String, String> plainCookies(SessionRecord record) {
        Map<String, String> plain = new HashMap<>();
        record.vault()
                .cookies()
                .forEach(stored -> plain.put(stored.cookie().name(), stored.cookie().value()));
        return plain;
    }

    private static Object plain(Attribute value) {
        return switch (value) {
            case Attribute.Blob(byte[] bytes, String type) ->
                    new String(bytes, StandardCharsets.UTF_8) + type;
            case Attribute.Counter(long number) -> number;
        };
    }
}
