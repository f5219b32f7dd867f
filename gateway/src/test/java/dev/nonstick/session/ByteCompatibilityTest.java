package dev.nonstick.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What browsers, stores and backends hold stays readable: these values were written once and are
 * not to be changed together with the code.
 */
class ByteCompatibilityTest {
    private static final String COOKIE = "AQGgoaKjpKWmp6ipqqusra6vAQIDBAUGBwiY92y7zRtkRtne9CVGaPTU";
    private static final String STORE_KEY = "nonstick:s:{Spx0aGHXjnYhftX0zqqZaA}";
    private static final String SEALED =
            "010000000000000011ed8f01dbe4140b1d89a9817b02d04f3428b372cb55a4f2ee2c855b3010b03686a061492775e748f3d6374e68f254297b7150175a74945062a40062148e7c597a65cf4f7ad4d78ba8321a999050c8cecc6abb34d170b0d0a8066d8f4acbc8f0e3f1e389d0b2d8c7c1ddf180aeea71b8c14d2725cae02625ae01cbf44e89844f3850186048d954b6472cb96dcf6998b7f5295d45ad1281";
    private static final String ALL_FIELDS =
            "e848b3ceb5e5e2bfbfcd5a733322d69c25fc8ecf1e1f755e95cbb5bfa6e8da76";
    private static final String ALL_RECORDS =
            "c7e25444bace0b1b4a75da47e8a5846ef4f2d949c0c6e868d8d210525896bfc5";

    private final KeyRing ring = Samples.ring(2, 1);
    private final SessionId id = Samples.id(1, 0x01020304);
    private final SplittableRandom random = new SplittableRandom(27);

    private RecordCodec codec() {
        return new RecordCodec(ring, new SplittableRandom(3));
    }

    private static SessionRecord record() {
        return Samples.record(
                Samples.state("cart", Samples.blob("hello"), "visits", Samples.counter(3)));
    }

    @Test
    void cookie() {
        CookieCodec codec = new CookieCodec(ring, Samples.COOKIE, Samples.REALM);
        assertThat(codec.encode(id)).isEqualTo(COOKIE);
        assertThat(codec.verify(COOKIE)).isInstanceOf(CookieCodec.Valid.class);
    }

    @Test
    void storeKey() {
        assertThat(new StoreKeys(ring, "nonstick", Samples.REALM).keyOf(id)).isEqualTo(STORE_KEY);
    }

    @Test
    void sealedRecord() {
        byte[] sealed = codec().seal(record(), STORE_KEY, Samples.REALM);
        assertThat(HexFormat.of().formatHex(sealed)).isEqualTo(SEALED);
        assertThat(codec().open(HexFormat.of().parseHex(SEALED), STORE_KEY, Samples.REALM))
                .isInstanceOf(RecordCodec.Opened.class);
    }

    @Test
    void recordsOfEveryShape() throws NoSuchAlgorithmException {
        MessageDigest all = MessageDigest.getInstance("SHA-256");
        RecordCodec codec = codec();
        for (int i = 0; i < 500; i++) {
            String key = "ns:s:{" + Samples.randomName(random) + "}";
            byte[] sealed = codec.seal(Samples.randomRecord(random), key, Samples.REALM);
            // larger ones are deflated, and another zlib packs them in other bytes
            if (sealed.length <= 1024) {
                all.update(sealed);
            }
        }
        assertThat(HexFormat.of().formatHex(all.digest())).isEqualTo(ALL_RECORDS);
    }

    @Test
    void fieldsOfEveryShape() throws NoSuchAlgorithmException {
        MessageDigest all = MessageDigest.getInstance("SHA-256");
        Envelope envelope = new Envelope(ring, "app", 4_096);
        for (int i = 0; i < 500; i++) {
            SessionRecord record = Samples.record(Samples.randomState(random, 200));
            Envelope.Fields fields =
                    envelope.live(record, "", "GET", "shop.example", "/", 1_800_000);
            for (String text : Arrays.asList(fields.session(), fields.state(), fields.auth())) {
                all.update(String.valueOf(text).getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(HexFormat.of().formatHex(all.digest())).isEqualTo(ALL_FIELDS);
    }
}
