package dev.nonstick.vault;

import dev.nonstick.http.ReceivedCookie;
import dev.nonstick.http.ReceivedCookie.SameSite;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A vault as bytes. There is one way to write a vault, and only what was written so is read.
 *
 * <pre>
 *  field     bytes  meaning
 *  format        1  1
 *  count         1  1 to 64; then each:
 *    flags       1  1 host-only, 2 secure, 4 http-only, 8 adopted, 16 partitioned, 96 same-site
 *    expires     8  Unix milliseconds, all ones but the sign: with the session
 *    created     8  Unix milliseconds
 *    pool      2+n  Latin-1, as are all below
 *    name      2+n  at least 1; with the value at most 4096
 *    value     2+n
 *    domain    2+n
 *    path      2+n
 * </pre>
 */
final class VaultCodec {
    static final int HEADER_BYTES = 2;

    private static final byte FORMAT = 1;

    private static final int HOST_ONLY = 1;
    private static final int SECURE = 2;
    private static final int HTTP_ONLY = 4;
    private static final int ADOPTED = 8;
    private static final int PARTITIONED = 16;
    private static final int SAME_SITE_SHIFT = 5;
    private static final int ALL_FLAGS = 127;

    private VaultCodec() {}

    static int lengthOf(List<StoredCookie> cookies) {
        if (cookies.isEmpty()) {
            return 0;
        }
        int length = HEADER_BYTES;
        for (StoredCookie stored : cookies) {
            length += stored.size();
        }
        return length;
    }

    static byte[] encode(List<StoredCookie> cookies) {
        if (cookies.isEmpty()) {
            return new byte[0];
        }
        ByteBuffer out = ByteBuffer.allocate(lengthOf(cookies));
        out.put(FORMAT).put((byte) cookies.size());
        for (StoredCookie stored : cookies) {
            ReceivedCookie cookie = stored.cookie();
            out.put(flagsOf(stored)).putLong(cookie.expiresMillis());
            out.putLong(stored.createdMillis());
            put(out, stored.pool());
            put(out, cookie.name());
            put(out, cookie.value());
            put(out, cookie.domain());
            put(out, cookie.path());
        }
        return out.array();
    }

    private static byte flagsOf(StoredCookie stored) {
        ReceivedCookie cookie = stored.cookie();
        int flags = codeOf(cookie.sameSite()) << SAME_SITE_SHIFT;
        flags |= cookie.hostOnly() ? HOST_ONLY : 0;
        flags |= cookie.secureOnly() ? SECURE : 0;
        flags |= cookie.httpOnly() ? HTTP_ONLY : 0;
        flags |= stored.adopted() ? ADOPTED : 0;
        flags |= cookie.partitioned() ? PARTITIONED : 0;
        return (byte) flags;
    }

    private static int codeOf(SameSite sameSite) {
        return switch (sameSite) {
            case DEFAULT -> 0;
            case NONE -> 1;
            case LAX -> 2;
            case STRICT -> 3;
        };
    }

    private static SameSite sameSite(int code) {
        return switch (code) {
            case 0 -> SameSite.DEFAULT;
            case 1 -> SameSite.NONE;
            case 2 -> SameSite.LAX;
            default -> SameSite.STRICT;
        };
    }

    private static void put(ByteBuffer out, String text) {
        out.putShort((short) text.length());
        out.put(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static List<StoredCookie> decode(byte[] bytes) throws MalformedVaultException {
        require(bytes.length <= Vault.MAX_BYTES, "size");
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            require(in.get() == FORMAT, "format");
            int count = in.get();
            require(count >= 1 && count <= Vault.MAX_COOKIES, "count");
            List<StoredCookie> cookies = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                StoredCookie next = cookie(in);
                for (StoredCookie before : cookies) {
                    require(!before.isSame(next), "twice");
                }
                cookies.add(next);
            }
            require(!in.hasRemaining(), "rest");
            return cookies;
        } catch (BufferUnderflowException e) {
            throw new MalformedVaultException("truncated");
        }
    }

    private static StoredCookie cookie(ByteBuffer in) throws MalformedVaultException {
        int flags = in.get();
        require((flags & ~ALL_FLAGS) == 0, "flags");
        long expires = in.getLong();
        long created = in.getLong();
        String pool = text(in);
        String name = text(in);
        String value = text(in);
        require(!name.isEmpty() && isCookieText(name) && isCookieText(value), "text");
        require(name.length() + value.length() <= ReceivedCookie.MAX_BYTES, "length");
        ReceivedCookie cookie =
                new ReceivedCookie(
                        name,
                        value,
                        text(in),
                        (flags & HOST_ONLY) != 0,
                        text(in),
                        (flags & SECURE) != 0,
                        (flags & HTTP_ONLY) != 0,
                        sameSite(flags >> SAME_SITE_SHIFT),
                        (flags & PARTITIONED) != 0,
                        expires);
        return new StoredCookie(cookie, pool, created, (flags & ADOPTED) != 0);
    }

    /** What cannot break out of a Cookie field. */
    private static boolean isCookieText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ';' || c == 0x7f || (c < ' ' && c != '\t')) {
                return false;
            }
        }
        return true;
    }

    private static String text(ByteBuffer in) {
        byte[] latin1 = new byte[Math.min(in.getShort() & 0xffff, in.remaining() + 1)];
        in.get(latin1);
        return new String(latin1, StandardCharsets.ISO_8859_1);
    }

    private static void require(boolean holds, String what) throws MalformedVaultException {
        if (!holds) {
            throw new MalformedVaultException(what);
        }
    }
}
