package dev.nonstick.servlet;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway says about the session of one request: {@code Offload-Session} and {@code
 * Offload-State}. Immutable.
 */
final class Envelope {

    enum Status {
        /** There is a record. */
        OK,
        /** There is no record yet; a change makes one. */
        NONE,
        /** The store did not answer: nothing is known and nothing can be kept. */
        UNAVAILABLE
    }

    static final long VERSION = 1;

    final Status status;

    /** False if the record was too large to be sent in a field. */
    final boolean inline;

    /** Idle timeout in seconds, null where the gateway did not say it. */
    final @Nullable Integer idleSeconds;

    final Map<String, Stored> attributes;

    private Envelope(
            Status status,
            boolean inline,
            @Nullable Integer idleSeconds,
            Map<String, Stored> attributes) {
        this.status = status;
        this.inline = inline;
        this.idleSeconds = idleSeconds;
        this.attributes = attributes;
    }

    /** Members that are not known here are ignored: later versions may add some. */
    static Envelope parse(String session, String state) throws MalformedFieldException {
        Map<String, SfItem> members = SfParser.dictionary(session);
        if (!Long.valueOf(VERSION).equals(member(members, "v", Long.class))) {
            throw new MalformedFieldException("v (expected: " + VERSION + ")");
        }
        return new Envelope(
                status(member(members, "status", SfToken.class)),
                !Boolean.FALSE.equals(member(members, "inline", Boolean.class)),
                seconds(member(members, "idle", Long.class)),
                attributes(state));
    }

    private static @Nullable Integer seconds(@Nullable Long value) throws MalformedFieldException {
        if (value == null) {
            return null;
        }
        if (value < 0) {
            throw new MalformedFieldException("idle (expected: seconds)");
        }
        return (int) Math.min(value, Integer.MAX_VALUE);
    }

    private static Status status(@Nullable SfToken status) throws MalformedFieldException {
        String name = status == null ? "" : status.toString();
        switch (name) {
            case "ok":
                return Status.OK;
            case "none":
                return Status.NONE;
            case "unavailable":
                return Status.UNAVAILABLE;
            default:
                throw new MalformedFieldException("status (expected: ok, none or unavailable)");
        }
    }

    private static Map<String, Stored> attributes(String state) throws MalformedFieldException {
        Map<String, Stored> attributes = new LinkedHashMap<>();
        for (SfItem item : SfParser.list(state)) {
            if (!(item.value instanceof String) || tooLong((String) item.value)) {
                throw new MalformedFieldException(
                        "name (expected: String of at most " + SfWriter.MAX_NAME + " bytes)");
            }
            if (attributes.put((String) item.value, stored(item)) != null) {
                throw new MalformedFieldException("name (expected: once)");
            }
        }
        return Collections.unmodifiableMap(attributes);
    }

    private static boolean tooLong(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length > SfWriter.MAX_NAME;
    }

    private static Stored stored(SfItem item) throws MalformedFieldException {
        Object value = item.parameter("v");
        Object type = item.parameter("t");
        if (value instanceof Long) {
            return Stored.counter((Long) value);
        }
        if (!(value instanceof byte[])) {
            throw new MalformedFieldException("v (expected: Byte Sequence or Integer)");
        }
        if (type != null && !(type instanceof SfToken) && !(type instanceof String)) {
            throw new MalformedFieldException("t (expected: Token or String)");
        }
        return Stored.bytes((byte[]) value, type == null ? "" : type.toString());
    }

    private static <T> @Nullable T member(
            Map<String, SfItem> members, String key, Class<T> expected)
            throws MalformedFieldException {
        SfItem item = members.get(key);
        if (item == null) {
            return null;
        }
        if (!expected.isInstance(item.value)) {
            throw new MalformedFieldException(
                    key + " (expected: " + expected.getSimpleName() + ")");
        }
        return expected.cast(item.value);
    }
}
