package dev.nonstick.session;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Where a session's record is: {@code <namespace>:s:{base64url(HMAC-SHA-256(index key, realm ·
 * rid)[0..16])}}. A dump of the store shows no rid; the braces keep all keys of a session in one
 * slot of a cluster.
 *
 * <p>Thread rule: belongs to one event loop.
 */
public final class StoreKeys {
    private final @Nullable Mac[] macs = new Mac[256];
    private final String prefix;
    private final byte[] realm;

    public StoreKeys(KeyRing ring, String namespace, String realm) {
        for (int id : ring.ids()) {
            macs[id] = ring.indexMac(id);
        }
        this.prefix = namespace + ":s:{";
        byte[] name = realm.getBytes(StandardCharsets.UTF_8);
        // the length keeps realm and rid apart
        this.realm = Arrays.copyOf(name, name.length + 1);
        this.realm[name.length] = (byte) name.length;
    }

    /** The key of this session's record. */
    public String keyOf(SessionId id) {
        Mac mac = Objects.requireNonNull(macs[id.keyId()], "a session's key is in the ring");
        mac.update(realm);
        byte[] full = mac.doFinal(id.rid());
        String name =
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(Arrays.copyOf(full, SessionId.RID_BYTES));
        return keyNamed(name);
    }

    /** The key of the record of this name. */
    public String keyNamed(String name) {
        return prefix + name + "}";
    }

    /** What is in the braces: the record's name, of 22 characters. */
    public static String nameOf(String key) {
        return key.substring(key.length() - 1 - RecordName.LENGTH, key.length() - 1);
    }
}
