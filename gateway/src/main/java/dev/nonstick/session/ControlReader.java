package dev.nonstick.session;

import dev.nonstick.http.BareItem;
import dev.nonstick.http.MalformedFieldException;
import dev.nonstick.http.Member;
import dev.nonstick.http.StructuredFields;
import dev.nonstick.session.Change.Ending;
import dev.nonstick.session.Change.Rotation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one {@code Offload-Control} field, member by member. */
final class ControlReader {
    private static final int MAX_PRINCIPAL_BYTES = 256;

    /** A year: no realm's timeout is longer. */
    private static final long MAX_SECONDS = 366L * 24 * 3600;

    private final Set<String> allowed;
    private Ending ending = Ending.NONE;
    private Rotation rotation = Rotation.NONE;
    private @Nullable String principal;
    private long idle;
    private long absolute;

    /**
     * @param allowed what the route lets its backends ask for: the words of {@code
     *     routes[].control}
     */
    ControlReader(Set<String> allowed) {
        this.allowed = allowed;
    }

    /** What was read, with these operations. */
    Change with(List<Operation> operations) {
        return new Change(ending, rotation, principal, new Timeouts(idle, absolute), operations);
    }

    /** Reads the field; says what is wrong with it, or null. */
    @Nullable String read(String control) throws MalformedFieldException {
        for (Map.Entry<String, Member> entry :
                StructuredFields.parseDictionary(control).entrySet()) {
            String wrong = read(entry.getKey(), bare(entry.getValue()));
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }

    private @Nullable String read(String word, @Nullable BareItem value) {
        return switch (word) {
            case "rotate" -> allowed(word, word, isTrue(value), "no value", this::rotate);
            case "destroy" -> allowed(word, word, isTrue(value), "no value", this::destroy);
            case "destroy-all" -> allowed(word, word, isTrue(value), "no value", this::destroyAll);
            case "authenticate" -> authenticate(word, value);
            case "idle" -> timeout(word, value);
            case "absolute" -> timeout(word, value);
            default ->
                    "an unknown member (expected: rotate, authenticate, destroy, destroy-all, idle,"
                            + " absolute)";
        };
    }

    private @Nullable String allowed(
            String word, String control, boolean valid, String expected, Runnable take) {
        if (!valid) {
            return word + " with another value (expected: " + expected + ")";
        }
        if (!allowed.contains(control)) {
            return word + " (expected: " + control + " listed in routes[].control)";
        }
        take.run();
        return null;
    }

    private void rotate() {
        rotation = Rotation.GRACEFUL;
    }

    private void destroy() {
        if (ending == Ending.NONE) {
            ending = Ending.SESSION;
        }
    }

    private void destroyAll() {
        ending = Ending.ALL_OF_PRINCIPAL;
    }

    private @Nullable String authenticate(String word, @Nullable BareItem value) {
        String name =
                switch (value) {
                    case BareItem.Str text -> text.value();
                    case BareItem.Display text -> text.value();
                    case null, default -> "";
                };
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        boolean valid = bytes > 0 && bytes <= MAX_PRINCIPAL_BYTES;
        String expected = "a String of 1 to " + MAX_PRINCIPAL_BYTES + " bytes";
        return allowed(word, word, valid, expected, () -> principal = name);
    }

    private @Nullable String timeout(String word, @Nullable BareItem value) {
        long seconds = value instanceof BareItem.Int integer ? integer.value() : 0;
        boolean valid = seconds > 0 && seconds <= MAX_SECONDS;
        String expected = "an Integer of seconds, 1 to " + MAX_SECONDS;
        Runnable take = word.equals("idle") ? () -> idle = seconds : () -> absolute = seconds;
        return allowed(word, "timeouts", valid, expected, take);
    }

    private static boolean isTrue(@Nullable BareItem value) {
        return value instanceof BareItem.Bool(boolean set) && set;
    }

    /** Null where it is no item, or has parameters. */
    private static @Nullable BareItem bare(Member member) {
        return member instanceof Member.Item item && item.params().isEmpty() ? item.value() : null;
    }
}
