package dev.nonstick.sideapi;

import dev.nonstick.session.Attribute;
import dev.nonstick.session.AttributeRules;
import dev.nonstick.session.Operation;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a PATCH:
 *
 * <pre>
 * {"operations": [
 *   {"put": "cart", "value": "aGVsbG8=", "type": "php"},     bytes, in base64; type may be left out
 *   {"put": "level", "value": 3},                            an integer
 *   {"put-if-absent": "token", "value": "eHl6"},
 *   {"append": "log", "value": "bGluZQo="},
 *   {"incr": "visits", "by": 1},
 *   {"del": "theme"}]}
 * </pre>
 */
final class OperationReader {
    /** As many as a field can have. */
    private static final int MAX_OPERATIONS = 1024;

    private static final String OPERATIONS = "operations";
    private static final List<String> WORDS =
            List.of("put", "put-if-absent", "append", "incr", "del");

    private final Map<String, Object> members;
    private final String where;

    private OperationReader(Map<String, Object> members, String where) {
        this.members = members;
        this.where = where;
    }

    /** What a body asks, in its order. */
    static List<Operation> read(byte[] body) throws MalformedCallException {
        List<Operation> operations = new ArrayList<>();
        for (Map<String, Object> members : FlatJson.list(body, OPERATIONS, MAX_OPERATIONS)) {
            String where = OPERATIONS + "[" + operations.size() + "]";
            operations.add(new OperationReader(members, where).operation());
        }
        return operations;
    }

    private Operation operation() throws MalformedCallException {
        List<String> words = WORDS.stream().filter(members::containsKey).toList();
        if (words.size() != 1) {
            throw new MalformedCallException(where, "one of " + String.join(", ", WORDS));
        }
        String word = words.getFirst();
        String name = name(word);
        return switch (word) {
            case "put" -> new Operation.Put(name, value(word));
            case "put-if-absent" -> new Operation.PutIfAbsent(name, value(word));
            case "append" -> append(name, word);
            case "incr" -> increment(name, word);
            default -> delete(name, word);
        };
    }

    private String name(String word) throws MalformedCallException {
        if (members.get(word) instanceof String name && AttributeRules.isName(name)) {
            return name;
        }
        throw wrong(word, "a name of 1 to " + AttributeRules.MAX_NAME_BYTES + " bytes");
    }

    private Attribute value(String word) throws MalformedCallException {
        only(word, "value", "type");
        return switch (members.get("value")) {
            case Long integer when AttributeRules.isInteger(integer) && type() == null ->
                    new Attribute.Counter(integer);
            case String text -> blob(text);
            case null, default ->
                    throw wrong("value", "base64, or an integer of up to 15 digits without type");
        };
    }

    private Operation append(String name, String word) throws MalformedCallException {
        if (value(word) instanceof Attribute.Blob more) {
            return new Operation.Append(name, more);
        }
        throw wrong("value", "base64");
    }

    private Operation increment(String name, String word) throws MalformedCallException {
        only(word, "by", "by");
        if (members.get("by") instanceof Long by && AttributeRules.isInteger(by)) {
            return new Operation.Increment(name, by);
        }
        throw wrong("by", "an integer of up to 15 digits");
    }

    private Operation delete(String name, String word) throws MalformedCallException {
        only(word, word, word);
        return new Operation.Delete(name);
    }

    private Attribute.Blob blob(String text) throws MalformedCallException {
        String type = type();
        try {
            return new Attribute.Blob(Base64.getDecoder().decode(text), type == null ? "" : type);
        } catch (IllegalArgumentException e) {
            throw wrong("value", "base64");
        }
    }

    private @Nullable String type() throws MalformedCallException {
        Object type = members.get("type");
        if (type == null || (type instanceof String text && AttributeRules.isType(text))) {
            return (String) type;
        }
        throw wrong("type", "at most " + AttributeRules.MAX_TYPE + " printable ASCII characters");
    }

    private void only(String word, String one, String other) throws MalformedCallException {
        if (!members.keySet().stream()
                .allMatch(m -> m.equals(word) || m.equals(one) || m.equals(other))) {
            throw new MalformedCallException(where, "only members that belong to " + word);
        }
    }

    private MalformedCallException wrong(String member, String expected) {
        return new MalformedCallException(where + "." + member, expected);
    }
}
