package dev.nonstick.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** What principals and sessions are called where they may not be named. */
class PrincipalKeysTest {
    private final PrincipalKeys keys = new PrincipalKeys(Samples.ring(2, 1), "nonstick", "default");
    private final String alice = keys.nameOf(1, "alice");

    @Test
    void aNameIsAnHmacOverRealmAndPrincipal() throws GeneralSecurityException {
        byte[] full =
                Samples.hmac(
                        Samples.hkdf(Samples.key(1).secret(), "nonstick principal 1"),
                        Samples.lengthPrefixed("default"),
                        Samples.lengthPrefixed("alice"));
        assertThat(alice)
                .isEqualTo(
                        Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(Arrays.copyOf(full, 16)));
        assertThat(keys.keyNamed(alice)).isEqualTo("nonstick:p:{" + alice + "}");
    }

    @Test
    void principalsRealmsAndKeysAreSeparate() {
        assertThat(keys.nameOf(1, "alicf")).isNotEqualTo(alice);
        assertThat(keys.nameOf(2, "alice")).isNotEqualTo(alice);
        assertThat(new PrincipalKeys(Samples.ring(1), "nonstick", "admin").nameOf(1, "alice"))
                .isNotEqualTo(alice);
        // the border between both counts
        assertThat(new PrincipalKeys(Samples.ring(1), "nonstick", "defaul").nameOf(1, "talice"))
                .isNotEqualTo(alice);
    }

    @Test
    void everyKeyOfTheRingHasAnIndex() {
        assertThat(keys.keyIds()).containsExactly(2, 1);
    }

    @Test
    void aLabelIsTheSameOnEveryGatewayAndShowsNoRid() throws GeneralSecurityException {
        SessionId id = Samples.id(1, 3);
        String label = new SessionLabels(Samples.ring(1)).of(id);

        assertThat(label).matches("[0-9a-f]{16}");
        // while a key is rolled, gateways have different rings
        assertThat(new SessionLabels(Samples.ring(2, 1)).of(Samples.id(1, 9))).isEqualTo(label);
        byte[] full =
                Samples.hmac(Samples.hkdf(Samples.key(1).secret(), "nonstick label 1"), id.rid());
        assertThat(label).isEqualTo(HexFormat.of().formatHex(full, 0, 8));
        assertThat(new SessionLabels(Samples.ring(1)).ofEpoch(id, 7)).matches("[0-9a-f]{12}");
    }
}
