package dev.nonstick.sideapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever comes is read, or refused with a reason that shows nothing of it; nothing else. */
class CallReaderFuzzTest {
    private static final int ROUNDS = 30_000;
    private static final String SECRET = "c2VjcmV0";
    private static final List<String> BODIES =
            List.of(
                    "{\"operations\":[{\"put\":\""
                            + SECRET
                            + "\",\"value\":\""
                            + SECRET
                            + "\"},"
                            + "{\"incr\":\"a\",\"by\":1},{\"del\":\"b\"}]}",
                    "{\"idle\":900,\"absolute\":3600}",
                    "{\"by\":1,\"ttl\":\"24h\"}");
    private static final String SIGNS = "{}[]\",:\\0123456789.eE+-truefalsn \n\u0000é\ud83d";

    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void isReadOrRefused() {
        int read = 0;
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder text = new StringBuilder(BODIES.get(i % BODIES.size()));
            for (int edits = random.nextInt(4); edits > 0; edits--) {
                mutate(text);
            }
            read += reads(text.toString().getBytes(StandardCharsets.UTF_8), i % BODIES.size());
        }
        assertThat(read).isBetween(ROUNDS / 10, ROUNDS - ROUNDS / 10);
    }

    private static int reads(byte[] body, int kind) {
        try {
            switch (kind) {
                case 0 -> CallReader.patch(body, null, null);
                case 1 -> CallReader.control(body);
                default -> CallReader.count("c", body, null);
            }
            return 1;
        } catch (MalformedCallException e) {
            assertThat(e.getMessage()).contains("expected: ").doesNotContain(SECRET);
            return 0;
        }
    }

    private void mutate(StringBuilder text) {
        int at = random.nextInt(text.length());
        char sign = SIGNS.charAt(random.nextInt(SIGNS.length()));
        switch (random.nextInt(4)) {
            case 0 -> text.insert(at, sign);
            case 1 -> text.setCharAt(at, sign);
            case 2 -> text.deleteCharAt(at).append(' ');
            default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 20)));
        }
    }

    @Test
    void depthEndsTheReadingAtOnce() {
        byte[] deep = ("{\"operations\":" + "[".repeat(500_000)).getBytes(StandardCharsets.UTF_8);
        assertThat(reads(deep, 0)).isZero();
        byte[] wide =
                ("{\"operations\":[" + "{\"del\":\"a\"},".repeat(2_000) + "{\"del\":\"a\"}]}")
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(reads(wide, 0)).isZero();
    }
}
