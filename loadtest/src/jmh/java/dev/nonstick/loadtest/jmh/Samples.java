package dev.nonstick.loadtest.jmh;

import dev.nonstick.session.Attribute;
import dev.nonstick.session.KeyRing;
import dev.nonstick.session.SessionId;
import dev.nonstick.session.SessionKey;
import dev.nonstick.session.SessionRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What the micro-benchmarks work on; the same in every run. */
final class Samples {
    static final String REALM = "default";
    static final String COOKIE_NAME = "sid";
    static final String STORE_KEY = "nonstick:s:{AAAAAAAAAAAAAAAAAAAAAA}";
    static final String AUTHORITY = "shop.example:8080";
    static final long NOW = 1_800_000_000_000L;

    private static final Random RANDOM = new Random(56);

    private Samples() {}

    static KeyRing ring() {
        return new KeyRing(List.of(new SessionKey(1, bytes(32))));
    }

    static SessionId id() {
        return new SessionId(1, bytes(SessionId.RID_BYTES), 3, 1_000_000);
    }

    /** A session of 400 bytes in one attribute. */
    static SessionRecord record() {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        attributes.put("state", new Attribute.Blob(bytes(400), ""));
        return new SessionRecord(
                7, NOW, NOW + 3_600_000, 1_800_000, 0, 0, 1, "", new long[] {1, 2, 3}, attributes);
    }

    /** What a browser sends. */
    static List<Map.Entry<String, String>> fields(String cookie) {
        return List.of(
                Map.entry("Host", AUTHORITY),
                Map.entry("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101"),
                Map.entry("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*"),
                Map.entry("Accept-Language", "en-GB,en;q=0.5"),
                Map.entry("Accept-Encoding", "gzip, deflate, br"),
                Map.entry("Referer", "http://shop.example:8080/cart"),
                Map.entry("Connection", "keep-alive"),
                Map.entry("Cookie", "theme=dark; " + COOKIE_NAME + "=" + cookie + "; lang=en"),
                Map.entry("X-Forwarded-For", "203.0.113.7"));
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
