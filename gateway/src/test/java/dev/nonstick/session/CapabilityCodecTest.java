package dev.nonstick.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;

class CapabilityCodecTest {
    private static final long INSTANCE = 0x0123_4567_89ab_cdefL;

    private final CapabilityCodec codec = new CapabilityCodec(Samples.ring(7, 6), INSTANCE);
    private final Capability capability = new Capability(513, -2L, 255);

    @Test
    void opensWhatItSealed() {
        String ref = codec.seal(capability);

        assertThat(ref).hasSize(CapabilityCodec.LENGTH).doesNotEndWith("=");
        assertThat(codec.open(ref)).isEqualTo(capability);
    }

    @Test
    void showsAnotherGatewayNothing() {
        String ref = codec.seal(capability);

        assertThat(new CapabilityCodec(Samples.ring(7, 6), INSTANCE + 1).open(ref)).isNull();
        assertThat(new CapabilityCodec(Samples.ring(6), INSTANCE).open(ref)).isNull();
    }

    @Test
    void aChangeOfAnyBitIsFound() {
        byte[] bytes = Base64.getDecoder().decode(codec.seal(capability));
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(codec.open(Base64.getEncoder().encodeToString(changed))).isNull();
        }
    }

    @Test
    void anythingElseIsNoRef() {
        String ref = codec.seal(capability);

        assertThat(codec.open("")).isNull();
        assertThat(codec.open(ref.substring(1))).isNull();
        assertThat(codec.open(ref + "A")).isNull();
        assertThat(codec.open(ref + "=")).isNull();
        assertThat(codec.open(ref.substring(0, 47) + "=")).isNull();
        assertThat(codec.open("=".repeat(48))).isNull();
        assertThat(codec.open("\u00e9".repeat(48))).isNull();
        assertThat(codec.open("\u0141".repeat(48))).isNull();
        assertThat(codec.open("_".repeat(48))).isNull();
    }
}
