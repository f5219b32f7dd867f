package dev.nonstick.sideapi;

import dev.nonstick.session.AttributeRules;
import dev.nonstick.session.SideCall;
import dev.nonstick.session.Timeouts;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From the parts of an HTTP request to what it asks. */
final class CallReader {
    /** A year and a day: no realm's timeout is longer. */
    private static final long MAX_SECONDS = 366L * 24 * 3600;

    /** The longest a counter is kept. */
    private static final long MAX_TTL_MILLIS = 400L * 24 * 3600 * 1000;

    private static final Pattern ETAG = Pattern.compile("\"(\\d{1,18})\"");
    private static final Pattern KEY = Pattern.compile("[!-~]{1,64}");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    /** What needs another cookie, or more than one session. */
    private static final List<String> FOR_THE_HEAD =
            List.of("rotate", "authenticate", "destroy-all");

    private CallReader() {}

    /**
     * PATCH of the session.
     *
     * @param ifMatch the field If-Match; null: it is not there
     * @param idempotencyKey likewise
     */
    static SideCall.Patch patch(
            byte[] body, @Nullable String ifMatch, @Nullable String idempotencyKey)
            throws MalformedCallException {
        return new SideCall.Patch(
                OperationReader.read(body), version(ifMatch), key(idempotencyKey));
    }

    /** POST of a control. */
    static SideCall.Control control(byte[] body) throws MalformedCallException {
        Map<String, Object> members = FlatJson.object(body);
        for (String word : members.keySet()) {
            if (FOR_THE_HEAD.contains(word)) {
                throw new MalformedCallException(
                        word, "in the head of the response, by Offload-Control");
            }
            if (!List.of("destroy", "idle", "absolute").contains(word)) {
                throw new MalformedCallException("an unknown member", "destroy, idle, absolute");
            }
        }
        Boolean destroy = FlatJson.member(members, "destroy", Boolean.class, "true");
        if (destroy != null) {
            if (!destroy || members.size() > 1) {
                throw new MalformedCallException("destroy", "true, and nothing else");
            }
            return new SideCall.Control(true, Timeouts.KEPT);
        }
        long idle = seconds(members, "idle");
        long absolute = seconds(members, "absolute");
        if (idle == 0 && absolute == 0) {
            throw new MalformedCallException("the body", "destroy, idle or absolute");
        }
        return new SideCall.Control(false, new Timeouts(idle, absolute));
    }

    private static long seconds(Map<String, Object> members, String name)
            throws MalformedCallException {
        String expected = "seconds, 1 to " + MAX_SECONDS;
        Long seconds = FlatJson.member(members, name, Long.class, expected);
        if (seconds != null && (seconds < 1 || seconds > MAX_SECONDS)) {
            throw new MalformedCallException(name, expected);
        }
        return seconds == null ? 0 : seconds;
    }

    /** POST of a counter. */
    static SideCall.Count count(String name, byte[] body, @Nullable String idempotencyKey)
            throws MalformedCallException {
        Map<String, Object> members = FlatJson.object(body);
        if (!List.of("by", "ttl").containsAll(members.keySet())) {
            throw new MalformedCallException("an unknown member", "by, ttl");
        }
        Long by = FlatJson.member(members, "by", Long.class, "an integer");
        String ttl = FlatJson.member(members, "ttl", String.class, "a duration such as 24h");
        return new SideCall.Count(
                counterName(name),
                by == null ? 1 : by,
                ttl == null ? MAX_TTL_MILLIS : millis(ttl),
                key(idempotencyKey));
    }

    static String counterName(String name) throws MalformedCallException {
        if (!AttributeRules.isName(name)) {
            throw new MalformedCallException(
                    "the counter's name", "1 to " + AttributeRules.MAX_NAME_BYTES + " bytes");
        }
        return name;
    }

    private static long millis(String text) throws MalformedCallException {
        Matcher matcher = DURATION.matcher(text);
        long millis = matcher.matches() ? Long.parseLong(matcher.group(1)) * unit(matcher) : 0;
        if (millis < 1 || millis > MAX_TTL_MILLIS) {
            throw new MalformedCallException("ttl", "a duration such as 24h, at most 400d");
        }
        return millis;
    }

    private static long unit(Matcher duration) {
        return switch (duration.group(2)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 86_400_000;
        };
    }

    private static long version(@Nullable String ifMatch) throws MalformedCallException {
        if (ifMatch == null) {
            return SideCall.ANY_VERSION;
        }
        Matcher matcher = ETAG.matcher(ifMatch.strip());
        if (!matcher.matches()) {
            throw new MalformedCallException("If-Match", "one ETag of GET, such as \"17\"");
        }
        return Long.parseLong(matcher.group(1));
    }

    private static String key(@Nullable String idempotencyKey) throws MalformedCallException {
        if (idempotencyKey != null && !KEY.matcher(idempotencyKey).matches()) {
            throw new MalformedCallException("Idempotency-Key", "1 to 64 visible ASCII characters");
        }
        return idempotencyKey == null ? "" : idempotencyKey;
    }
}
