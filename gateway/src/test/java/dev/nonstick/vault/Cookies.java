package dev.nonstick.vault;

import dev.nonstick.http.ReceivedCookie;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Cookies, scopes and vaults for tests. */
final class Cookies {
    static final long NOW = 1_800_000_000_000L;
    static final VaultScope SCOPE =
            VaultScope.of("app", "shop.example.com:8443", "/app/cart?x=1", true);

    private Cookies() {}

    static StoredCookie cookie(String line) {
        return cookie(line, SCOPE, NOW);
    }

    static StoredCookie cookie(String line, VaultScope scope, long now) {
        ReceivedCookie received = Objects.requireNonNull(scope.read(line, now), line);
        return new StoredCookie(received, scope.pool(), now, false);
    }

    static VaultChange.Put put(String line) {
        return new VaultChange.Put(cookie(line), line);
    }

    static VaultChange.Put put(StoredCookie stored) {
        return new VaultChange.Put(stored, "");
    }

    static StoredCookie adopted(String line) {
        StoredCookie stored = cookie(line + "; Path=/");
        return new StoredCookie(stored.cookie(), stored.pool(), NOW, true);
    }

    static VaultChange.Delete delete(String line) {
        return new VaultChange.Delete(cookie(line));
    }

    static Vault vault(String... lines) {
        Vault vault = Vault.EMPTY;
        for (String line : lines) {
            vault = vault.apply(List.of(put(line)), NOW).vault();
        }
        return vault;
    }

    /** What is in it, values and all, in no order. */
    static Set<String> contents(Vault vault) {
        return vault.cookies().stream()
                .map(
                        stored ->
                                stored.pool()
                                        + " "
                                        + stored.name()
                                        + "="
                                        + stored.cookie().value()
                                        + " "
                                        + stored.cookie().domain()
                                        + stored.cookie().path())
                .collect(Collectors.toSet());
    }

    static VaultRules rules(String keep, String pass, String adopt, String rotateOn) {
        return new VaultRules(
                new VaultSettings(list(keep), list(pass), list(adopt), list(rotateOn)),
                Set.of("sid", "__Host-sid"));
    }

    private static List<String> list(String words) {
        return words.isEmpty() ? List.of() : List.of(words.split(" "));
    }
}
