package dev.nonstick.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.nonstick.session.CookieCodec.Valid;
import dev.nonstick.session.CookieCodec.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A cookie verifies in one spelling only: the one that was given out. */
class CookieCodecFuzz {
    /** Key id, rid, generation, created: as they lie in the cookie. */
    private static final int ID_BYTES = 1 + SessionId.RID_BYTES + 4 + 4;

    private static final CookieCodec CODEC =
            new CookieCodec(Samples.ring(3, 1), Samples.COOKIE, Samples.REALM);

    @FuzzTest
    void verify(byte[] input) {
        onlyWhatWasGivenOut(new String(input, StandardCharsets.ISO_8859_1));
        onlyWhatWasGivenOut(new String(input, StandardCharsets.UTF_16BE));
        if (input.length >= ID_BYTES) {
            ByteBuffer in = ByteBuffer.wrap(input);
            String value = givenOutIsValid(in);
            while (in.remaining() >= 3) {
                int at = (in.get() & 0xff) % CookieCodec.LENGTH;
                value = value.substring(0, at) + in.getChar() + value.substring(at + 1);
                onlyWhatWasGivenOut(value);
            }
        }
    }

    private static String givenOutIsValid(ByteBuffer in) {
        int keyId = in.get() % 2 == 0 ? 3 : 1;
        byte[] rid = new byte[SessionId.RID_BYTES];
        in.get(rid);
        SessionId id = new SessionId(keyId, rid, in.getInt(), Integer.toUnsignedLong(in.getInt()));
        String value = CODEC.encode(id);
        assertThat(value).hasSize(CookieCodec.LENGTH);
        SessionId read = ((Valid) CODEC.verify(value)).id();
        assertThat(read.keyId()).isEqualTo(id.keyId());
        assertThat(read.rid()).isEqualTo(id.rid());
        assertThat(read.generation()).isEqualTo(id.generation());
        assertThat(read.createdSecond()).isEqualTo(id.createdSecond());
        return value;
    }

    /** The MAC cannot be guessed; so what verifies is told from the rest by being made again. */
    private static void onlyWhatWasGivenOut(String value) {
        Verdict verdict = CODEC.verify(value);
        if (verdict instanceof Valid(SessionId id)) {
            assertThat(CODEC.encode(id)).isEqualTo(value);
        }
    }
}
