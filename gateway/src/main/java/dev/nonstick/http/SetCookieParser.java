package dev.nonstick.http;

import dev.nonstick.http.ReceivedCookie.SameSite;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a browser makes of one Set-Cookie line (RFC 6265bis, sections 5.6 and 5.7). Two rules differ
 * because there is no list of public suffixes here and no store to look into: a Domain without a
 * dot is a public suffix, and that an insecure response must leave a secure cookie alone is not
 * asked.
 */
final class SetCookieParser {
    private static final int MAX_ATTRIBUTE = 1024;

    /** Section 5.5: no cookie lives longer than 400 days. */
    private static final long MAX_AGE_SECONDS = 400L * 24 * 3600;

    private static final int MAX_AGE_DIGITS = 10;

    private final long now;
    private @Nullable String domain;
    private @Nullable String path;
    private boolean secureOnly;
    private boolean httpOnly;
    private boolean partitioned;
    private SameSite sameSite = SameSite.DEFAULT;
    private long expires = ReceivedCookie.NEVER;
    private boolean hasMaxAge;

    SetCookieParser(long now) {
        this.now = now;
    }

    @Nullable ReceivedCookie parse(String line, String host, String requestPath, boolean secure) {
        if (!isText(line)) {
            return null;
        }
        int end = endOf(line, 0);
        int equals = line.indexOf('=');
        boolean named = equals >= 0 && equals < end;
        String name = named ? trimmed(line, 0, equals) : "";
        String value = trimmed(line, named ? equals + 1 : 0, end);
        int length = name.length() + value.length();
        if (length == 0 || length > ReceivedCookie.MAX_BYTES) {
            return null;
        }
        for (int at = end; at < line.length(); at = endOf(line, at + 1)) {
            readAttribute(line, at + 1, endOf(line, at + 1));
        }
        String shared = sharedDomain(host);
        boolean hostOnly = shared == null;
        if ((shared != null && !maySet(host, shared))
                || (secureOnly ? !secure : sameSite == SameSite.NONE || partitioned)
                || !keepsPromise(name, value, hostOnly)) {
            return null;
        }
        return new ReceivedCookie(
                name,
                value,
                shared == null ? host : shared,
                hostOnly,
                path == null ? CookieScope.defaultPath(requestPath) : path,
                secureOnly,
                httpOnly,
                sameSite,
                partitioned,
                expires);
    }

    /** Section 5.6, step 1: no control character but the tab. */
    private static boolean isText(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c > 0xff || !HeadBytes.isText((byte) c)) {
                return false;
            }
        }
        return true;
    }

    private static int endOf(String line, int from) {
        int end = line.indexOf(';', from);
        return end < 0 ? line.length() : end;
    }

    private static String trimmed(String line, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && isBlank(line.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** The last one of a kind wins; what cannot be understood is as if it were not there. */
    private void readAttribute(String line, int from, int to) {
        int equals = line.indexOf('=', from);
        boolean valued = equals >= 0 && equals < to;
        String value = valued ? trimmed(line, equals + 1, to) : "";
        if (value.length() > MAX_ATTRIBUTE) {
            return;
        }
        switch (trimmed(line, from, valued ? equals : to).toLowerCase(Locale.ROOT)) {
            case "expires" -> readExpires(value);
            case "max-age" -> readMaxAge(value);
            case "domain" -> domain = value.toLowerCase(Locale.ROOT);
            case "path" -> path = value.startsWith("/") ? value : null;
            case "secure" -> secureOnly = true;
            case "httponly" -> httpOnly = true;
            case "partitioned" -> partitioned = true;
            case "samesite" -> sameSite = sameSite(value);
            default -> {}
        }
    }

    /** Section 5.6.1. */
    private void readExpires(String value) {
        long date = CookieDate.parse(value);
        if (date != CookieDate.NONE && !hasMaxAge) {
            expires = Math.min(date, now + MAX_AGE_SECONDS * 1000);
        }
    }

    /** Section 5.6.2; wins over Expires wherever it stands. */
    private void readMaxAge(String value) {
        boolean negative = value.startsWith("-");
        int first = negative ? 1 : 0;
        if (value.length() == first) {
            return;
        }
        for (int i = first; i < value.length(); i++) {
            if (!FieldChars.isDigit(value.charAt(i))) {
                return;
            }
        }
        hasMaxAge = true;
        while (first < value.length() && value.charAt(first) == '0') {
            first++;
        }
        int digits = value.length() - first;
        if (negative || digits == 0) {
            expires = Long.MIN_VALUE;
        } else if (digits > MAX_AGE_DIGITS) {
            expires = now + MAX_AGE_SECONDS * 1000;
        } else {
            long seconds = Long.parseLong(value, first, value.length(), 10);
            expires = now + Math.min(seconds, MAX_AGE_SECONDS) * 1000;
        }
    }

    /** Section 5.6.7. */
    private static SameSite sameSite(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "none" -> SameSite.NONE;
            case "lax" -> SameSite.LAX;
            case "strict" -> SameSite.STRICT;
            default -> SameSite.DEFAULT;
        };
    }

    /** The Domain attribute, or null where the cookie is for the host alone. */
    private @Nullable String sharedDomain(String host) {
        String wanted = domain == null ? "" : domain;
        if (wanted.startsWith(".")) {
            wanted = wanted.substring(1);
        }
        return wanted.isEmpty() || (isSuffix(wanted) && wanted.equals(host)) ? null : wanted;
    }

    private static boolean maySet(String host, String wanted) {
        return !isSuffix(wanted) && isAscii(wanted) && CookieScope.isWithin(host, wanted);
    }

    private static boolean isSuffix(String domain) {
        return domain.indexOf('.') < 0;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Section 5.7: a name's prefix promises something; a bare value may not look like one. */
    private boolean keepsPromise(String name, String value, boolean hostOnly) {
        String shown = name.isEmpty() ? value : name;
        if (begins(shown, "__Host-")) {
            return !name.isEmpty() && secureOnly && hostOnly && "/".equals(path);
        }
        return !begins(shown, "__Secure-") || (!name.isEmpty() && secureOnly);
    }

    /** In any case: there are servers to which case says nothing. */
    private static boolean begins(String text, String prefix) {
        return text.regionMatches(true, 0, prefix, 0, prefix.length());
    }
}
