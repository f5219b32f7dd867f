package dev.nonstick.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.random.RandomGenerator;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A record as bytes: sealed with AES-256-GCM under a key of its own.
 *
 * <pre>
 *  field           bytes  offset  meaning
 *  format              1       0  1
 *  version             8       1  counts writes; with the nonce it names one exact write
 *  nonce              12       9  random
 *  sealing key id      1      21  1 to 255
 *  sealed body         n      22  {@link RecordBody}
 *  tag                16    22+n  over the body, all bytes before it, the store key and the realm
 *
 *  data key = HKDF-Expand(PRK of session.keys[id], store key · realm)
 * </pre>
 *
 * <p>A record copied to another key, put back from an older time under another version, or changed
 * in any byte does not open.
 *
 * <p>Thread rule: belongs to one event loop.
 */
public final class RecordCodec {
    private static final byte FORMAT = 1;
    private static final int NONCE_OFFSET = 9;
    private static final int NONCE_BYTES = 12;
    private static final int KEY_ID_OFFSET = 21;
    static final int HEADER_BYTES = 22;
    private static final int TAG_BYTES = 16;

    private final KeyRing ring;
    private final @Nullable Mac[] macs = new Mac[256];
    private final Cipher cipher;
    private final RandomGenerator random;

    /**
     * @param random makes nonces; cryptographically strong
     */
    public RecordCodec(KeyRing ring, RandomGenerator random) {
        this.ring = ring;
        this.random = random;
        for (int id : ring.ids()) {
            macs[id] = ring.recordMac(id);
        }
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES/GCM/NoPadding", e);
        }
    }

    /** What bytes from the store turned out to be. */
    public sealed interface Opening {}

    /** A record of ours. */
    public record Opened(SessionRecord record) implements Opening {}

    /** Not a record, or not of this key: the session is absent, never trusted. */
    public record Unreadable(String reason) implements Opening {}

    /** Sealed with a key that has not been distributed here yet: unavailable. */
    public record KeyAhead() implements Opening {}

    /** Seals a record for this store key and realm. */
    public byte[] seal(SessionRecord record, String storeKey, String realm) {
        byte[] body = RecordBody.encode(record);
        byte[] sealed = new byte[HEADER_BYTES + body.length + TAG_BYTES];
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        int keyId = ring.sealingId();
        ByteBuffer.wrap(sealed).put(FORMAT).putLong(record.version()).put(nonce).put((byte) keyId);
        try {
            start(Cipher.ENCRYPT_MODE, keyId, sealed, storeKey, realm);
            cipher.doFinal(body, 0, body.length, sealed, HEADER_BYTES);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing cannot fail", e);
        }
    }

    /** Opens what the store had under this key for this realm. */
    public Opening open(byte[] sealed, String storeKey, String realm) {
        if (sealed.length < HEADER_BYTES + TAG_BYTES || sealed[0] != FORMAT) {
            return new Unreadable("format");
        }
        int keyId = sealed[KEY_ID_OFFSET] & 0xff;
        if (macs[keyId] == null) {
            return ring.isAhead(keyId) ? new KeyAhead() : new Unreadable("retired key");
        }
        try {
            start(Cipher.DECRYPT_MODE, keyId, sealed, storeKey, realm);
            byte[] body = cipher.doFinal(sealed, HEADER_BYTES, sealed.length - HEADER_BYTES);
            return new Opened(RecordBody.decode(body, ByteBuffer.wrap(sealed).getLong(1)));
        } catch (AEADBadTagException e) {
            return new Unreadable("seal");
        } catch (GeneralSecurityException e) {
            return new Unreadable("cipher");
        } catch (MalformedRecordException e) {
            return new Unreadable("body");
        }
    }

    private void start(int mode, int keyId, byte[] sealed, String storeKey, String realm)
            throws GeneralSecurityException {
        byte[] context = context(storeKey, realm);
        Mac mac = Objects.requireNonNull(macs[keyId]);
        mac.update(context);
        mac.update((byte) 1);
        byte[] dataKey = mac.doFinal();
        cipher.init(
                mode,
                new SecretKeySpec(dataKey, "AES"),
                new GCMParameterSpec(TAG_BYTES * 8, sealed, NONCE_OFFSET, NONCE_BYTES));
        cipher.updateAAD(sealed, 0, HEADER_BYTES);
        cipher.updateAAD(context);
    }

    /** Length-prefixed, so that no two pairs of store key and realm look alike. */
    private static byte[] context(String storeKey, String realm) {
        byte[] key = storeKey.getBytes(StandardCharsets.UTF_8);
        byte[] name = realm.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + key.length + name.length)
                .putInt(key.length)
                .put(key)
                .put(name)
                .array();
    }
}
