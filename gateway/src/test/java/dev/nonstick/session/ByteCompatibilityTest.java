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
            "010000000000000011ed8f01dbe4140b1d89a9817b02d04f3428b372cb55a4f2ee2c855b3010b03686a061492775e748f3d6374e68f254297b7150175a750f26b80f8b62148e7c5b7a65cf2c7ad4d78ea8321a999050cacacc68bb30b211c7a4a8066d8f4acea4958d9d88eab7b6c5b4a8a98281ab8214d4ad222720bc89554c4118f1a5ddfd2824e3c1f9c8cbc997a6";
    private static final String ALL_FIELDS =
            "e848b3ceb5e5e2bfbfcd5a733322d69c25fc8ecf1e1f755e95cbb5bfa6e8da76";
    private static final String ALL_RECORDS =
            "5d5843c6e4aee0363741075b9549603547d2ccd4b31c5b6e41ad97a244382a3c";

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
        Envelope envelope = new Envelope(ring, "app");
        for (int i = 0; i < 500; i++) {
            SessionRecord record = Samples.record(Samples.randomState(random, 200));
            Envelope.Fields fields = envelope.live(record, "GET", "shop.example", "/", 1_800_000);
            for (String text : Arrays.asList(fields.session(), fields.state(), fields.auth())) {
                all.update(String.valueOf(text).getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(HexFormat.of().formatHex(all.digest())).isEqualTo(ALL_FIELDS);
    }
}
