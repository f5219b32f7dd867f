package dev.nonstick.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.http.MalformedFieldException;
import dev.nonstick.http.StructuredFields;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    /** Some ms past the second. */
    private static final long NOW = 1_767_230_000_999L;

    private static final String TARGET = "/shop/cart?x=1";
    private static final String AUTHORITY = "shop.example:8080";

    private final Envelope envelope = new Envelope(Samples.ring(7, 6), "app", 4_096);

    private final SessionRecord record =
            Samples.record(
                    Samples.state(
                            "cart",
                            new Attribute.Blob("hello".getBytes(StandardCharsets.UTF_8), "php"),
                            "visits",
                            Samples.counter(3)));

    private Envelope.Fields live(SessionRecord of) {
        return envelope.live(of, "", "GET", AUTHORITY, TARGET, NOW);
    }

    /** The MAC as the class defines it. */
    private static String mac(String pool, String... values) throws GeneralSecurityException {
        byte[] key = Samples.hkdf(Samples.key(7).secret(), "nonstick backend 1 " + pool);
        byte[][] parts = new byte[values.length][];
        for (int i = 0; i < values.length; i++) {
            byte[] bytes = values[i].getBytes(StandardCharsets.ISO_8859_1);
            parts[i] =
                    ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array();
        }
        return Base64.getEncoder().encodeToString(Samples.hmac(key, parts));
    }

    @Test
    void aLiveSessionIsDescribed() {
        assertThat(live(record).session())
                .isEqualTo(
                        "v=1, status=ok, version=17, new=?0, idle=1800, expires=@1767268800,"
                                + " count=2, inline=?1");
    }

    @Test
    void itsStateTravelsInline() {
        assertThat(live(record).state()).isEqualTo("\"cart\";v=:aGVsbG8=:;t=php, \"visits\";v=3");
    }

    @Test
    void anEmptySessionHasNoStateField() {
        Envelope.Fields fields = live(Samples.record(Map.of()));
        assertThat(fields.state()).isNull();
        assertThat(fields.session()).contains("status=ok").contains("count=0");
    }

    @Test
    void noSessionIsSaidPlainly() {
        Envelope.Fields fields = envelope.none("", "GET", AUTHORITY, TARGET, NOW);
        assertThat(fields.session()).isEqualTo("v=1, status=none, new=?1, count=0, inline=?1");
        assertThat(fields.state()).isNull();
    }

    @Test
    void theAuthFieldIsTheMacOverSevenLengthPrefixedValues() throws GeneralSecurityException {
        Envelope.Fields fields = live(record);
        String mac =
                mac(
                        "app",
                        "nonstick-offload-auth-1",
                        "GET",
                        AUTHORITY,
                        TARGET,
                        fields.session(),
                        "\"cart\";v=:aGVsbG8=:;t=php, \"visits\";v=3",
                        "1767230000");
        assertThat(fields.auth()).isEqualTo("kid=7, t=@1767230000, mac=:" + mac + ":");
    }

    @Test
    void withoutStateItsPlaceInTheMacIsEmpty() throws GeneralSecurityException {
        Envelope.Fields fields = envelope.none("", "POST", "", "*", NOW);
        String mac =
                mac(
                        "app",
                        "nonstick-offload-auth-1",
                        "POST",
                        "",
                        "*",
                        fields.session(),
                        "",
                        "1767230000");
        assertThat(fields.auth()).isEqualTo("kid=7, t=@1767230000, mac=:" + mac + ":");
    }

    @Test
    void goldenValuesForAdapters() {
        assertThat(live(record).auth())
                .isEqualTo(
                        "kid=7, t=@1767230000, mac=:+6W7F8Lq8K6SICcbqWPBzYV0lGUY4CPc0Q6WcPaW+kw=:");
        assertThat(Envelope.backendKey(Samples.ring(7, 6), "app"))
                .isEqualTo("7:4HtPKRfaomgOQmPLb4V8DV5EZzbqnu2UlrDP-NkcG-4");
    }

    @Test
    void theBackendsKeyIsKeyIdAndDerivedKey() throws GeneralSecurityException {
        byte[] key = Samples.hkdf(Samples.key(7).secret(), "nonstick backend 1 app");
        assertThat(Envelope.backendKey(Samples.ring(7, 6), "app"))
                .isEqualTo("7:" + Base64.getUrlEncoder().withoutPadding().encodeToString(key));
    }

    @Test
    void theSideApiIsNamedWhereThereIsOne() {
        String side = Envelope.side("QUJD", "http://127.0.0.1:9091");

        assertThat(envelope.live(record, side, "GET", AUTHORITY, TARGET, NOW).session())
                .endsWith(", inline=?1, ref=:QUJD:, api=\"http://127.0.0.1:9091\"");
        assertThat(envelope.none(side, "GET", AUTHORITY, TARGET, NOW).session())
                .isEqualTo(
                        "v=1, status=none, new=?1, count=0, inline=?1, ref=:QUJD:,"
                                + " api=\"http://127.0.0.1:9091\"");
    }

    /** The limit is of the field, not of the values. */
    @Test
    void aStateAboveTheLimitGoesByReference() {
        String side = Envelope.side("QUJD", "http://127.0.0.1:9091");
        int most = (4_096 - "\"a\";v=::".length() - 10) / 4 * 3;
        SessionRecord fits = Samples.record(blob(most));
        SessionRecord large = Samples.record(blob(most + 12));

        Envelope.Fields inline = envelope.live(fits, side, "GET", AUTHORITY, TARGET, NOW);
        assertThat(inline.session()).contains("count=1, inline=?1");
        assertThat(inline.state()).hasSizeLessThanOrEqualTo(4_096).hasSizeGreaterThan(4_000);

        Envelope.Fields byReference = envelope.live(large, side, "GET", AUTHORITY, TARGET, NOW);
        assertThat(byReference.session()).contains("count=1, inline=?0");
        assertThat(byReference.state()).isNull();
        assertThat(envelope.live(large, "", "GET", AUTHORITY, TARGET, NOW).state()).isNotNull();
    }

    private static Map<String, Attribute> blob(int size) {
        return Samples.state("a", new Attribute.Blob(new byte[size], ""));
    }

    @Test
    void poolsCannotForgeToEachOther() {
        Envelope other = new Envelope(Samples.ring(7, 6), "other", 4_096);
        assertThat(other.live(record, "", "GET", AUTHORITY, TARGET, NOW).auth())
                .isNotEqualTo(live(record).auth());
    }

    @Test
    void everyPartIsUnderTheMac() {
        String auth = live(record).auth();
        assertThat(envelope.live(record, "", "PUT", AUTHORITY, TARGET, NOW).auth())
                .isNotEqualTo(auth);
        assertThat(envelope.live(record, "", "GET", "evil.example", TARGET, NOW).auth())
                .isNotEqualTo(auth);
        assertThat(envelope.live(record, "", "GET", AUTHORITY, "/", NOW).auth()).isNotEqualTo(auth);
        assertThat(envelope.live(record.written(1), "", "GET", AUTHORITY, TARGET, NOW).auth())
                .isNotEqualTo(auth);
        assertThat(live(Samples.record(Map.of())).auth()).isNotEqualTo(auth);
        assertThat(envelope.live(record, "", "GET", AUTHORITY, TARGET, NOW + 1).auth())
                .isNotEqualTo(auth);
        assertThat(live(record).auth()).as("and nothing else is").isEqualTo(auth);
    }

    @Test
    void partsCannotBeShiftedIntoEachOther() {
        assertThat(envelope.none("", "GET", "a", "/bc", NOW).auth())
                .isNotEqualTo(envelope.none("", "GET", "a/b", "c", NOW).auth());
    }

    @Test
    void theFieldsAreStructuredFields() throws MalformedFieldException {
        Envelope.Fields fields = live(record);
        assertThat(StructuredFields.parseDictionary(fields.session()))
                .containsOnlyKeys(
                        "v", "status", "version", "new", "idle", "expires", "count", "inline");
        assertThat(StructuredFields.parseDictionary(fields.auth()))
                .containsOnlyKeys("kid", "t", "mac");
    }
}
