package dev.nonstick.vault;

import dev.nonstick.http.ReceivedCookie;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Judges the cookies that a client sent, one by one: adopted, dropped, or passed on.
 *
 * <p>Thread rule: belongs to one exchange.
 */
final class ClientCookies {
    private final VaultRules rules;
    private final VaultScope scope;
    private final long now;
    private final boolean blind;
    private final NameReadings guarded;
    private final StringBuilder passed = new StringBuilder();
    private final List<VaultChange.Put> adoptions = new ArrayList<>(0);
    private final Set<String> adoptable = new HashSet<>(0);
    private Vault vault;
    private int dropped;

    /**
     * @param blind whether what is in the vault is not known: then nothing is adopted
     */
    ClientCookies(VaultRules rules, Vault vault, VaultScope scope, long now, boolean blind) {
        this.rules = rules;
        this.vault = vault;
        this.scope = scope;
        this.now = now;
        this.blind = blind;
        this.guarded = new NameReadings(rules.keptReadings());
        vault.addNames(scope.pool(), guarded);
    }

    /** Judges the cookies of one field. */
    void judge(String line) {
        int at = 0;
        while (at < line.length()) {
            int end = line.indexOf(';', at);
            end = end < 0 ? line.length() : end;
            String cookie = line.substring(at, end).strip();
            if (!cookie.isEmpty()) {
                judgeCookie(cookie);
            }
            at = end + 1;
        }
    }

    private void judgeCookie(String cookie) {
        int equals = cookie.indexOf('=');
        String name = equals < 0 ? cookie : cookie.substring(0, equals).strip();
        boolean hides = guarded.hidesGuarded(cookie);
        boolean passes = !hides && !guarded.isGuarded(name);
        boolean adopted = false;
        if (equals > 0 && !hides && rules.adopts(name)) {
            // the vault that is not known may have one of this name
            passes &= !blind;
            adoptable.add(name);
            if (!blind && !guarded.isAdded(name)) {
                // without room it stays the browser's, whatever else is said of its name
                adopted = adopt(name, cookie.substring(equals + 1).strip());
                passes = !adopted;
            }
        }
        if (passes) {
            passed.append(passed.isEmpty() ? "" : "; ").append(cookie);
        } else if (!adopted) {
            dropped++;
        }
    }

    /** Whether that was possible; of several cookies of one name the first is taken. */
    private boolean adopt(String name, String value) {
        String line = name + "=" + value + "; Path=/; HttpOnly";
        ReceivedCookie cookie = scope.read(scope.secure() ? line + "; Secure" : line, now);
        if (cookie == null) {
            return false;
        }
        VaultChange.Put put =
                new VaultChange.Put(new StoredCookie(cookie, scope.pool(), now, true), "");
        Vault.Applied applied = vault.apply(List.of(put), now);
        if (!applied.refused().isEmpty()) {
            return false;
        }
        vault = applied.vault();
        guarded.add(name);
        adoptions.add(put);
        return true;
    }

    /** Whether not all of them pass. */
    boolean isChanged() {
        return dropped > 0 || !adoptions.isEmpty();
    }

    /** How many neither pass nor are taken over. */
    int dropped() {
        return dropped;
    }

    /** Those that pass, as one field's value; may be empty. */
    String passed() {
        return passed.toString();
    }

    /** What is taken over. */
    List<VaultChange.Put> adoptions() {
        return adoptions;
    }

    /** The names that the client sent and the settings adopt, taken over now or before. */
    Set<String> adoptable() {
        return adoptable;
    }

    /** The vault with what is taken over. */
    Vault vault() {
        return vault;
    }
}
