package dev.nonstick.http;

import java.util.HashSet;
import java.util.Set;

/**
 * What the Connection fields of one head say (RFC 9110, section 7.6.1).
 *
 * <p>Thread rule: belongs to one exchange.
 */
final class ConnectionOptions {
    private boolean close;
    private boolean keepAlive;
    private boolean upgrade;
    private Set<String> nominated = Set.of();

    /** Reads one line's value. */
    void read(byte[] bytes, int from, int to) {
        int option = from;
        while (option < to) {
            int comma = option;
            while (comma < to && bytes[comma] != ',') {
                comma++;
            }
            option(bytes, option, comma);
            option = comma + 1;
        }
    }

    private void option(byte[] bytes, int start, int end) {
        int from = start;
        while (from < end && HeadBytes.isBlank(bytes[from])) {
            from++;
        }
        int to = end;
        while (to > from && HeadBytes.isBlank(bytes[to - 1])) {
            to--;
        }
        if (HeadBytes.equals(bytes, from, to, "keep-alive")) {
            keepAlive = true;
        } else if (HeadBytes.equals(bytes, from, to, "close")) {
            close = true;
        } else if (HeadBytes.equals(bytes, from, to, "upgrade")) {
            upgrade = true;
        } else if (from < to) {
            nominate(HeadBytes.lowerString(bytes, from, to));
        }
    }

    /** A set: names against fields must not cost their product. */
    private void nominate(String name) {
        if (nominated.isEmpty()) {
            nominated = new HashSet<>();
        }
        nominated.add(name);
    }

    boolean nominates() {
        return !nominated.isEmpty();
    }

    boolean nominates(byte[] bytes, int from, int to) {
        return nominated.contains(HeadBytes.lowerString(bytes, from, to));
    }

    boolean close() {
        return close;
    }

    boolean upgrade() {
        return upgrade;
    }

    /** RFC 9112, section 9.3: whether the connection stays open behind this message. */
    boolean staysOpen(boolean http10) {
        return !close && (!http10 || keepAlive);
    }
}
