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
    private static final Set<String> FIXED =
            Set.of(
                    "Offload-Control: an unknown member (expected: rotate, destroy)",
                    "Offload-Control: rotate with a value (expected: none)",
                    "Offload-Control: destroy with a value (expected: none)",
                    "Offload-Control: rotate (expected: listed in routes[].control)",
                    "Offload-Control: destroy (expected: listed in routes[].control)");

    private static final String MEMBER =
            " (expected: a name with one of put=:bytes:, put=integer, incr=integer, del)";

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
        if ((flags & 1) == 0) {
            allowed.add("rotate");
        }
        if ((flags & 2) == 0) {
            allowed.add("destroy");
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
                assertThat(change.rotate() && !allowed.contains("rotate")).isFalse();
                assertThat(change.destroy() && !allowed.contains("destroy")).isFalse();
                assertThat(ChangeReader.read(text(change), control, allowed))
                        .isInstanceOfSatisfying(
                                Asked.class,
                                again -> assertThat(said(again.change())).isEqualTo(said(change)));
            }
        }
    }

    /** All that may be said of these fields; of what they contain, only numbers of places. */
    private static Set<String> reasons(@Nullable String update, @Nullable String control) {
        Set<String> reasons = new HashSet<>(FIXED);
        String name = update == null ? "Offload-Control" : "Offload-Update or -Control";
        try {
            if (control != null) {
                StructuredFields.parseDictionary(control);
            }
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

    private static String said(Change change) {
        return change.rotate()
                + " "
                + change.destroy()
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
