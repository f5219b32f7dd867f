package dev.nonstick.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked
class EnvelopeTest {

    @Test
    void readsTheExampleOfTheProtocol() throws Exception {
        Envelope envelope =
                Envelope.parse(
                        "v=1, status=ok, ref=:AAAA:, version=17, new=?0, idle=1800,"
                                + " expires=@1795305600, count=2, inline=?1,"
                                + " api=\"http://127.0.0.1:9091\", later=(1 2)",
                        "\"cart\";v=:aGVsbG8=:;t=php, \"visits\";v=3;later=1");

        assertThat(envelope.status).isEqualTo(Envelope.Status.OK);
        assertThat(envelope.inline).isTrue();
        assertThat(envelope.idleSeconds).isEqualTo(1800);
        assertThat(envelope.attributes.get("cart").bytes()).asString().isEqualTo("hello");
        assertThat(envelope.attributes.get("cart").hasType("php")).isTrue();
        assertThat(envelope.attributes.get("visits").isCounter()).isTrue();
        assertThat(envelope.attributes.get("visits").counter()).isEqualTo(3);
    }

    @Test
    void aVisitorWithoutRecordHasNoOtherMembers() throws Exception {
        Envelope envelope = Envelope.parse("v=1, status=none", "");

        assertThat(envelope.status).isEqualTo(Envelope.Status.NONE);
        assertThat(envelope.idleSeconds).isNull();
        assertThat(envelope.attributes).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status=ok | ''",
                "v=2, status=ok | ''",
                "v=1 | ''",
                "v=1, status=great | ''",
                "v=1, status=\"ok\" | ''",
                "v=1, status=ok, idle=-1 | ''",
                "v=1, status=ok, idle=?1 | ''",
                "v=1, status=ok, inline=0 | ''",
                "v=1, status=ok | a;v=1",
                "v=1, status=ok | \"a\"",
                "v=1, status=ok | \"a\";v=\"x\"",
                "v=1, status=ok | \"a\";v=:AA==:;t=1",
                "v=1, status=ok | \"a\";v=1, \"a\";v=2"
            })
    void refusesWhatItCannotMean(String session, String state) {
        assertThatThrownBy(() -> Envelope.parse(session, state))
                .isInstanceOf(MalformedFieldException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void refusesNamesOfMoreThan256Bytes() throws Exception {
        String longest = "a".repeat(SfWriter.MAX_NAME);

        Envelope.parse("v=1, status=ok", "\"" + longest + "\";v=1");
        assertThatThrownBy(() -> Envelope.parse("v=1, status=ok", "\"" + longest + "a\";v=1"))
                .isInstanceOf(MalformedFieldException.class);
    }

    @Test
    void metadataSurvivesAndOtherLayoutsAreNone() {
        Metadata metadata = Metadata.fresh(1_795_300_000_123L).withMaxInactive(60);
        byte[] bytes = metadata.write();
        Metadata read = Metadata.read(Stored.bytes(bytes, Metadata.TYPE));

        assertThat(bytes).hasSize(29);
        assertThat(read).isNotNull();
        assertThat(read.id()).isEqualTo(metadata.id()).matches("[0-9a-f]{32}");
        assertThat(read.createdMillis()).isEqualTo(1_795_300_000_123L);
        assertThat(read.maxInactive()).isEqualTo(60);
        assertThat(Metadata.fresh(1).maxInactive()).isNull();
        assertThat(Metadata.read(Stored.bytes(bytes, "java"))).isNull();
        bytes[0] = 2;
        assertThat(Metadata.read(Stored.bytes(bytes, Metadata.TYPE))).isNull();
        assertThat(Metadata.read(Stored.bytes(new byte[3], Metadata.TYPE))).isNull();
        assertThat(Metadata.read(Stored.counter(1))).isNull();
    }
}
