package dev.nonstick.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Where the index of a principal's sessions is: {@code <namespace>:p:{name}}, where the name is
 * {@code base64url(HMAC-SHA-256(principal key, realm · principal)[0..16])}, each part behind its
 * length. A dump of the store shows no principal.
 *
 * <p>A session is in the index of the key it was born with, which its cookie names. So who looks
 * for all sessions of a principal looks into the index of every key of the ring.
 *
 * <p>Thread rule: belongs to one event loop.
 */
public final class PrincipalKeys {
    private static final int NAME_BYTES = 16;

    private final @Nullable Mac[] macs = new Mac[256];
    private final int[] ids;
    private final String prefix;
    private final byte[] realm;

    public PrincipalKeys(KeyRing ring, String namespace, String realm) {
        this.ids = ring.ids();
        for (int id : ids) {
            macs[id] = ring.principalMac(id);
        }
        this.prefix = namespace + ":p:{";
        this.realm = lengthPrefixed(realm);
    }

    /** The keys of the ring, each of which has an index of its own. */
    public int[] keyIds() {
        return ids.clone();
    }

    /**
     * What the principal is called in the store and in the revocation log.
     *
     * @param keyId of the sessions that are meant
     */
    public String nameOf(int keyId, String principal) {
        Mac mac = Objects.requireNonNull(macs[keyId], "a session's key is in the ring");
        mac.update(realm);
        byte[] full = mac.doFinal(lengthPrefixed(principal));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOf(full, NAME_BYTES));
    }

    /** The key of the index of the principal of this name. */
    public String keyNamed(String name) {
        return prefix + name + "}";
    }

    private static byte[] lengthPrefixed(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array();
    }
}
