package dev.nonstick.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.session.CookieCodec.Invalid;
import dev.nonstick.session.CookieCodec.KeyAhead;
import dev.nonstick.session.CookieCodec.Reason;
import dev.nonstick.session.CookieCodec.Valid;
import dev.nonstick.session.CookieCodec.Verdict;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CookieCodecTest {
    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    /** Format, key id, rid, generation, created. */
    private static final String SIGNED =
            "01" + "07" + "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf" + "01020304" + "05060708";

    private final CookieCodec codec = codec(Samples.ring(7));
    private final SessionId id = Samples.id(7, 0x0102_0304);

    private static CookieCodec codec(KeyRing ring) {
        return new CookieCodec(ring, Samples.COOKIE, Samples.REALM);
    }

    private static Verdict refused(Reason reason) {
        return new Invalid(reason);
    }

    /** A value with a right MAC over whatever comes before it. */
    private static String signed(String hex) throws GeneralSecurityException {
        byte[] fields = HexFormat.of().parseHex(hex);
        byte[] mac =
                Samples.hmac(
                        Samples.hkdf(Samples.key(7).secret(), "nonstick cookie 1"),
                        fields,
                        Samples.lengthPrefixed(Samples.COOKIE),
                        Samples.lengthPrefixed(Samples.REALM));
        byte[] all = Arrays.copyOf(fields, 42);
        System.arraycopy(mac, 0, all, 26, 16);
        return Base64.getUrlEncoder().encodeToString(all);
    }

    @Test
    void aValueIs56CharactersOfBase64Url() {
        assertThat(codec.encode(id)).matches("[A-Za-z0-9_-]{56}");
    }

    @Test
    void theBytesLieAsDrawn() {
        byte[] bytes = Base64.getUrlDecoder().decode(codec.encode(id));
        assertThat(bytes).hasSize(42);
        assertThat(HexFormat.of().formatHex(bytes, 0, 26)).isEqualTo(SIGNED);
    }

    @Test
    void theMacCoversTheFieldsTheNameAndTheRealm() throws GeneralSecurityException {
        assertThat(codec.encode(id)).isEqualTo(signed(SIGNED));
    }

    @Test
    void whatIsWrittenIsReadBack() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2_000; i++) {
            byte[] rid = new byte[SessionId.RID_BYTES];
            random.nextBytes(rid);
            SessionId made =
                    new SessionId(7, rid, random.nextInt(), random.nextLong(0x1_0000_0000L));
            SessionId read = ((Valid) codec.verify(codec.encode(made))).id();
            assertThat(read.keyId()).isEqualTo(7);
            assertThat(read.rid()).isEqualTo(rid);
            assertThat(read.generation()).isEqualTo(made.generation());
            assertThat(read.createdSecond()).isEqualTo(made.createdSecond());
        }
    }

    @Test
    void everySingleChangedCharacterIsRefused() {
        String value = codec.encode(id);
        for (int at = 0; at < CookieCodec.LENGTH; at++) {
            for (int i = 0; i < ALPHABET.length(); i++) {
                char other = ALPHABET.charAt(i);
                if (other != value.charAt(at)) {
                    String changed = value.substring(0, at) + other + value.substring(at + 1);
                    assertThat(codec.verify(changed))
                            .as("character %d is %s", at, other)
                            .isNotInstanceOf(Valid.class);
                }
            }
        }
    }

    @Test
    void aValueOfAnotherCookieNameIsRefused() {
        CookieCodec other = new CookieCodec(Samples.ring(7), "__Host-admin", Samples.REALM);
        assertThat(codec.verify(other.encode(id))).isEqualTo(refused(Reason.WRONG_MAC));
    }

    @Test
    void aValueOfAnotherRealmIsRefused() {
        CookieCodec other = new CookieCodec(Samples.ring(7), Samples.COOKIE, "admin");
        assertThat(codec.verify(other.encode(id))).isEqualTo(refused(Reason.WRONG_MAC));
    }

    @Test
    void nameAndRealmCannotBeShiftedIntoEachOther() {
        CookieCodec one = new CookieCodec(Samples.ring(7), "ab", "c");
        CookieCodec two = new CookieCodec(Samples.ring(7), "a", "bc");
        assertThat(one.verify(two.encode(id))).isEqualTo(refused(Reason.WRONG_MAC));
    }

    @Test
    void theSameKeyIdWithAnotherSecretIsRefused() {
        KeyRing foreign = new KeyRing(List.of(new SessionKey(7, Samples.key(8).secret())));
        assertThat(codec.verify(codec(foreign).encode(id))).isEqualTo(refused(Reason.WRONG_MAC));
    }

    @Test
    void aLowerUnknownKeyIsRetired() {
        String old = codec(Samples.ring(6)).encode(Samples.id(6, 0));
        assertThat(codec.verify(old)).isEqualTo(refused(Reason.RETIRED_KEY));
    }

    @Test
    void aKeyInAGapOfTheRingIsRetired() {
        String gap = codec(Samples.ring(5)).encode(Samples.id(5, 0));
        assertThat(codec(Samples.ring(7, 3)).verify(gap)).isEqualTo(refused(Reason.RETIRED_KEY));
    }

    @Test
    void aKeyAboveAllKnownOnesIsAheadAndNotRefused() {
        String ahead = codec(Samples.ring(8)).encode(Samples.id(8, 0));
        assertThat(codec.verify(ahead)).isInstanceOf(KeyAhead.class);
    }

    @Test
    void duringARollEveryKeyOfTheRingIsGood() {
        CookieCodec rolled = codec(Samples.ring(8, 7));
        assertThat(rolled.verify(codec.encode(id))).isInstanceOf(Valid.class);
        assertThat(rolled.encode(id)).as("keeps the key it was born with").startsWith("AQe");
    }

    @Test
    void anotherFormatIsMalformedEvenWithARightMac() throws GeneralSecurityException {
        assertThat(codec.verify(signed("02" + SIGNED.substring(2))))
                .isEqualTo(refused(Reason.MALFORMED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+", "/", "=", " ", "\t", "\n", "\r", "\u0000", "%", ".", "é", "日"})
    void aCharacterOutsideOfTheAlphabetIsMalformedAtEveryPlace(String bad) {
        String value = codec.encode(id);
        for (int at = 0; at < CookieCodec.LENGTH; at++) {
            String changed = value.substring(0, at) + bad + value.substring(at + 1);
            assertThat(codec.verify(changed)).isEqualTo(refused(Reason.MALFORMED));
        }
    }

    @Test
    void paddingIsMalformed() {
        String value = codec.encode(id);
        assertThat(codec.verify(value.substring(0, 55) + "=")).isEqualTo(refused(Reason.MALFORMED));
        assertThat(codec.verify(value.substring(0, 54) + "=="))
                .isEqualTo(refused(Reason.MALFORMED));
        assertThat(codec.verify(value + "=")).isEqualTo(refused(Reason.MALFORMED));
    }

    @Test
    void anyOtherLengthIsMalformed() {
        String twice = codec.encode(id).repeat(2);
        for (int length = 0; length <= twice.length(); length++) {
            if (length != CookieCodec.LENGTH) {
                assertThat(codec.verify(twice.substring(0, length)))
                        .isEqualTo(refused(Reason.MALFORMED));
            }
        }
    }

    @Test
    void aRefusedValueDoesNotSpoilTheNextOne() {
        String value = codec.encode(id);
        codec.verify("A".repeat(CookieCodec.LENGTH));
        codec.verify(value.substring(0, 55) + (value.endsWith("A") ? "B" : "A"));
        assertThat(codec.verify(value)).isInstanceOf(Valid.class);
    }

    @Test
    void anIdNeverShowsItsRid() {
        assertThat(id.toString()).isEqualTo("SessionId[keyId=7, generation=16909060]");
    }

    @Test
    void createdCountsFrom2026() {
        assertThat(new SessionId(1, new byte[16], 0, 0).createdMillis())
                .isEqualTo(Instant.parse("2026-01-01T00:00:00Z").toEpochMilli());
        assertThat(new SessionId(1, new byte[16], 0, 0xffff_ffffL).createdMillis())
                .isEqualTo(Instant.parse("2162-02-07T06:28:15Z").toEpochMilli());
    }
}
