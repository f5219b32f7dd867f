package dev.nonstick.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** A body is read or malformed, packed or not; what is read is written and read the same. */
class RecordBodyFuzz {
    private static final int VERSION = 5;

    @FuzzTest
    void decode(byte[] input) throws MalformedRecordException {
        SessionRecord asIs = decoded(input);
        writtenIsReadTheSame(asIs);
        if (input.length > 0) {
            SessionRecord plain = input[0] == 0 ? asIs : null;
            SessionRecord packed = decoded(packed(input));
            writtenIsReadTheSame(packed);
            if (input[0] == 0) {
                assertThat(packed == null).isEqualTo(plain == null);
            }
            if (packed != null && plain != null) {
                assertThat(Samples.text(packed)).isEqualTo(Samples.text(plain));
            }
        }
    }

    private static @Nullable SessionRecord decoded(byte[] body) {
        try {
            return RecordBody.decode(body, VERSION);
        } catch (MalformedRecordException e) {
            return null;
        }
    }

    private static void writtenIsReadTheSame(@Nullable SessionRecord record)
            throws MalformedRecordException {
        if (record != null) {
            SessionRecord again = RecordBody.decode(RecordBody.encode(record), VERSION);
            assertThat(Samples.text(again)).isEqualTo(Samples.text(record));
        }
    }

    /** The body behind the first byte as deflate gives it, whose checksum no mutation would hit. */
    private static byte[] packed(byte[] body) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(body, 1, body.length - 1);
            deflater.finish();
            byte[] packed = new byte[body.length + 64];
            int length = deflater.deflate(packed, 5, packed.length - 5);
            ByteBuffer.wrap(packed).put((byte) 1).putInt(body.length - 1);
            return Arrays.copyOf(packed, 5 + length);
        } finally {
            deflater.end();
        }
    }
}
