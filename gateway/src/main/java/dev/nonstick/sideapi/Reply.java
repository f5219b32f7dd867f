package dev.nonstick.sideapi;

import dev.nonstick.session.Attribute;
import dev.nonstick.session.Commit;
import dev.nonstick.session.SessionRecord;
import dev.nonstick.session.SideAnswer;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * An answer as HTTP has it: one table from what became of a call to status and body (RFC 9457).
 *
 * @param body null: none
 * @param version of the session in the body, for its ETag; -1: none
 */
record Reply(int status, @Nullable JsonObject body, long version) {
    private static final long NO_VERSION = -1;

    static Reply of(SideAnswer answer) {
        return switch (answer) {
            case SideAnswer.State(SessionRecord record) ->
                    new Reply(200, put(new JsonObject(), record), record.version());
            case SideAnswer.NoSession none -> nothing();
            case SideAnswer.Stored(long version) ->
                    new Reply(200, new JsonObject().put("version", version), version);
            case SideAnswer.Done done -> nothing();
            case SideAnswer.Counted(long value) ->
                    new Reply(200, new JsonObject().put("value", value), NO_VERSION);
            case SideAnswer.Dead dead -> unauthorized();
            case SideAnswer.Conflict(SideAnswer.Cause cause, SessionRecord current) ->
                    problem(
                            cause == SideAnswer.Cause.VERSION_PASSED ? 412 : 409,
                            cause.text(),
                            current);
            case SideAnswer.Refused(Commit.Refusal refusal, SessionRecord current) ->
                    problem(statusOf(refusal), refusal.text(), current);
            case SideAnswer.Forbidden(String word) ->
                    problem(403, word + " (expected: listed in routes[].control)");
            case SideAnswer.Unavailable(boolean perhapsDone) ->
                    problem(
                            503,
                            perhapsDone
                                    ? "the store has not answered in time: done or not"
                                    : "the store does not answer: nothing was done");
            case SideAnswer.Busy busy -> problem(429, "too many writes of one request");
        };
    }

    private static int statusOf(Commit.Refusal refusal) {
        return switch (refusal) {
            case NOT_A_COUNTER, COUNTER_OVERFLOW, NOT_BYTES -> 409;
            case TOO_MANY_ATTRIBUTES, RECORD_TOO_LARGE, STATE_TOO_LARGE -> 413;
        };
    }

    private static Reply nothing() {
        return new Reply(204, null, NO_VERSION);
    }

    /** The ref is none, or none any more; which of these is nobody's business. */
    static Reply unauthorized() {
        return problem(401, "no ref that is good here and now");
    }

    static Reply problem(int status, String detail) {
        return problem(status, detail, null);
    }

    private static Reply problem(int status, String detail, @Nullable SessionRecord current) {
        JsonObject problem =
                new JsonObject()
                        .put("type", "about:blank")
                        .put("status", status)
                        .put("detail", detail);
        return current == null
                ? new Reply(status, problem, NO_VERSION)
                : new Reply(status, put(problem, current), current.version());
    }

    private static JsonObject put(JsonObject into, SessionRecord record) {
        JsonObject attributes = new JsonObject();
        record.attributes().forEach((name, value) -> attributes.put(name, json(value)));
        return into.put("version", record.version()).put("attributes", attributes);
    }

    private static JsonObject json(Attribute attribute) {
        return switch (attribute) {
            case Attribute.Counter(long value) -> new JsonObject().put("value", value);
            case Attribute.Blob(byte[] value, String type) -> {
                String text = Base64.getEncoder().encodeToString(value);
                JsonObject json = new JsonObject().put("value", text);
                yield type.isEmpty() ? json : json.put("type", type);
            }
        };
    }

    boolean isProblem() {
        return status >= 400;
    }
}
