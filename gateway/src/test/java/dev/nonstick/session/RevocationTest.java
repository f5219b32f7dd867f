package dev.nonstick.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the revocation log says, and names. */
class RevocationTest {
    private static final String NAME = "AbC-_0123456789zyxwvQg";

    @Test
    void everyEntryIsReadAsItWasWritten() {
        for (Revocation entry :
                List.of(
                        new Revocation.Ended(NAME),
                        new Revocation.AllBelow(NAME, 1_800_000_000_001L),
                        new Revocation.LoggedIn(NAME, "0123456789ab"))) {
            assertThat(Revocation.parse(entry.text())).isEqualTo(entry);
        }
    }

    /** Written by a newer version, or by somebody else: not understood, and no harm. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "k",
                "k:",
                "k:short",
                "x:" + NAME,
                "k:" + NAME + ":1",
                "k:" + NAME + "x",
                "k;" + NAME,
                "k:AbC+/0123456789zyxwvQg",
                "p:" + NAME,
                "p:" + NAME + ":",
                "p:" + NAME + ":-1",
                "p:" + NAME + ":1x",
                "p:" + NAME + ":9999999999999999999",
                "e:" + NAME,
                "e:" + NAME + ":0123456789AB",
                "e:" + NAME + ":0123456789ab0"
            })
    void whatIsNoneIsNone(String text) {
        assertThat(Revocation.parse(text)).isNull();
    }

    @Test
    void thePrefixIsTheFirstEightBytes() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 1_000; i++) {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            String name = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);

            assertThat(RecordName.isWellFormed(name)).isTrue();
            assertThat(RecordName.prefix(name)).isEqualTo(ByteBuffer.wrap(bytes).getLong());
        }
    }
}
