package dev.nonstick.session;

import dev.nonstick.http.BareItem;
import dev.nonstick.http.MalformedFieldException;
import dev.nonstick.http.Member;
import dev.nonstick.http.Params;
import dev.nonstick.http.StructuredFields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one {@code Offload-Update} field: a List of names, each with one operation. */
final class UpdateReader {
    /** Longest name of an attribute, in bytes of UTF-8. */
    static final int MAX_NAME_BYTES = 256;

    /** Longest type tag, in characters. */
    static final int MAX_TYPE = 64;

    private final List<Operation> operations = new ArrayList<>();

    List<Operation> operations() {
        return operations;
    }

    /** Reads the field; says what is wrong with it, or null. */
    @Nullable String read(String update) throws MalformedFieldException {
        List<Member> members = StructuredFields.parseList(update);
        for (int i = 0; i < members.size(); i++) {
            Operation operation = operation(members.get(i));
            if (operation == null) {
                return "member "
                        + (i + 1)
                        + " (expected: a name with one of put=:bytes:, put=integer, incr=integer,"
                        + " append=:bytes:, del)";
            }
            operations.add(operation);
        }
        return null;
    }

    private static @Nullable Operation operation(Member member) {
        if (!(member instanceof Member.Item item)) {
            return null;
        }
        String name = name(item.value());
        Params params = item.params();
        BareItem type = params.get("t");
        if (name == null || params.size() != (type == null ? 1 : 2)) {
            return null;
        }
        Operation onBytes = onBytes(name, params, type);
        return onBytes == null && type == null ? untagged(name, params) : onBytes;
    }

    private static @Nullable String name(BareItem item) {
        String name =
                switch (item) {
                    case BareItem.Str text -> text.value();
                    case BareItem.Display text -> text.value();
                    default -> "";
                };
        boolean fits = name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES;
        return fits && !name.isEmpty() ? name : null;
    }

    private static @Nullable Operation onBytes(
            String name, Params params, @Nullable BareItem type) {
        String tag = tag(type);
        if (tag == null) {
            return null;
        }
        if (params.get("put") instanceof BareItem.Bytes(byte[] value)) {
            return new Operation.Put(name, new Attribute.Blob(value, tag));
        }
        if (params.get("append") instanceof BareItem.Bytes(byte[] value)) {
            return new Operation.Append(name, new Attribute.Blob(value, tag));
        }
        return null;
    }

    private static @Nullable Operation untagged(String name, Params params) {
        if (params.get("put") instanceof BareItem.Int(long value)) {
            return new Operation.Put(name, new Attribute.Counter(value));
        }
        if (params.get("incr") instanceof BareItem.Int(long by)) {
            return new Operation.Increment(name, by);
        }
        if (params.get("del") instanceof BareItem.Bool(boolean set) && set) {
            return new Operation.Delete(name);
        }
        return null;
    }

    private static @Nullable String tag(@Nullable BareItem type) {
        String tag =
                switch (type) {
                    case null -> "";
                    case BareItem.Token token -> token.value();
                    case BareItem.Str text -> text.value();
                    default -> null;
                };
        return tag == null || tag.length() > MAX_TYPE ? null : tag;
    }
}
