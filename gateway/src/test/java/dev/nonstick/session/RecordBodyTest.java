package dev.nonstick.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.nonstick.vault.Vault;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

class RecordBodyTest {
    /** Bytes of a body without writes, principal and attributes. */
    private static final int EMPTY = 1 + 3 * 8 + 4 + 2 * 8 + 1 + 8 + 2 + 8 + 1 + 2 + 4;

    private static SessionRecord withBlob(byte[] value) {
        return new SessionRecord(
                1,
                new Span(2, 3, 4),
                new Lineage(5, 6, false, 7),
                new Login(8, "", 9),
                null,
                new long[0],
                Map.of("a", new Attribute.Blob(value, "")),
                Vault.EMPTY);
    }

    /** A record whose plain body has this many bytes. */
    private static SessionRecord ofSize(int bytes) {
        return withBlob(new byte[bytes - EMPTY - (2 + 1 + 1 + 1 + 4)]);
    }

    private static void refused(byte[] body) {
        assertThatExceptionOfType(MalformedRecordException.class)
                .isThrownBy(() -> RecordBody.decode(body, 1));
    }

    private static byte[] deflated(int declared, byte[] plain) {
        Deflater deflater = new Deflater();
        deflater.setInput(plain);
        deflater.finish();
        byte[] packed = new byte[plain.length + 100];
        int length = deflater.deflate(packed);
        deflater.end();
        return ByteBuffer.allocate(5 + length)
                .put((byte) 1)
                .putInt(declared)
                .put(packed, 0, length)
                .array();
    }

    private static byte[] plainOf(SessionRecord record) {
        byte[] body = RecordBody.encode(record);
        assertThat(body[0]).isZero();
        return Arrays.copyOfRange(body, 1, body.length);
    }

    @Test
    void theBytesLieAsDrawn() {
        SessionRecord record =
                new SessionRecord(
                        1,
                        new Span(2, 3, 4),
                        new Lineage(5, 6, true, 7),
                        new Login(8, "é", 9),
                        new Lease(10, 11),
                        new long[] {12, 13},
                        Samples.state(
                                "b",
                                new Attribute.Blob(new byte[] {(byte) 0xfe}, "php"),
                                "c",
                                Samples.counter(-1)),
                        Vault.EMPTY);
        assertThat(HexFormat.of().formatHex(RecordBody.encode(record)))
                .isEqualTo(
                        "00"
                                + "0000000000000002"
                                + "0000000000000003"
                                + "0000000000000004"
                                + "00000005"
                                + "0000000000000006"
                                + "0000000000000007"
                                + "03"
                                + "0000000000000008"
                                + "0002c3a9"
                                + "0000000000000009"
                                + "000000000000000a000000000000000b"
                                + "02000000000000000c000000000000000d"
                                + "0002"
                                + ("000162" + "00" + "03706870" + "00000001fe")
                                + ("000163" + "01" + "ffffffffffffffff")
                                + "00000000");
    }

    @Test
    void attributesKeepTheirOrder() throws MalformedRecordException {
        SessionRecord record =
                Samples.record(
                        Samples.state(
                                "z", Samples.counter(1),
                                "a", Samples.counter(2),
                                "m", Samples.counter(3)));
        assertThat(RecordBody.decode(RecordBody.encode(record), 17).attributes().keySet())
                .containsExactly("z", "a", "m");
    }

    @Test
    void aBodyOf1024BytesIsPlainAndALongerOneIsCompressed() {
        assertThat(RecordBody.encode(ofSize(1024))).hasSize(1024).startsWith(0);
        assertThat(RecordBody.encode(ofSize(1025))).hasSizeLessThan(100).startsWith(1);
    }

    @Test
    void whatDoesNotCompressStaysPlain() throws MalformedRecordException {
        byte[] noise = new byte[5_000];
        new SplittableRandom(3).nextBytes(noise);
        SessionRecord record = withBlob(noise);
        byte[] body = RecordBody.encode(record);
        assertThat(body).hasSize(EMPTY + 9 + noise.length).startsWith(0);
        assertThat(Samples.text(RecordBody.decode(body, 1))).isEqualTo(Samples.text(record));
    }

    @Test
    void bodiesOfAllSizesAroundTheBoundsComeBack() throws MalformedRecordException {
        SplittableRandom random = new SplittableRandom(4);
        for (int size = 1_000; size < 1_100; size++) {
            byte[] value = new byte[size];
            random.nextBytes(value);
            // half noise, half zeros
            Arrays.fill(value, 0, size / 2, (byte) 0);
            SessionRecord record = withBlob(value);
            assertThat(Samples.text(RecordBody.decode(RecordBody.encode(record), 1)))
                    .isEqualTo(Samples.text(record));
        }
    }

