package dev.nonstick.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Objects;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * The value of the session cookie of one realm: base64url of 42 bytes, 56 characters, no spare
 * bits.
 *
 * <pre>
 *  field       bytes  offset  meaning
 *  format          1       0  1
 *  key id          1       1  1 to 255
 *  rid            16       2  random; names the record
 *  generation      4      18  counts rotations
 *  created         4      22  seconds since 2026-01-01T00:00Z, unsigned: good until 2162
 *  MAC            16      26  HMAC-SHA-256 over the rest, the cookie's name and the realm, truncated
 * </pre>
 *
 * <p>Thread rule: belongs to one event loop (it owns MACs and a scratch array).
 */
public final class CookieCodec {
    /** Characters of a value. */
    public static final int LENGTH = 56;

    private static final int BYTES = 42;
    private static final int MAC_OFFSET = 26;
    private static final int MAC_BYTES = 16;
    private static final byte FORMAT = 1;

    private final KeyRing ring;
    private final @Nullable Mac[] macs = new Mac[256];
    private final byte[] binding;
    private final byte[] scratch = new byte[BYTES];
    private final byte[] text = new byte[LENGTH];

    /**
     * @param cookieName bound into the MAC
     * @param realm bound into the MAC
     */
    public CookieCodec(KeyRing ring, String cookieName, String realm) {
        this.ring = ring;
        for (int id : ring.ids()) {
            macs[id] = ring.cookieMac(id);
        }
        byte[] name = cookieName.getBytes(StandardCharsets.UTF_8);
        byte[] realmBytes = realm.getBytes(StandardCharsets.UTF_8);
        this.binding =
                ByteBuffer.allocate(8 + name.length + realmBytes.length)
                        .putInt(name.length)
                        .put(name)
                        .putInt(realmBytes.length)
                        .put(realmBytes)
                        .array();
    }

    /** What a cookie's value turned out to be. */
    public sealed interface Verdict {}

    /** Ours, and unchanged. */
    public record Valid(SessionId id) implements Verdict {}

    /** Absent: no store command may be sent for it. */
    public record Invalid(Reason reason) implements Verdict {}

    /** Made with a key that has not been distributed here yet: unavailable, not absent. */
    public record KeyAhead() implements Verdict {
        static final KeyAhead INSTANCE = new KeyAhead();
    }

    /** Why a value is no session; a metric label. */
    public enum Reason {
        MALFORMED,
        RETIRED_KEY,
        WRONG_MAC
    }

    private static final Invalid MALFORMED = new Invalid(Reason.MALFORMED);
    private static final Invalid RETIRED_KEY = new Invalid(Reason.RETIRED_KEY);
    private static final Invalid WRONG_MAC = new Invalid(Reason.WRONG_MAC);

    /** Verifies a value; the MAC is compared in constant time. */
    public Verdict verify(String value) {
        if (value.length() != LENGTH) {
            return MALFORMED;
        }
        byte[] bytes = scratch;
        if (!decode(value, bytes) || bytes[0] != FORMAT) {
            return MALFORMED;
        }
        int keyId = bytes[1] & 0xff;
        Mac mac = macs[keyId];
        if (mac == null) {
            return ring.isAhead(keyId) ? KeyAhead.INSTANCE : RETIRED_KEY;
        }
        if (!macMatches(mac, bytes)) {
            return WRONG_MAC;
        }
        ByteBuffer fields = ByteBuffer.wrap(bytes);
        byte[] rid = new byte[SessionId.RID_BYTES];
        fields.get(2, rid);
        return new Valid(
                new SessionId(
                        keyId, rid, fields.getInt(18), Integer.toUnsignedLong(fields.getInt(22))));
    }

    /** The value that names this session. */
    public String encode(SessionId id) {
        Mac mac = Objects.requireNonNull(macs[id.keyId()], "a session's key is in the ring");
        byte[] bytes = scratch;
        ByteBuffer.wrap(bytes)
                .put(FORMAT)
                .put((byte) id.keyId())
                .put(id.rid())
                .putInt(id.generation())
                .putInt((int) id.createdSecond());
        System.arraycopy(macOf(mac, bytes), 0, bytes, MAC_OFFSET, MAC_BYTES);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    private boolean decode(String value, byte[] into) {
        for (int i = 0; i < LENGTH; i++) {
            char c = value.charAt(i);
            if (c > 'z') {
                return false;
            }
            text[i] = (byte) c;
        }
        try {
            return Base64.getUrlDecoder().decode(text, into) == BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean macMatches(Mac mac, byte[] bytes) {
        byte[] wanted = macOf(mac, bytes);
        byte[] given = new byte[MAC_BYTES];
        System.arraycopy(bytes, MAC_OFFSET, given, 0, MAC_BYTES);
        byte[] truncated = new byte[MAC_BYTES];
        System.arraycopy(wanted, 0, truncated, 0, MAC_BYTES);
        return MessageDigest.isEqual(truncated, given);
    }

    private byte[] macOf(Mac mac, byte[] bytes) {
        mac.update(bytes, 0, MAC_OFFSET);
        mac.update(binding);
        return mac.doFinal();
    }
}
