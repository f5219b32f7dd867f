package dev.nonstick.vault;

import dev.nonstick.http.ReceivedCookie;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges a response's Set-Cookie lines, one by one: kept, passed on to the client, or refused.
 *
 * <p>A name is the vault's or the client's, because a client's cookie of a name in the vault is
 * dropped. So a cookie that is set anew to pass leaves the vault; but while another of its name
 * stays there, it is kept as well.
 *
 * <p>Thread rule: belongs to one exchange.
 */
final class SetCookies {
    private final VaultRequest request;
    private final VaultRules rules;
    private final VaultScope scope;
    private final boolean unsafe;
    private final long now;
    private final List<VaultChange> changes;
    private final List<String> passed = new ArrayList<>(2);
    private Vault vault;
    private boolean rotates;
    private int own;

    SetCookies(VaultRequest request, boolean unsafe, long now) {
        this.request = request;
        this.rules = request.rules();
        this.scope = request.scope();
        this.unsafe = unsafe;
        this.now = now;
        this.vault = request.vault();
        this.changes = new ArrayList<>(request.adoptions());
    }

    void judge(String line) {
        if (rules.isOwn(line)) {
            own++;
            return;
        }
        ReceivedCookie cookie = scope.read(line, now);
        if (cookie == null) {
            passed.add(line);
            return;
        }
        StoredCookie stored = new StoredCookie(cookie, scope.pool(), now, false);
        if (cookie.isExpired(now)) {
            delete(stored);
            passed.add(line);
        } else if (rules.keeps(cookie) || vault.holdsBeside(stored)) {
            keep(stored, line);
        } else {
            if (vault.holds(scope.pool(), cookie.name(), now)) {
                change(new VaultChange.Delete(stored));
            }
            passed.add(line);
        }
    }

    /** The line passes too: a browser may have a cookie of this name from before the vault. */
    private void delete(StoredCookie stored) {
        ReceivedCookie cookie = stored.cookie();
        if (rules.keeps(cookie) || vault.holds(scope.pool(), cookie.name(), now)) {
            change(new VaultChange.Delete(stored));
        }
    }

    private void keep(StoredCookie stored, String line) {
        ReceivedCookie cookie = stored.cookie();
        String name = cookie.name();
        rotates |=
                unsafe
                        && (!request.before().holds(scope.pool(), name, now)
                                || (rules.rotatesOn(cookie)
                                        && !request.before().holdsValue(stored)));
        change(new VaultChange.Put(stored, line));
        if (request.hasCopy(name)) {
            // now it is known where the browser's copy may be
            passed.add(VaultResponse.expiring(cookie));
        }
    }

    private void change(VaultChange change) {
        changes.add(change);
        vault = vault.apply(List.of(change), now).vault();
    }

    VaultResponse response() {
        return new VaultResponse(changes, passed, rotates, own);
    }
}