    @Test
    void sizeOfIsWhatAnAttributeAdds() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 500; i++) {
            Map<String, Attribute> state = Samples.randomState(random, 50);
            int size = EMPTY + 16;
            for (Map.Entry<String, Attribute> entry : state.entrySet()) {
                size += RecordBody.sizeOf(entry.getKey(), entry.getValue());
            }
            assertThat(RecordBody.encode(Samples.record(state))).hasSize(size);
        }
    }

    @Test
    void aBodyCutAtAnyByteIsRefused() {
        byte[] plain =
                RecordBody.encode(
                        Samples.record(
                                Samples.state("a", Samples.blob("xyz"), "b", Samples.counter(1))));
        byte[] packed = RecordBody.encode(ofSize(5_000));
        for (byte[] body : new byte[][] {plain, packed}) {
            for (int length = 0; length < body.length; length++) {
                refused(Arrays.copyOf(body, length));
            }
        }
    }

    @Test
    void bytesAfterTheEndAreRefused() {
        byte[] plain = RecordBody.encode(ofSize(200));
        refused(Arrays.copyOf(plain, plain.length + 1));
        byte[] packed = RecordBody.encode(ofSize(2_000));
        refused(Arrays.copyOf(packed, packed.length + 1));
    }

    @Test
    void anUnknownPackingOrKindIsRefused() {
        byte[] body = RecordBody.encode(ofSize(200));
        body[0] = 2;
        refused(body);
        byte[] kind = RecordBody.encode(ofSize(200));
        kind[EMPTY - 4 + 3] = 2;
        refused(kind);
    }

    @Test
    void aTypeTagIsReadAsItIsWritten() throws MalformedRecordException {
        SessionRecord record =
                Samples.record(Samples.state("a", new Attribute.Blob(new byte[3], "caf\u00e9")));
        SessionRecord read = RecordBody.decode(RecordBody.encode(record), 17);
        assertThat(Samples.text(read)).isEqualTo(Samples.text(record));
    }

    @Test
    void aNameThatIsNoUtf8IsRefused() throws MalformedRecordException {
        SessionRecord record = Samples.record(Samples.state("a\ufffd", Samples.counter(1)));
        byte[] body = RecordBody.encode(record);
        assertThat(Samples.text(RecordBody.decode(body, 17))).isEqualTo(Samples.text(record));
        // the last byte of the name
        body[body.length - 4 - 8 - 1 - 1] = 'x';
        refused(body);
    }

    @Test
    void moreThan16WritesAreRefused() {
        SessionRecord record = withBlob(new byte[300]);
        byte[] body = RecordBody.encode(record);
        body[EMPTY - 7] = 17;
        refused(body);
    }

    @Test
    void aValueLongerThanTheBodyIsRefusedBeforeItIsAllocated() {
        byte[] body = RecordBody.encode(ofSize(200));
        int length = EMPTY - 4 + 2 + 1 + 1 + 1;
        ByteBuffer.wrap(body).putInt(length, Integer.MAX_VALUE);
        refused(body);
        ByteBuffer.wrap(body).putInt(length, -1);
        refused(body);
    }

    @Test
    void aBodyThatClaimsToInflateBeyondTheBoundIsRefused() {
        byte[] zeros = new byte[100];
        refused(deflated(RecordBody.MAX_BYTES + 1, zeros));
        refused(deflated(Integer.MAX_VALUE, zeros));
        refused(deflated(-1, zeros));
    }

    @Test
    void aBombInflatesToNoMoreThanItClaims() {
        byte[] plain = plainOf(ofSize(200));
        refused(deflated(plain.length, Arrays.copyOf(plain, 16 * 1024 * 1024)));
    }

    @Test
    void aBodyThatInflatesToLessThanItClaimsIsRefused() {
        byte[] plain = plainOf(ofSize(200));
        refused(deflated(plain.length + 1, plain));
        refused(deflated(RecordBody.MAX_BYTES, plain));
    }

    @Test
    void noiseIsRefusedAndBreaksNothing() {
        SplittableRandom random = new SplittableRandom(6);
        byte[] good =
                RecordBody.encode(
                        Samples.record(
                                Samples.state("a", Samples.blob("xyz"), "b", Samples.counter(1))));
        int opened = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] body = good.clone();
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt();
            }
            try {
                RecordBody.decode(body, 1);
                opened++;
            } catch (MalformedRecordException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
        assertThat(opened).as("most bytes are values, some are lengths").isBetween(1, 49_999);
    }
}
