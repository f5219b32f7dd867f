package dev.nonstick.proxy;

import dev.nonstick.http.HeadWriter;
import java.util.List;

/**
 * The Set-Cookie lines that a client gets in place of its backend's.
 *
 * @param vaulted whether others were taken out: then no shared cache may keep the response,
 *     although nothing in it shows any more that it is one client's
 */
record SetCookieLines(List<String> lines, boolean vaulted) {

    void write(HeadWriter out) {
        for (String line : lines) {
            out.field("Set-Cookie", line);
        }
    }

    /** Never shows them. */
    @Override
    public String toString() {
        return "SetCookieLines[" + lines.size() + "]";
    }
}
