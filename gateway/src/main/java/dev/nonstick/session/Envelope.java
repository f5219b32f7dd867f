package dev.nonstick.session;

import dev.nonstick.http.HeadWriter;
import dev.nonstick.http.StructuredFields;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway tells a backend about the session: three fields, signed for one pool.
 *
 * <p>The MAC is HMAC-SHA-256 over seven values, each as four bytes of length (big-endian) and its
 * bytes (Latin-1): {@code nonstick-offload-auth-1}, method, authority, request target, Offload-
 * Session, Offload-State (empty where it is not sent), and t in decimal.
 *
 * <p>Thread rule: belongs to one event loop.
 */
public final class Envelope {
    /** Names of the fields, in both directions. */
    public static final String SESSION = "Offload-Session";

    public static final String STATE = "Offload-State";
    public static final String AUTH = "Offload-Auth";
    public static final String UPDATE = "Offload-Update";
    public static final String CONTROL = "Offload-Control";

    private static final String PURPOSE = "nonstick-offload-auth-1";

    private final Mac mac;
    private final String kid;

    public Envelope(KeyRing ring, String pool) {
        this.mac = KeyRing.hmac(ring.backendKey(pool));
        this.kid = "kid=" + ring.sealingId() + ", t=@";
    }

    /**
     * The fields of one request, where they were signed.
     *
     * <p>Thread rule: belongs to one exchange.
     */
    public static final class Fields {
        private static final byte[] SESSION_NAME = start(SESSION);
        private static final byte[] STATE_NAME = start(STATE);

        private final Latin1Text text;
        private final int session;
        private final int sessionEnd;
        private final int state;
        private final int stateEnd;
        private final String auth;

        private Fields(
                Latin1Text text,
                int session,
                int sessionEnd,
                int state,
                int stateEnd,
                String auth) {
            this.text = text;
            this.session = session;
            this.sessionEnd = sessionEnd;
            this.state = state;
            this.stateEnd = stateEnd;
            this.auth = auth;
        }

        private static byte[] start(String name) {
            return (name + ": ").getBytes(StandardCharsets.US_ASCII);
        }

        /** Writes the lines; text of our own making needs no check. */
        public void write(HeadWriter out) {
            text.write(SESSION_NAME, session, sessionEnd, out);
            if (stateEnd > state) {
                text.write(STATE_NAME, state, stateEnd, out);
            }
            out.field(AUTH, auth);
        }

        String session() {
            return text.from(session, sessionEnd);
        }

        /** Null where there is no state to send. */
        @Nullable String state() {
            return stateEnd > state ? text.from(state, stateEnd) : null;
        }

        String auth() {
            return auth;
        }
    }

    /** The text of {@code NONSTICK_BACKEND_KEY} for a pool. */
    public static String backendKey(KeyRing ring, String pool) {
        return ring.sealingId()
                + ":"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(ring.backendKey(pool));
    }

    /**
     * For a request with a session.
     *
     * @param nowMillis Unix milliseconds
     */
    public Fields live(
            SessionRecord record, String method, String authority, String target, long nowMillis) {
        StringBuilder session = new StringBuilder(96);
        session.append("v=1, status=ok, version=").append(record.version());
        session.append(", new=?0, idle=").append(record.idleMillis() / 1000);
        session.append(", expires=");
        StructuredFields.appendDate(session, record.deadlineMillis() / 1000);
        session.append(", count=").append(record.attributes().size()).append(", inline=?1");
        return signed(
                session.toString(), record.attributes(), method, authority, target, nowMillis);
    }

    /** For a request without one. */
    public Fields none(String method, String authority, String target, long nowMillis) {
        String session = "v=1, status=none, new=?1, count=0, inline=?1";
        return signed(session, Map.of(), method, authority, target, nowMillis);
    }

    /** For a request whose session cannot be found out: there may be one, or none. */
    public Fields unavailable(String method, String authority, String target, long nowMillis) {
        String session = "v=1, status=unavailable, count=0, inline=?1";
        return signed(session, Map.of(), method, authority, target, nowMillis);
    }

    private Fields signed(
            String session,
            Map<String, Attribute> attributes,
            String method,
            String authority,
            String target,
            long nowMillis) {
        String t = Long.toString(nowMillis / 1000);
        int stateLength = StateField.lengthOf(attributes);
        int size =
                7 * 4
                        + PURPOSE.length()
                        + method.length()
                        + authority.length()
                        + target.length()
                        + session.length()
                        + t.length();
        Latin1Text input = new Latin1Text(Math.addExact(size, stateLength));
        put(PURPOSE, input);
        put(method, input);
        put(authority, input);
        put(target, input);
        put(session, input);
        int sessionEnd = input.length();
        putState(attributes, input);
        int stateEnd = input.length();
        put(t, input);
        String text = Base64.getEncoder().encodeToString(input.macOf(mac));
        return new Fields(
                input,
                sessionEnd - session.length(),
                sessionEnd,
                sessionEnd + 4,
                stateEnd,
                kid + t + ", mac=:" + text + ":");
    }

    private static void put(String value, Latin1Text into) {
        into.appendInt(value.length()).append(value);
    }

    /** The state's text is made where it is signed; empty where there is none. */
    private static void putState(Map<String, Attribute> attributes, Latin1Text into) {
        into.appendInt(0);
        int start = into.length();
        StateField.append(attributes, into);
        into.setInt(start - 4, into.length() - start);
    }
}
