package dev.nonstick.session;

import dev.nonstick.http.StructuredFields;
import java.util.Base64;
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
     * The fields of one request.
     *
     * @param state null where there is no state to send
     */
    public record Fields(String session, @Nullable String state, String auth) {}

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
        String state =
                record.attributes().isEmpty() ? null : StateField.encode(record.attributes());
        return signed(session.toString(), state, method, authority, target, nowMillis);
    }

    /** For a request without one. */
    public Fields none(String method, String authority, String target, long nowMillis) {
        String session = "v=1, status=none, new=?1, count=0, inline=?1";
        return signed(session, null, method, authority, target, nowMillis);
    }

    private Fields signed(
            String session,
            @Nullable String state,
            String method,
            String authority,
            String target,
            long nowMillis) {
        String t = Long.toString(nowMillis / 1000);
        String stateText = state == null ? "" : state;
        int size =
                7 * 4
                        + PURPOSE.length()
                        + method.length()
                        + authority.length()
                        + target.length()
                        + session.length()
                        + stateText.length()
                        + t.length();
        byte[] input = new byte[size];
        int at = put(input, 0, PURPOSE);
        at = put(input, at, method);
        at = put(input, at, authority);
        at = put(input, at, target);
        at = put(input, at, session);
        at = put(input, at, stateText);
        put(input, at, t);
        String text = Base64.getEncoder().encodeToString(mac.doFinal(input));
        return new Fields(session, state, kid + t + ", mac=:" + text + ":");
    }

    /** Length and bytes of a Latin-1 text; where it ends. */
    @SuppressWarnings("deprecation") // the bytes below 0x100 are what is wanted, without a copy
    private static int put(byte[] into, int at, String value) {
        int length = value.length();
        into[at] = (byte) (length >>> 24);
        into[at + 1] = (byte) (length >>> 16);
        into[at + 2] = (byte) (length >>> 8);
        into[at + 3] = (byte) length;
        value.getBytes(0, length, into, at + 4);
        return at + 4 + length;
    }
}
