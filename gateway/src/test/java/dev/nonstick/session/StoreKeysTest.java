package dev.nonstick.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class StoreKeysTest {
    private final SessionId id = Samples.id(1, 0);
    private final String key = keyOf("nonstick", "default", id);

    private static String keyOf(String namespace, String realm, SessionId id) {
        return new StoreKeys(Samples.ring(2, 1), namespace, realm).keyOf(id);
    }

    @Test
    void aKeyIsTheNamespaceAndAHashInBraces() {
        assertThat(key).matches("nonstick:s:\\{[A-Za-z0-9_-]{22}}");
    }

    @Test
    void theHashIsTheFirstHalfOfAnHmacOverRealmAndRid() throws GeneralSecurityException {
        byte[] full =
                Samples.hmac(
                        Samples.hkdf(Samples.key(1).secret(), "nonstick index 1"),
                        "default".getBytes(StandardCharsets.UTF_8),
                        new byte[] {7},
                        id.rid());
        String hash =
                Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(full, 16));
        assertThat(key).isEqualTo("nonstick:s:{" + hash + "}");
    }

    @Test
    void theRidCannotBeReadInAnyWriting() {
        assertThat(key)
                .doesNotContainIgnoringCase(HexFormat.of().formatHex(id.rid()))
                .doesNotContain(Base64.getUrlEncoder().withoutPadding().encodeToString(id.rid()));
    }

    @Test
    void realmsAreSeparate() {
        assertThat(keyOf("nonstick", "admin", id)).isNotEqualTo(key);
        assertThat(keyOf("nonstick", "", id)).isNotEqualTo(key);
    }

    @Test
    void keysOfTheRingAreSeparate() {
        assertThat(keyOf("nonstick", "default", Samples.id(2, 0))).isNotEqualTo(key);
    }

    @Test
    void sessionsAreSeparate() {
        byte[] rid = id.rid().clone();
        rid[15] ^= 1;
        assertThat(keyOf("nonstick", "default", new SessionId(1, rid, 0, id.createdSecond())))
                .isNotEqualTo(key);
    }

    @Test
    void namespacesAreSeparateButHashAlike() {
        assertThat(keyOf("other", "default", id)).isEqualTo(key.replace("nonstick", "other"));
    }

    @Test
    void aRotationDoesNotMoveTheRecord() {
        assertThat(keyOf("nonstick", "default", Samples.id(id.keyId(), 9))).isEqualTo(key);
    }
}
