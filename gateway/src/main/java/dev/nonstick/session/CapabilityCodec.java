package dev.nonstick.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Capability} as the text of a {@code ref}: base64 of
 *
 * <pre>
 *  field     bytes  offset  meaning
 *  format        1       0  1
 *  attempt       1       1  1 to 255
 *  loop          2       2
 *  instance      8       4  the run of the gateway that issued it; random
 *  exchange      8      12
 *  MAC          16      20  HMAC-SHA-256 over all before it, truncated
 * </pre>
 *
 * <p>36 bytes are 48 characters without padding or spare bits, so a ref has one spelling.
 *
 * <p>Thread rule: belongs to one event loop.
 */
public final class CapabilityCodec {
    /** Characters of a ref. */
    public static final int LENGTH = 48;

    private static final byte FORMAT = 1;
    private static final int MAC_OFFSET = 20;
    private static final int BYTES = 36;

    private final Mac mac;
    private final long instance;

    /**
     * @param instance this run of the gateway: the refs of others are none here
     */
    public CapabilityCodec(KeyRing ring, long instance) {
        this.mac = ring.capabilityMac();
        this.instance = instance;
    }

    /** The text between the colons of {@code ref=:…:}. */
    public String seal(Capability capability) {
        byte[] bytes = new byte[BYTES];
        ByteBuffer.wrap(bytes)
                .put(FORMAT)
                .put((byte) capability.attempt())
                .putShort((short) capability.loop())
                .putLong(instance)
                .putLong(capability.exchange());
        System.arraycopy(macOf(bytes), 0, bytes, MAC_OFFSET, BYTES - MAC_OFFSET);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** What a text entitles to; null where it is no ref of this gateway. */
    public @Nullable Capability open(String text) {
        byte[] bytes = decoded(text);
        if (bytes == null
                || bytes[0] != FORMAT
                || !MessageDigest.isEqual(
                        macOf(bytes), Arrays.copyOfRange(bytes, MAC_OFFSET, BYTES))) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return in.getLong(4) == instance
                ? new Capability(in.getShort(2) & 0xffff, in.getLong(12), bytes[1] & 0xff)
                : null;
    }

    private static byte @Nullable [] decoded(String text) {
        if (text.length() != LENGTH || text.endsWith("=")) {
            return null;
        }
        try {
            return Base64.getDecoder().decode(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private byte[] macOf(byte[] bytes) {
        mac.update(bytes, 0, MAC_OFFSET);
        return Arrays.copyOf(mac.doFinal(), BYTES - MAC_OFFSET);
    }
}
