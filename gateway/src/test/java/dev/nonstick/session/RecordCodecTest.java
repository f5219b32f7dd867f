package dev.nonstick.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.session.RecordCodec.KeyAhead;
import dev.nonstick.session.RecordCodec.Opened;
import dev.nonstick.session.RecordCodec.Opening;
import dev.nonstick.session.RecordCodec.Unreadable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
    private static final String KEY = "nonstick:s:{abcdefghijklmnopqrstuv}";

    private final RecordCodec codec = codec(Samples.ring(7));
    private final SessionRecord record =
            Samples.record(
                    Samples.state("cart", Samples.blob("milk"), "visits", Samples.counter(3)));

    private static RecordCodec codec(KeyRing ring) {
        return new RecordCodec(ring, new SplittableRandom(42));
    }

    private byte[] sealed() {
        return codec.seal(record, KEY, Samples.REALM);
    }

    private Opening open(byte[] sealed) {
        return codec.open(sealed, KEY, Samples.REALM);
    }

    private static String textOf(Opening opening) {
        return Samples.text(((Opened) opening).record());
    }

    @Test
    void whatIsSealedOpens() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 1_000; i++) {
            SessionRecord any = Samples.randomRecord(random);
            assertThat(textOf(open(codec.seal(any, KEY, Samples.REALM))))
                    .isEqualTo(Samples.text(any));
        }
    }

    @Test
    void anEmptySessionIsARecordToo() {
        SessionRecord empty = Samples.record(Map.of());
        assertThat(textOf(open(codec.seal(empty, KEY, Samples.REALM))))
                .isEqualTo(Samples.text(empty));
    }

    @Test
    void theHeaderLiesAsDrawn() {
        byte[] nonce = new byte[12];
        new SplittableRandom(42).nextBytes(nonce);
        byte[] header =
                ByteBuffer.allocate(22).put((byte) 1).putLong(17).put(nonce).put((byte) 7).array();
        assertThat(sealed()).startsWith(header);
    }

    @Test
    void anOperatorsToolCanOpenARecordFromItsKey() throws GeneralSecurityException {
        byte[] sealed = sealed();
        byte[] context =
                ByteBuffer.allocate(4 + KEY.length() + Samples.REALM.length())
                        .put(Samples.lengthPrefixed(KEY))
                        .put(Samples.REALM.getBytes(StandardCharsets.UTF_8))
                        .array();
        byte[] dataKey = Samples.hkdf(Samples.key(7).secret(), context);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(dataKey, "AES"),
                new GCMParameterSpec(128, sealed, 9, 12));
        cipher.updateAAD(sealed, 0, 22);
        cipher.updateAAD(context);
        assertThat(cipher.doFinal(sealed, 22, sealed.length - 22))
                .isEqualTo(RecordBody.encode(record));
    }

    @Test
    void noTwoSealingsAreAlike() {
        byte[] first = sealed();
        byte[] second = sealed();
        assertThat(Arrays.copyOfRange(second, 9, 21))
                .isNotEqualTo(Arrays.copyOfRange(first, 9, 21));
        assertThat(Arrays.copyOfRange(second, 22, 60))
                .isNotEqualTo(Arrays.copyOfRange(first, 22, 60));
    }

    @Test
    void aRecordFlippedInAnyBitDoesNotOpen() {
        byte[] sealed = sealed();
        for (int at = 0; at < sealed.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = sealed.clone();
                flipped[at] ^= (byte) (1 << bit);
                assertThat(open(flipped))
                        .as("byte %d, bit %d", at, bit)
                        .isNotInstanceOf(Opened.class);
            }
        }
    }

    @Test
    void aRecordCutAtAnyByteDoesNotOpen() {
        byte[] sealed = sealed();
        for (int length = 0; length < sealed.length; length++) {
            assertThat(open(Arrays.copyOf(sealed, length))).isInstanceOf(Unreadable.class);
        }
    }

    @Test
    void aRecordWithABytesMoreDoesNotOpen() {
        byte[] sealed = sealed();
        assertThat(open(Arrays.copyOf(sealed, sealed.length + 1)))
                .isEqualTo(new Unreadable("seal"));
    }

    @Test
    void aRecordCopiedToAnotherKeyDoesNotOpen() {
        assertThat(codec.open(sealed(), KEY.replace("abc", "abd"), Samples.REALM))
                .isEqualTo(new Unreadable("seal"));
    }

    @Test
    void aRecordOfAnotherRealmDoesNotOpen() {
        assertThat(codec.open(sealed(), KEY, "admin")).isEqualTo(new Unreadable("seal"));
    }

    @Test
    void keyAndRealmCannotBeShiftedIntoEachOther() {
        assertThat(codec.open(codec.seal(record, "ab", "c"), "a", "bc"))
                .isEqualTo(new Unreadable("seal"));
    }

    @Test
    void anOldBodyUnderANewHeaderDoesNotOpen() {
        byte[] old = sealed();
        byte[] now = codec.seal(record.written(6), KEY, Samples.REALM);
        byte[] mixed = old.clone();
        System.arraycopy(now, 0, mixed, 0, RecordCodec.HEADER_BYTES);
        assertThat(open(mixed)).isEqualTo(new Unreadable("seal"));
    }

    @Test
    void anOldRecordThatClaimsANewerVersionDoesNotOpen() {
        byte[] old = sealed();
        ByteBuffer.wrap(old).putLong(1, 18);
        assertThat(open(old)).isEqualTo(new Unreadable("seal"));
    }

    @Test
    void aPlainBodyIsNeverAccepted() {
        byte[] plain = RecordBody.encode(record);
        byte[] faked = Arrays.copyOf(sealed(), RecordCodec.HEADER_BYTES + plain.length + 16);
        System.arraycopy(plain, 0, faked, RecordCodec.HEADER_BYTES, plain.length);
        assertThat(open(faked)).isEqualTo(new Unreadable("seal"));
    }

    @Test
    void anUnknownFormatIsUnreadable() {
        byte[] sealed = sealed();
        sealed[0] = 2;
        assertThat(open(sealed)).isEqualTo(new Unreadable("format"));
        assertThat(open(new byte[0])).isEqualTo(new Unreadable("format"));
    }

    @Test
    void aRetiredKeyIsUnreadable() {
        assertThat(codec(Samples.ring(8)).open(sealed(), KEY, Samples.REALM))
                .isEqualTo(new Unreadable("retired key"));
    }

    @Test
    void aKeyAheadIsNeitherUnreadableNorOpened() {
        assertThat(codec(Samples.ring(6)).open(sealed(), KEY, Samples.REALM))
                .isInstanceOf(KeyAhead.class);
    }

    @Test
    void duringARollTheOldKeyOpensAndTheFirstSeals() {
        RecordCodec rolled = codec(Samples.ring(8, 7));
        assertThat(textOf(rolled.open(sealed(), KEY, Samples.REALM)))
                .isEqualTo(Samples.text(record));
        assertThat(rolled.seal(record, KEY, Samples.REALM)[21]).isEqualTo((byte) 8);
    }

    @Test
    void aRecordThatDoesNotOpenDoesNotSpoilTheNextOne() {
        byte[] sealed = sealed();
        byte[] broken = sealed.clone();
        broken[30] ^= 1;
        open(broken);
        assertThat(open(sealed)).isInstanceOf(Opened.class);
    }
}
