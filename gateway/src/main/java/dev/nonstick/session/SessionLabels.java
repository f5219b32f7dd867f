package dev.nonstick.session;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * What may be told of a session to those who must not be able to use or find it: 64 bits of a hash
 * of its rid, salted by the key ring, so that every gateway calls a session the same.
 *
 * <p>Thread rule: belongs to one event loop.
 */
public final class SessionLabels {
    private static final int LABEL_BYTES = 8;
    private static final int EPOCH_BYTES = 6;

    private final @Nullable Mac[] macs = new Mac[256];

    public SessionLabels(KeyRing ring) {
        for (int id : ring.ids()) {
            macs[id] = ring.labelMac(id);
        }
    }

    /** What logs call the session. */
    public String of(SessionId id) {
        return hash(id.keyId(), id.rid(), LABEL_BYTES);
    }

    /** What the revocation log calls an epoch; of other length than a rid, so no label is one. */
    public String ofEpoch(SessionId id, long epoch) {
        return hash(id.keyId(), ByteBuffer.allocate(8).putLong(epoch).array(), EPOCH_BYTES);
    }

    private String hash(int keyId, byte[] what, int bytes) {
        Mac mac = Objects.requireNonNull(macs[keyId], "a session's key is in the ring");
        return HexFormat.of().formatHex(mac.doFinal(what), 0, bytes);
    }
}
