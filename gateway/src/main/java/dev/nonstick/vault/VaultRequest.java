package dev.nonstick.vault;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request's cookies come to: those of the vault, and behind them the client's without those
 * that are not for clients to send. The vault's come first, because most servers take the first of
 * a name, and because nothing that a client sends (an open quote, {@code $Version}) can then change
 * how they are read.
 *
 * <p>Kept for the exchange, because the response is judged by what the request was.
 */
public final class VaultRequest {
    private final VaultRules rules;
    private final VaultScope scope;
    private final Vault before;
    private final Vault vault;
    private final List<String> cookies;
    private final boolean sendsVault;
    private final List<VaultChange.Put> adoptions;
    private final Set<String> adoptable;
    private final int dropped;

    private VaultRequest(
            VaultRules rules,
            VaultScope scope,
            Vault before,
            Vault vault,
            List<String> cookies,
            boolean sendsVault,
            List<VaultChange.Put> adoptions,
            Set<String> adoptable,
            int dropped) {
        this.rules = rules;
        this.scope = scope;
        this.before = before;
        this.vault = vault;
        this.cookies = cookies;
        this.sendsVault = sendsVault;
        this.adoptions = adoptions;
        this.adoptable = adoptable;
        this.dropped = dropped;
    }

    /**
     * Judges a request's cookies.
     *
     * @param vault of the session; empty where there is none
     * @param lines the Cookie fields as they came, without the gateway's own cookie
     * @param now Unix milliseconds
     */
    public static VaultRequest of(
            VaultRules rules, Vault vault, VaultScope scope, List<String> lines, long now) {
        return of(rules, vault, scope, lines, now, false);
    }

    /**
     * Likewise, where the session's vault cannot be known: what a client has no business to send is
     * told from the settings alone, and nothing is adopted, because the vault may have it.
     */
    public static VaultRequest blind(
            VaultRules rules, VaultScope scope, List<String> lines, long now) {
        return of(rules, Vault.EMPTY, scope, lines, now, true);
    }

    private static VaultRequest of(
            VaultRules rules,
            Vault vault,
            VaultScope scope,
            List<String> lines,
            long now,
            boolean blind) {
        boolean nothingToJudge =
                vault.isEmpty() && rules.keptReadings().isEmpty() && rules.adoptsNothing();
        if (lines.isEmpty() || nothingToJudge) {
            String field = vault.cookieField(scope, now);
            return new VaultRequest(
                    rules,
                    scope,
                    vault,
                    vault,
                    field == null ? lines : List.of(field),
                    field != null,
                    List.of(),
                    Set.of(),
                    0);
        }
        ClientCookies client = new ClientCookies(rules, vault, scope, now, blind);
        lines.forEach(client::judge);
        String field = client.vault().cookieField(scope, now);
        return new VaultRequest(
                rules,
                scope,
                vault,
                client.vault(),
                field == null && !client.isChanged() ? lines : joined(field, client.passed()),
                field != null,
                client.adoptions(),
                client.adoptable(),
                client.dropped());
    }

    private static List<String> joined(@Nullable String field, String passed) {
        if (field == null) {
            return passed.isEmpty() ? List.of() : List.of(passed);
        }
        return List.of(passed.isEmpty() ? field : field + "; " + passed);
    }

    /**
     * The values of the Cookie fields for the backend: the same list of lines where they go on as
     * they came, otherwise one value at most.
     */
    public List<String> cookies() {
        return cookies;
    }

    /** How many of the client's cookies are dropped, because their names are not for it to send. */
    public int dropped() {
        return dropped;
    }

    /** Whether the backend gets a cookie of the vault: then its response is for one client only. */
    public boolean sendsVault() {
        return sendsVault;
    }

    /**
     * What the response to this request comes to.
     *
     * @param method of the request
     * @param lines the values of the Set-Cookie fields, in order
     * @param now Unix milliseconds
     */
    public VaultResponse answer(String method, List<String> lines, long now) {
        if (lines.isEmpty() && adoptions.isEmpty()) {
            return VaultResponse.NONE;
        }
        SetCookies response = new SetCookies(this, isUnsafe(method), now);
        lines.forEach(response::judge);
        return response.response();
    }

    /** RFC 9110, section 9.2.1. */
    private static boolean isUnsafe(String method) {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "TRACE" -> false;
            default -> true;
        };
    }

    VaultRules rules() {
        return rules;
    }

    VaultScope scope() {
        return scope;
    }

    /** The session's vault as it came. */
    Vault before() {
        return before;
    }

    /** The vault with what was adopted. */
    Vault vault() {
        return vault;
    }

    List<VaultChange.Put> adoptions() {
        return adoptions;
    }

    /** Whether the client has a copy of its own of a name that is adopted. */
    boolean hasCopy(String name) {
        return adoptable.contains(name);
    }

    /** Never shows a name or a value. */
    @Override
    public String toString() {
        return "VaultRequest[adoptions=" + adoptions.size() + "]";
    }
}
