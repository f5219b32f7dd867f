package dev.nonstick.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the envelope comes from the gateway: HMAC-SHA-256 in {@code Offload-Auth} over seven
 * values, each as its length in four bytes, big-endian, and its bytes.
 *
 * <pre>
 * 1 nonstick-offload-auth-1   2 method   3 Host field   4 raw request target
 * 5 Offload-Session           6 Offload-State, or empty  7 t in decimal digits
 * </pre>
 *
 * Thread-safe.
 */
final class AuthVerifier {

    static final Duration WINDOW = Duration.ofSeconds(60);

    static final String CONTEXT = "nonstick-offload-auth-1";

    private final BackendKeys keys;
    private final Clock clock;

    AuthVerifier(BackendKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * @param request as it came from the wire: not one that a forward has changed
     */
    void verify(HttpServletRequest request, String session, String state)
            throws RefusedRequestException {
        if (keys.isEmpty()) {
            throw refused("no backend key is configured");
        }
        String auth = Fields.value(request, Fields.AUTH);
        if (auth == null) {
            throw refused("no authentication");
        }
        Claim claim = Claim.of(auth);
        byte[] key = keys.get(claim.keyId);
        if (key == null) {
            throw refused("unknown key id");
        }
        String host = request.getHeader("Host");
        byte[] expected =
                mac(
                        key,
                        CONTEXT,
                        request.getMethod(),
                        host == null ? "" : host,
                        target(request),
                        session,
                        state,
                        Long.toString(claim.time.getEpochSecond()));
        if (!MessageDigest.isEqual(expected, claim.mac)) { // constant time
            throw refused("wrong mac");
        }
        if (Duration.between(claim.time, clock.instant()).abs().compareTo(WINDOW) > 0) {
            throw refused("outside the time window");
        }
    }

    private static String target(HttpServletRequest request) {
        String query = request.getQueryString();
        return query == null ? request.getRequestURI() : request.getRequestURI() + '?' + query;
    }

    static byte[] mac(byte[] key, String... values) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (String value : values) {
                byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
                mac.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
                mac.update(bytes);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static RefusedRequestException refused(String reason) {
        return new RefusedRequestException(
                HttpServletResponse.SC_FORBIDDEN, Fields.AUTH + ": " + reason);
    }

    /** What {@code Offload-Auth} says. */
    private static final class Claim {

        final long keyId;
        final Instant time;
        final byte[] mac;

        private Claim(long keyId, Instant time, byte[] mac) {
            this.keyId = keyId;
            this.time = time;
            this.mac = mac;
        }

        static Claim of(String auth) throws RefusedRequestException {
            try {
                Map<String, SfItem> members = SfParser.dictionary(auth);
                Object keyId = value(members.get("kid"));
                Object time = value(members.get("t"));
                Object mac = value(members.get("mac"));
                if (keyId instanceof Long && time instanceof Instant && mac instanceof byte[]) {
                    return new Claim((Long) keyId, (Instant) time, (byte[]) mac);
                }
            } catch (MalformedFieldException e) {
                // refused below like one with members missing
            }
            throw refused("malformed");
        }

        private static @Nullable Object value(@Nullable SfItem item) {
            return item == null ? null : item.value;
        }
    }
}
