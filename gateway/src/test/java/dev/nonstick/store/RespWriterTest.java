package dev.nonstick.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class RespWriterTest {

    private static String written(byte[]... words) {
        ByteBuf out = Unpooled.buffer(RespWriter.room(words), RespWriter.room(words));
        RespWriter.write(words, out);
        return out.toString(ISO_8859_1);
    }

    @Test
    void writesWordsAsTheyAre() {
        assertThat(written("GET".getBytes(ISO_8859_1), "a\r\n\0\u00ff".getBytes(ISO_8859_1)))
                .isEqualTo("*2\r\n$3\r\nGET\r\n$5\r\na\r\n\0\u00ff\r\n");
        assertThat(written(new byte[0])).isEqualTo("*1\r\n$0\r\n\r\n");
    }

    @Test
    void lengthsHaveAllTheirDigits() {
        for (int length : new int[] {9, 10, 99, 100, 1_009, 65_536, 1_000_000}) {
            assertThat(written(new byte[length])).startsWith("*1\r\n$" + length + "\r\n\0");
        }
        byte[][] words = new byte[11][1];
        assertThat(written(words)).startsWith("*11\r\n$1\r\n");
    }
}
