package dev.nonstick.session;

import dev.nonstick.http.MalformedFieldException;
import dev.nonstick.http.StructuredFields;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a backend asks of the session: {@code Offload-Update} and {@code Offload-Control}.
 * What is not understood is not half done: the change as a whole is refused.
 */
public final class ChangeReader {
    /** Longest Offload-Update, in characters. */
    public static final int MAX_UPDATE = StructuredFields.MAX_FIELD;

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

    private static final Asked NOTHING = new Asked(Change.NONE);

    /**
     * Reads both fields of one response.
     *
     * @param update the Offload-Update lines joined by a comma, or null
     * @param control the Offload-Control lines joined by a comma, or null
     * @param allowed what the route lets its backends ask for: the words of {@code
     *     routes[].control}
     */
    public static Reading read(
            @Nullable String update, @Nullable String control, Set<String> allowed) {
        if (update == null && control == null) {
            return NOTHING;
        }
        ControlReader controls = new ControlReader(allowed);
        UpdateReader updates = new UpdateReader();
        String field = Envelope.CONTROL;
        try {
            String wrong = control == null ? null : controls.read(control);
            if (wrong == null && update != null) {
                field = Envelope.UPDATE;
                wrong = updates.read(update);
            }
            return wrong == null
                    ? new Asked(controls.with(updates.operations()))
                    : new Refused(field + ": " + wrong);
        } catch (MalformedFieldException e) {
            return new Refused(field + ": " + e.getMessage() + " (expected: RFC 9651)");
        }
    }
}
