package dev.nonstick.vault;

import dev.nonstick.http.ReceivedCookie;
import java.util.ArrayList;
import java.util.List;

/**
 * What a response's cookies come to.
 *
 * @param changes for the record, in order; empty: the record stays as it is
 * @param passed the Set-Cookie lines that go to the client whatever becomes of the changes
 * @param rotates whether this looks like a login: then the session's cookie is to change with no
 *     grace for the old one
 * @param own how many lines tried to set the gateway's own cookie and are left out; an event
 */
public record VaultResponse(
        List<VaultChange> changes, List<String> passed, boolean rotates, int own) {

    /** Nothing was set. */
    public static final VaultResponse NONE = new VaultResponse(List.of(), List.of(), false, 0);

    /** Whether every line goes to the client as it came. */
    public boolean isAsItCame() {
        return changes.isEmpty() && own == 0;
    }

    /** Whether a Set-Cookie was taken out: no cache may keep the response, whatever it says. */
    public boolean takesOut() {
        for (VaultChange change : changes) {
            if (change instanceof VaultChange.Put put && !put.stored().adopted()) {
                return true;
            }
        }
        return false;
    }

    /**
     * The Set-Cookie lines for the client, once the changes are stored.
     *
     * @param refused what the record had no room for ({@link Vault.Applied#refused}): it passes
     */
    public List<String> lines(List<VaultChange.Put> refused) {
        List<String> lines = new ArrayList<>(passed);
        for (VaultChange change : changes) {
            if (change instanceof VaultChange.Put put) {
                boolean isRefused = refused.contains(put);
                if (put.stored().adopted() && !isRefused) {
                    lines.addFirst(expiring(put.stored().cookie()));
                } else if (!put.stored().adopted() && isRefused) {
                    lines.add(put.line());
                }
            }
        }
        return lines;
    }

    /**
     * A Set-Cookie that takes a client's own copy away. For an adopted cookie domain and path are a
     * guess, the host alone and {@code /}, because a client does not say them; a copy elsewhere
     * stays, and is dropped on requests, until the backend sets the cookie again and so says where.
     */
    static String expiring(ReceivedCookie cookie) {
        StringBuilder line =
                new StringBuilder(cookie.name()).append("=; Path=").append(cookie.path());
        if (!cookie.hostOnly()) {
            line.append("; Domain=").append(cookie.domain());
        }
        if (cookie.secureOnly()) {
            line.append("; Secure");
        }
        if (cookie.partitioned()) {
            line.append("; Partitioned");
        }
        return line.append("; Max-Age=0").toString();
    }

    /** Never shows a name or a value. */
    @Override
    public String toString() {
        return "VaultResponse[changes=" + changes.size() + ", rotates=" + rotates + "]";
    }
}
