package dev.nonstick.session;

import dev.nonstick.http.BareItem;
import dev.nonstick.http.MalformedFieldException;
import dev.nonstick.http.Member;
import dev.nonstick.http.Params;
import dev.nonstick.http.StructuredFields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a backend asks of the session: {@code Offload-Update} and {@code Offload-Control}.
 * What is not understood is not half done: the change as a whole is refused.
 */
public final class ChangeReader {
    /** Longest Offload-Update, in characters. */
    public static final int MAX_UPDATE = StructuredFields.MAX_FIELD;

    private static final int MAX_NAME_BYTES = 256;
    private static final int MAX_TYPE = 64;

    private ChangeReader() {}

    /** What a response asks. */
    public sealed interface Reading {}

    /** Understood and allowed. */
    public record Asked(Change change) implements Reading {}

    /**
     * Not acceptable.
     *
     * @param reason says what and where; shows nothing of the content
     */
    public record Refused(String reason) implements Reading {}

    /**
     * Reads both fields of one response.
     *
     * @param update the Offload-Update lines joined by a comma, or null
     * @param control the Offload-Control lines joined by a comma, or null
     * @param allowed what the route lets its backends ask for: {@code rotate}, {@code destroy}
     */
    public static Reading read(
            @Nullable String update, @Nullable String control, Set<String> allowed) {
        if (update == null && control == null) {
            return new Asked(Change.NONE);
        }
        try {
            boolean rotate = false;
            boolean destroy = false;
            if (control != null) {
                for (Map.Entry<String, Member> entry :
                        StructuredFields.parseDictionary(control).entrySet()) {
                    String word = entry.getKey();
                    if (!word.equals("rotate") && !word.equals("destroy")) {
                        return refused(
                                Envelope.CONTROL, "an unknown member (expected: rotate, destroy)");
                    }
                    if (!isTrue(entry.getValue())) {
                        return refused(Envelope.CONTROL, word + " with a value (expected: none)");
                    }
                    if (!allowed.contains(word)) {
                        return refused(
                                Envelope.CONTROL, word + " (expected: listed in routes[].control)");
                    }
                    rotate |= word.equals("rotate");
                    destroy |= word.equals("destroy");
                }
            }
            List<Operation> operations = List.of();
            if (update != null) {
                List<Member> members = StructuredFields.parseList(update);
                operations = new ArrayList<>(members.size());
                for (int i = 0; i < members.size(); i++) {
                    Operation operation = operation(members.get(i));
                    if (operation == null) {
                        return refused(
                                Envelope.UPDATE,
                                "member "
                                        + (i + 1)
                                        + " (expected: a name with one of put=:bytes:, put=integer,"
                                        + " incr=integer, del)");
                    }
                    operations.add(operation);
                }
            }
            return new Asked(new Change(destroy, rotate, operations));
        } catch (MalformedFieldException e) {
            String field = update == null ? Envelope.CONTROL : "Offload-Update or -Control";
            return refused(field, e.getMessage() + " (expected: RFC 9651)");
        }
    }

    private static Refused refused(String field, @Nullable String reason) {
        return new Refused(field + ": " + reason);
    }

    private static boolean isTrue(Member member) {
        return member instanceof Member.Item item
                && item.params().isEmpty()
                && item.value() instanceof BareItem.Bool bool
                && bool.value();
    }

    private static @Nullable Operation operation(Member member) {
        if (!(member instanceof Member.Item item)) {
            return null;
        }
        String name =
                switch (item.value()) {
                    case BareItem.Str text -> text.value();
                    case BareItem.Display text -> text.value();
                    default -> null;
                };
        if (name == null
                || name.isEmpty()
                || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            return null;
        }
        Params params = item.params();
        BareItem type = params.get("t");
        if (params.size() != (type == null ? 1 : 2)) {
            return null;
        }
        if (params.get("put") instanceof BareItem.Bytes bytes) {
            String tag = tag(type);
            return tag == null
                    ? null
                    : new Operation.Put(name, new Attribute.Blob(bytes.value(), tag));
        }
        if (type != null) {
            return null;
        }
        if (params.get("put") instanceof BareItem.Int integer) {
            return new Operation.Put(name, new Attribute.Counter(integer.value()));
        }
        if (params.get("incr") instanceof BareItem.Int by) {
            return new Operation.Increment(name, by.value());
        }
        if (params.get("del") instanceof BareItem.Bool bool && bool.value()) {
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
