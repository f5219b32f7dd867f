package dev.nonstick.session;

import dev.nonstick.http.StructuredFields;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One exchange's change, ready to be applied to a record. The same change is applied again to
 * whatever record a conflict brings up, so parallel changes of different attributes are all kept
 * and increments are never lost.
 *
 * @param epoch of the record the exchange worked on
 * @param generation of the cookie the exchange came with
 * @param confirms whether the exchange presented its generation for the first time
 * @param now Unix milliseconds
 */
public record Commit(long epoch, int generation, boolean confirms, Change change, long now) {

    /** What applying comes to. */
    public sealed interface Decision {}

    /** This is to be stored. */
    public record Write(SessionRecord next) implements Decision {}

    /** The record already says so. */
    public record Nothing() implements Decision {
        static final Nothing INSTANCE = new Nothing();
    }

    /** The login changed while the exchange was under way: its writes are not for this record. */
    public record Dropped() implements Decision {
        static final Dropped INSTANCE = new Dropped();
    }

    /** The change as a whole is refused. */
    public record Refused(Refusal refusal) implements Decision {}

    /** Why a change is refused; a closed list, because it is a metric label. */
    public enum Refusal {
        NOT_A_COUNTER("an increment of an attribute that is no integer"),
        COUNTER_OVERFLOW("an increment beyond 15 digits"),
        TOO_MANY_ATTRIBUTES("more than 1024 attributes"),
        RECORD_TOO_LARGE("a record above session.max-size"),
        STATE_TOO_LARGE("a state above session.inline-limit");

        private final String text;

        Refusal(String text) {
            this.text = text;
        }

        /** For the log. */
        public String text() {
            return text;
        }
    }

    private static final int MAX_ATTRIBUTES = 1024;

    /** Applies the change to a record of an existing session. */
    public Decision applyTo(SessionRecord base, RealmSettings realm) {
        if (base.epoch() != epoch) {
            return Dropped.INSTANCE;
        }
        int newGeneration = base.generation();
        long superseded = base.supersededMillis();
        if (confirms && superseded == 0 && newGeneration == generation && newGeneration > 0) {
            superseded = now;
        }
        // a record past our generation was rotated by a parallel exchange: once is enough
        if (change.rotate() && newGeneration <= generation) {
            newGeneration++;
            superseded = 0;
        }
        Map<String, Attribute> state = new LinkedHashMap<>(base.attributes());
        Refusal refusal = operate(change.operations(), state);
        if (refusal == null && change.creates()) {
            refusal = limits(state, realm);
        }
        if (refusal != null) {
            return new Refused(refusal);
        }
        boolean sameState = same(state, base.attributes());
        if (sameState
                && newGeneration == base.generation()
                && superseded == base.supersededMillis()) {
            return Nothing.INSTANCE;
        }
        return new Write(
                base.with(newGeneration, superseded, sameState ? base.attributes() : state));
    }

    /** The first record of a new session. */
    public Decision create(RealmSettings realm) {
        Map<String, Attribute> state = new LinkedHashMap<>();
        Refusal refusal = operate(change.operations(), state);
        if (refusal == null) {
            refusal = limits(state, realm);
        }
        if (refusal != null) {
            return new Refused(refusal);
        }
        return new Write(
                new SessionRecord(
                        0,
                        now,
                        now + realm.absoluteTimeout().toMillis(),
                        realm.idleTimeout().toMillis(),
                        0,
                        0,
                        epoch,
                        "",
                        new long[0],
                        state));
    }

    private static @Nullable Refusal operate(
            List<Operation> operations, Map<String, Attribute> state) {
        for (Operation operation : operations) {
            switch (operation) {
                case Operation.Put put -> state.put(put.name(), put.value());
                case Operation.Delete delete -> state.remove(delete.name());
                case Operation.Increment increment -> {
                    long by = increment.by();
                    switch (state.get(increment.name())) {
                        case null -> state.put(increment.name(), new Attribute.Counter(by));
                        case Attribute.Blob blob -> {
                            return Refusal.NOT_A_COUNTER;
                        }
                        case Attribute.Counter counter -> {
                            long sum = counter.value() + by;
                            if (Math.abs(sum) > StructuredFields.MAX_INTEGER) {
                                return Refusal.COUNTER_OVERFLOW;
                            }
                            state.put(increment.name(), new Attribute.Counter(sum));
                        }
                    }
                }
            }
        }
        return null;
    }

    private static @Nullable Refusal limits(Map<String, Attribute> state, RealmSettings realm) {
        if (state.size() > MAX_ATTRIBUTES) {
            return Refusal.TOO_MANY_ATTRIBUTES;
        }
        long size = 0;
        for (Map.Entry<String, Attribute> entry : state.entrySet()) {
            size += RecordBody.sizeOf(entry.getKey(), entry.getValue());
        }
        if (size > realm.maxSize()) {
            return Refusal.RECORD_TOO_LARGE;
        }
        return StateField.lengthOf(state) > realm.inlineLimit() ? Refusal.STATE_TOO_LARGE : null;
    }

    private static boolean same(Map<String, Attribute> a, Map<String, Attribute> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (Map.Entry<String, Attribute> entry : a.entrySet()) {
            if (!same(entry.getValue(), b.get(entry.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(Attribute a, @Nullable Attribute b) {
        return switch (a) {
            case Attribute.Counter counter -> counter.equals(b);
            case Attribute.Blob blob ->
                    b instanceof Attribute.Blob other
                            && blob.type().equals(other.type())
                            && Arrays.equals(blob.value(), other.value());
        };
    }
}
