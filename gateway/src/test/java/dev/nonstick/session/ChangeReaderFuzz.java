package dev.nonstick.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.nonstick.http.MalformedFieldException;
import dev.nonstick.http.StructuredFields;
import dev.nonstick.session.ChangeReader.Asked;
import dev.nonstick.session.ChangeReader.Refused;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A change is asked as a whole or refused; a refusal's reason is one of few, whatever came. */
class ChangeReaderFuzz {
    private static final List<String> WORDS =
            List.of("rotate", "destroy", "timeouts", "authenticate", "destroy-all");

    private static final Set<String> FIXED =
            Set.of(
                    "an unknown member (expected: rotate, authenticate, destroy, destroy-all, idle,"
                            + " absolute)",
                    "rotate with another value (expected: no value)",
                    "destroy with another value (expected: no value)",
                    "destroy-all with another value (expected: no value)",
                    "authenticate with another value (expected: a String of 1 to 256 bytes)",
                    "idle with another value (expected: an Integer of seconds, 1 to 31622400)",
                    "absolute with another value (expected: an Integer of seconds, 1 to 31622400)",
                    "rotate (expected: rotate listed in routes[].control)",
                    "destroy (expected: destroy listed in routes[].control)",
                    "destroy-all (expected: destroy-all listed in routes[].control)",
                    "authenticate (expected: authenticate listed in routes[].control)",
                    "idle (expected: timeouts listed in routes[].control)",
                    "absolute (expected: timeouts listed in routes[].control)");

    private static final String MEMBER =
            " (expected: a name with one of put=:bytes:, put=integer, incr=integer,"
                    + " append=:bytes:, del)";

    /** The input is what the route allows (1, as bits), Offload-Update, LF, Offload-Control. */
    @FuzzTest
    void read(byte[] input) {
        int flags = input.length == 0 ? 0 : input[0];
        String fields =
                new String(
                        input,
                        Math.min(1, input.length),
                        Math.max(0, input.length - 1),
                        StandardCharsets.ISO_8859_1);
        int split = fields.indexOf('\n');
        String update = split < 0 ? fields : fields.substring(0, split);
        String control = split < 0 ? null : fields.substring(split + 1);
        Set<String> allowed = new HashSet<>();
        for (int i = 0; i < WORDS.size(); i++) {
            if ((flags >> i & 1) == 0) {
                allowed.add(WORDS.get(i));
            }
        }
        check(update, control, allowed);
        check(null, control, allowed);
    }

    private static void check(
            @Nullable String update, @Nullable String control, Set<String> allowed) {
        switch (ChangeReader.read(update, control, allowed)) {
            case Refused(String reason) ->
                    assertThat(reasons(update, control)).as("reasons").contains(reason);
            case Asked(Change change) -> {
                assertThat(allowed).containsAll(needed(change));
                assertThat(ChangeReader.read(text(change), control, allowed))
                        .isInstanceOfSatisfying(
                                Asked.class,
                                again -> assertThat(said(again.change())).isEqualTo(said(change)));
            }
        }
    }

    /** All that may be said of these fields; of what they contain, only numbers of places. */
    private static Set<String> reasons(@Nullable String update, @Nullable String control) {
        Set<String> reasons = new HashSet<>();
        FIXED.forEach(reason -> reasons.add("Offload-Control: " + reason));
        String name = "Offload-Control";
        try {
            if (control != null) {
                StructuredFields.parseDictionary(control);
            }
            name = "Offload-Update";
            if (update != null) {
                int members = StructuredFields.parseList(update).size();
                for (int i = 1; i <= members; i++) {
                    reasons.add("Offload-Update: member " + i + MEMBER);
                }
            }
        } catch (MalformedFieldException e) {
            reasons.add(name + ": " + e.getMessage() + " (expected: RFC 9651)");
        }
        return reasons;
    }

    /** What the route must allow for this change. */
    private static Set<String> needed(Change change) {
        Set<String> needed = new HashSet<>();
        if (change.rotation() != Change.Rotation.NONE) {
            needed.add("rotate");
        }
        if (change.principal() != null) {
            needed.add("authenticate");
        }
        if (!change.timeouts().equals(Timeouts.KEPT)) {
            needed.add("timeouts");
        }
        switch (change.ending()) {
            case NONE -> {}
            case SESSION -> needed.add("destroy");
            case ALL_OF_PRINCIPAL -> needed.add("destroy-all");
        }
        return needed;
    }

    private static String said(Change change) {
        return change.ending()
                + " "
                + change.rotation()
                + " "
                + change.principal()
                + " "
                + change.timeouts()
                + " "
                + Operations.text(change.operations());
    }

    /** The Offload-Update that asks the same. */
    private static String text(Change change) {
        List<String> members = new ArrayList<>();
        for (Operation operation : change.operations()) {
            StringBuilder member = new StringBuilder();
            StructuredFields.appendName(member, operation.name());
            switch (operation) {
                case Operation.Put put -> append(member.append(";put="), put.value());
                case Operation.Append more -> append(member.append(";append="), more.value());
                case Operation.PutIfAbsent _ ->
                        throw new AssertionError("no operation of this field");
                case Operation.Delete _ -> member.append(";del");
                case Operation.Increment increment ->
                        StructuredFields.appendInteger(member.append(";incr="), increment.by());
            }
            members.add(member.toString());
        }
        return String.join(", ", members);
    }

    private static void append(StringBuilder out, Attribute value) {
        switch (value) {
            case Attribute.Counter counter -> StructuredFields.appendInteger(out, counter.value());
            case Attribute.Blob blob -> {
                StructuredFields.appendBytes(out, blob.value());
                StructuredFields.appendString(out.append(";t="), blob.type());
            }
        }
    }
}
