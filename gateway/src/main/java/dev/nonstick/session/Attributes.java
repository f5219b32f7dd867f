package dev.nonstick.session;

import dev.nonstick.http.StructuredFields;
import dev.nonstick.session.Commit.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What operations do to the attributes of a session. */
final class Attributes {
    private Attributes() {}

    /**
     * Applies them in their order.
     *
     * @param state is changed; of no use after a refusal
     */
    static @Nullable Refusal apply(List<Operation> operations, Map<String, Attribute> state) {
        for (int i = 0; i < operations.size(); i++) {
            Refusal refusal = apply(operations.get(i), state);
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private static @Nullable Refusal apply(Operation operation, Map<String, Attribute> state) {
        return switch (operation) {
            case Operation.Put(String name, Attribute value) -> put(state, name, value);
            case Operation.PutIfAbsent(String name, Attribute value) -> {
                state.putIfAbsent(name, value);
                yield null;
            }
            case Operation.Delete(String name) -> {
                state.remove(name);
                yield null;
            }
            case Operation.Increment(String name, long by) -> increment(state, name, by);
            case Operation.Append(String name, Attribute.Blob value) -> append(state, name, value);
        };
    }

    private static @Nullable Refusal put(
            Map<String, Attribute> state, String name, Attribute value) {
        state.put(name, value);
        return null;
    }

    private static @Nullable Refusal increment(Map<String, Attribute> state, String name, long by) {
        return switch (state.get(name)) {
            case null -> put(state, name, new Attribute.Counter(by));
            case Attribute.Blob _ -> Refusal.NOT_A_COUNTER;
            case Attribute.Counter(long value) -> {
                long sum = value + by;
                yield Math.abs(sum) > StructuredFields.MAX_INTEGER
                        ? Refusal.COUNTER_OVERFLOW
                        : put(state, name, new Attribute.Counter(sum));
            }
        };
    }

    private static @Nullable Refusal append(
            Map<String, Attribute> state, String name, Attribute.Blob more) {
        return switch (state.get(name)) {
            case null -> put(state, name, more);
            case Attribute.Counter _ -> Refusal.NOT_BYTES;
            case Attribute.Blob(byte[] value, String type) -> {
                byte[] longer = Arrays.copyOf(value, value.length + more.value().length);
                System.arraycopy(more.value(), 0, longer, value.length, more.value().length);
                yield put(state, name, new Attribute.Blob(longer, type));
            }
        };
    }

    /** Whether two states say the same, byte by byte. */
    static boolean same(Map<String, Attribute> a, Map<String, Attribute> b) {
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
            case Attribute.Blob(byte[] value, String type) ->
                    b instanceof Attribute.Blob(byte[] other, String otherType)
                            && type.equals(otherType)
                            && Arrays.equals(value, other);
        };
    }
}
