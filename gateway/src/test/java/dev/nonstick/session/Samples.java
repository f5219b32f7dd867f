package dev.nonstick.session;

import dev.nonstick.vault.Vault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Keys, records and realms of the tests, and the definitions computed a second way. */
final class Samples {
    static final String COOKIE = "__Host-sid";
    static final String REALM = "default";

    /** Characters of names that are easily written wrong. */
    private static final List<String> NAME_PARTS =
            List.of("a", "Z", "0", "-", " ", "\"", "\\", "%", ";", "é", "ß", "日", "😀", "\u0007");

    private Samples() {}

    static SessionKey key(int id) {
        byte[] secret = new byte[SessionKey.MIN_SECRET];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) (id * 31 + i);
        }
        return new SessionKey(id, secret);
    }

    /** The first id seals. */
    static KeyRing ring(int... ids) {
        return new KeyRing(Arrays.stream(ids).mapToObj(Samples::key).toList());
    }

    static SessionId id(int keyId, int generation) {
        byte[] rid = new byte[SessionId.RID_BYTES];
        for (int i = 0; i < rid.length; i++) {
            rid[i] = (byte) (0xa0 + i);
        }
        return new SessionId(keyId, rid, generation, 0x0506_0708L);
    }

    static RealmSettings realm(int maxSize, int inlineLimit) {
        return new RealmSettings(
                REALM,
                new CookieSettings(COOKIE, "Lax", true, false, "/", null, false),
                Duration.ofMinutes(30),
                Duration.ofHours(12),
                Duration.ofHours(1),
                Duration.ofSeconds(30),
                RealmSettings.OnReplay.IGNORE,
                Duration.ofSeconds(60),
                maxSize,
                inlineLimit);
    }

    static SessionRecord record(Map<String, Attribute> attributes) {
        return record(3, 0, attributes);
    }

    static SessionRecord record(
            int generation, long superseded, Map<String, Attribute> attributes) {
        return new SessionRecord(
                17,
                new Span(1_767_225_600_000L, 1_767_268_800_000L, 1_800_000),
                new Lineage(generation, superseded, false, 1_767_225_601_000L),
                new Login(99, "", 0),
                null,
                new long[] {5, 4},
                attributes,
                Vault.EMPTY);
    }

    static Attribute blob(String text) {
        return new Attribute.Blob(text.getBytes(StandardCharsets.UTF_8), "");
    }

    static Attribute counter(long value) {
        return new Attribute.Counter(value);
    }

    static Map<String, Attribute> state(Object... namesAndValues) {
        Map<String, Attribute> state = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            state.put((String) namesAndValues[i], (Attribute) namesAndValues[i + 1]);
        }
        return state;
    }

    static SessionRecord randomRecord(SplittableRandom random) {
        long[] writes = random.longs(random.nextInt(SessionRecord.MAX_WRITES + 1)).toArray();
        return new SessionRecord(
                random.nextLong(),
                new Span(random.nextLong(), random.nextLong(), random.nextLong()),
                new Lineage(
                        random.nextInt(),
                        random.nextLong(),
                        random.nextBoolean(),
                        random.nextLong()),
                new Login(
                        random.nextLong(),
                        random.nextBoolean() ? "" : randomName(random),
                        random.nextLong()),
                random.nextBoolean() ? null : new Lease(random.nextLong(), random.nextLong()),
                writes,
                randomState(random, 200),
                Vault.EMPTY);
    }

    static Map<String, Attribute> randomState(SplittableRandom random, int longestValue) {
        Map<String, Attribute> state = new LinkedHashMap<>();
        int count = random.nextInt(8);
        for (int i = 0; i < count; i++) {
            state.put(randomName(random), randomAttribute(random, longestValue));
        }
        return state;
    }

    private static Attribute randomAttribute(SplittableRandom random, int longestValue) {
        if (random.nextInt(4) == 0) {
            return new Attribute.Counter(random.nextLong(-999_999_999_999_999L, 1L << 49));
        }
        byte[] value = new byte[random.nextInt(longestValue)];
        random.nextBytes(value);
        StringBuilder type = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            type.append((char) random.nextInt(' ', 0x7f));
        }
        return new Attribute.Blob(value, type.toString());
    }

    static String randomName(SplittableRandom random) {
        StringBuilder name = new StringBuilder("n");
        for (int i = random.nextInt(30); i > 0; i--) {
            // plain names must come up often, too
            int parts = random.nextInt(3) == 0 ? NAME_PARTS.size() : 8;
            name.append(NAME_PARTS.get(random.nextInt(parts)));
        }
        return name.toString();
    }

    /** All that a record says, in one text, to compare by. */
    static String text(SessionRecord record) {
        StringBuilder text = new StringBuilder();
        text.append(record.version()).append('|').append(record.span());
        text.append('|').append(record.lineage()).append('|').append(record.lease());
        text.append('|').append(record.epoch()).append('|').append(record.login().principal());
        text.append('|').append(record.login().term());
        text.append('|').append(Arrays.toString(record.writes()));
        return text.append('|').append(text(record.attributes())).toString();
    }

    static String text(Map<String, Attribute> attributes) {
        StringBuilder text = new StringBuilder();
        attributes.forEach((name, value) -> text.append(name).append('=').append(text(value)));
        return text.toString();
    }

    private static String text(Attribute value) {
        return switch (value) {
            case Attribute.Counter counter -> counter.value() + ";";
            case Attribute.Blob blob ->
                    HexFormat.of().formatHex(blob.value()) + "(" + blob.type() + ");";
        };
    }

    /** HKDF-SHA-256 with an empty salt, 32 bytes, as the JDK computes it. */
    static byte[] hkdf(byte[] secret, byte[] info) throws GeneralSecurityException {
        return KDF.getInstance("HKDF-SHA256")
                .deriveData(HKDFParameterSpec.ofExtract().addIKM(secret).thenExpand(info, 32));
    }

    static byte[] hkdf(byte[] secret, String info) throws GeneralSecurityException {
        return hkdf(secret, info.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] hmac(byte[] key, byte[]... parts) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        for (byte[] part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    /** Four bytes of length, then the bytes. */
    static byte[] lengthPrefixed(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array();
    }
}
