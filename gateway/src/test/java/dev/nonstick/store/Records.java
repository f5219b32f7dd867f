package dev.nonstick.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/** Makes records as the session engine does: format, version, random nonce, body. */
final class Records {

    private Records() {}

    static byte[] record(String body) {
        return record(body.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] record(byte[] body) {
        byte[] nonce = new byte[12];
        ThreadLocalRandom.current().nextBytes(nonce);
        return ByteBuffer.allocate(21 + body.length)
                .put((byte) 1)
                .putLong(ThreadLocalRandom.current().nextLong(1, 100))
                .put(nonce)
                .put(body)
                .array();
    }
}
