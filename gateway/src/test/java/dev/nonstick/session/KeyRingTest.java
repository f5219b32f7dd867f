package dev.nonstick.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {
    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);

    private static byte[] over(@Nullable Mac mac) {
        return Objects.requireNonNull(mac).doFinal(MESSAGE);
    }

    @Test
    void derivedKeysAreHkdfAsTheJdkComputesIt() throws GeneralSecurityException {
        SplittableRandom random = new SplittableRandom(13);
        for (int length : new int[] {32, 33, 63, 64, 65, 200}) {
            byte[] secret = new byte[length];
            random.nextBytes(secret);
            KeyRing ring = new KeyRing(List.of(new SessionKey(9, secret)));
            assertThat(over(ring.cookieMac(9)))
                    .isEqualTo(Samples.hmac(Samples.hkdf(secret, "nonstick cookie 1"), MESSAGE));
            assertThat(over(ring.indexMac(9)))
                    .isEqualTo(Samples.hmac(Samples.hkdf(secret, "nonstick index 1"), MESSAGE));
            assertThat(ring.backendKey("größe"))
                    .isEqualTo(Samples.hkdf(secret, "nonstick backend 1 größe"));
        }
    }

    @Test
    void theRecordMacIsKeyedWithTheExtractedKey() throws GeneralSecurityException {
        byte[] secret = Samples.key(9).secret();
        byte[] extracted =
                KDF.getInstance("HKDF-SHA256")
                        .deriveData(HKDFParameterSpec.ofExtract().addIKM(secret).extractOnly());
        assertThat(over(Samples.ring(9).recordMac(9))).isEqualTo(Samples.hmac(extracted, MESSAGE));
    }

    @Test
    void everyPurposeHasItsOwnKey() {
        KeyRing ring = Samples.ring(9);
        assertThat(
                        List.of(
                                over(ring.cookieMac(9)),
                                over(ring.indexMac(9)),
                                over(ring.recordMac(9)),
                                over(KeyRing.hmac(ring.backendKey("a"))),
                                over(KeyRing.hmac(ring.backendKey("b")))))
                .doesNotHaveDuplicates();
    }

    @Test
    void theFirstKeySeals() {
        KeyRing ring = Samples.ring(3, 9, 5);
        assertThat(ring.sealingId()).isEqualTo(3);
        assertThat(ring.ids()).containsExactly(3, 9, 5);
        assertThat(ring.backendKey("a")).isEqualTo(Samples.ring(3).backendKey("a"));
    }

    @Test
    void onlyIdsAboveAllKnownOnesAreAhead() {
        KeyRing ring = Samples.ring(3, 9, 5);
        assertThat(ring.isAhead(10)).isTrue();
        assertThat(ring.isAhead(255)).isTrue();
        for (int id : new int[] {0, 1, 3, 4, 5, 8, 9}) {
            assertThat(ring.isAhead(id)).isFalse();
        }
    }

    @Test
    void anUnknownIdHasNoMac() {
        KeyRing ring = Samples.ring(3);
        assertThat(ring.cookieMac(4)).isNull();
        assertThat(ring.indexMac(4)).isNull();
        assertThat(ring.recordMac(4)).isNull();
    }

    @Test
    void aRingNeedsAKey() {
        assertThatIllegalArgumentException().isThrownBy(() -> new KeyRing(List.of()));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 256})
    void anIdIsFrom1To255(int id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SessionKey(id, new byte[32]))
                .withMessage("id: " + id + " (expected: 1 to 255)");
    }

    @Test
    void aSecretHasAtLeast32Bytes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SessionKey(1, new byte[31]))
                .withMessage("secret: 31 bytes (expected: at least 32)");
    }

    @Test
    void aKeyNeverShowsItsSecret() {
        assertThat(Samples.key(9).toString()).isEqualTo("SessionKey[id=9]");
    }

    @Test
    void aKeyDoesNotChangeWithTheArrayItWasMadeOf() {
        byte[] secret = new byte[32];
        SessionKey key = new SessionKey(1, secret);
        secret[0] = 1;
        assertThat(key.secret()).containsOnly(0);
    }
}
