package dev.nonstick.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.nonstick.session.RecordCodec.Opened;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/** A sealed record of which anything was changed does not open. */
class RecordCodecFuzz {
    private static final String STORE_KEY = "s:fuzz";

    private static final RecordCodec CODEC =
            new RecordCodec(Samples.ring(3, 1), new SplittableRandom(1));
    private static final SessionRecord RECORD =
            Samples.record(Samples.state("cart", Samples.blob("two"), "n", Samples.counter(7)));
    private static final byte[] SEALED = CODEC.seal(RECORD, STORE_KEY, Samples.REALM);

    /** The input is a record, and a list of changes to one: place (2), mask (1). */
    @FuzzTest
    void open(byte[] input) {
        if (!Arrays.equals(input, SEALED)) {
            opens(input, false);
        }
        byte[] changed = changed(ByteBuffer.wrap(input));
        opens(changed, Arrays.equals(changed, SEALED));
    }

    private static void opens(byte[] bytes, boolean expected) {
        RecordCodec.Opening opening = CODEC.open(bytes, STORE_KEY, Samples.REALM);
        assertThat(opening instanceof Opened).isEqualTo(expected);
        if (opening instanceof Opened(SessionRecord opened)) {
            assertThat(Samples.text(opened)).isEqualTo(Samples.text(RECORD));
            assertThat(CODEC.open(bytes, STORE_KEY + "x", Samples.REALM))
                    .isNotInstanceOf(Opened.class);
            assertThat(CODEC.open(bytes, STORE_KEY, Samples.REALM + "x"))
                    .isNotInstanceOf(Opened.class);
        }
    }

    /** A place behind the end makes the record longer, or shorter where the mask is 0. */
    private static byte[] changed(ByteBuffer changes) {
        byte[] bytes = SEALED.clone();
        while (changes.remaining() >= 3) {
            int place = (changes.getShort() & 0xffff) % (SEALED.length + 40);
            byte mask = changes.get();
            if (place < bytes.length) {
                bytes[place] ^= mask;
            } else {
                bytes = Arrays.copyOf(bytes, mask == 0 ? bytes.length * 3 / 4 : place);
            }
        }
        return bytes;
    }
}
