package dev.nonstick.loadtest.jmh;

import dev.nonstick.session.Attribute;
import dev.nonstick.session.Change;
import dev.nonstick.session.Commit;
import dev.nonstick.session.CookieSettings;
import dev.nonstick.session.Operation;
import dev.nonstick.session.RealmSettings;
import dev.nonstick.session.KeyRing;
import dev.nonstick.session.SessionId;
import dev.nonstick.session.SessionKey;
import dev.nonstick.session.Lineage;
import dev.nonstick.session.Login;
import dev.nonstick.session.SessionRecord;
import dev.nonstick.session.Span;
import dev.nonstick.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
                7,
                new Span(NOW, NOW + 3_600_000, 1_800_000),
                new Lineage(0, 0, false, NOW),
                new Login(1, "", 0),
                null,
                new long[] {1, 2, 3},
                attributes,
                Vault.EMPTY);
    }

    static Commit commit() {
        Operation put = new Operation.Put("state", new Attribute.Blob(bytes(400), ""));
        Operation count = new Operation.Increment("visits", 1);
        Change change = new Change(false, false, List.of(put, count));
        return new Commit(1, 0, false, change, null, NOW);
    }

    static RealmSettings realm() {
        return new RealmSettings(
                REALM,
                new CookieSettings(COOKIE_NAME, "Lax", true, false, "/", null, false),
                Duration.ofMinutes(30),
                Duration.ofHours(12),
                Duration.ofHours(1),
                Duration.ofSeconds(30),
                RealmSettings.OnReplay.IGNORE,
                Duration.ofSeconds(60),
                256 * 1024,
                4 * 1024);
    }

    /** What a browser sends. */
    static byte[] requestHead(String cookie) {
        return lines(
                "GET /cart?page=2 HTTP/1.1",
                "Host: " + AUTHORITY,
                "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101",
                "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*",
                "Accept-Language: en-GB,en;q=0.5",
                "Accept-Encoding: gzip, deflate, br",
                "Referer: http://shop.example:8080/cart",
                "Connection: keep-alive",
                "Cookie: theme=dark; " + COOKIE_NAME + "=" + cookie + "; lang=en",
                "X-Forwarded-For: 203.0.113.7");
    }

    /** What an application answers. */
    static byte[] responseHead() {
        return lines(
                "HTTP/1.1 200 OK",
                "Date: Fri, 15 Jan 2027 08:00:00 GMT",
                "Content-Type: text/html; charset=utf-8",
                "Content-Length: 5120",
                "Cache-Control: private, max-age=0",
                "ETag: \"5f3c-1a2b\"",
                "Offload-Update: \"visits\";incr=1");
    }

    private static byte[] lines(String... lines) {
        return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
