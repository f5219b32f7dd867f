package dev.nonstick.proxy;

import dev.nonstick.http.CookieFields;
import dev.nonstick.http.RequestHead;
import dev.nonstick.http.ResponseHead;
import dev.nonstick.store.SessionView;
import dev.nonstick.vault.Vault;
import dev.nonstick.vault.VaultRequest;
import dev.nonstick.vault.VaultResponse;
import dev.nonstick.vault.VaultScope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange has to do with the cookie vault: the cookies that its backend gets, and what is
 * to become of those that the backend sets.
 *
 * <p>Thread rule: belongs to one exchange.
 */
final class VaultStage {
    private final Loop loop;
    private final Loop.VaultLane lane;
    private final SessionView view;
    private final RequestHead head;
    private final String target;
    private final boolean secure;
    private @Nullable VaultRequest request;

    private VaultStage(
            Loop loop,
            Loop.VaultLane lane,
            SessionView view,
            RequestHead head,
            String target,
            boolean secure) {
        this.loop = loop;
        this.lane = lane;
        this.view = view;
        this.head = head;
        this.target = target;
        this.secure = secure;
    }

    /**
     * The stage of one exchange.
     *
     * @param lane null: no vault on this route
     * @param view what was found of the session
     * @param target in origin form
     */
    static @Nullable VaultStage of(
            Loop loop,
            Loop.@Nullable VaultLane lane,
            SessionView view,
            RequestHead head,
            String target,
            ClientConnection client) {
        if (lane == null) {
            return null;
        }
        boolean secure = lane.secure() || client.isSecure(head);
        return new VaultStage(loop, lane, view, head, target, secure);
    }

    /** 5 forward: the backend's Cookie fields. */
    List<String> cookies() {
        if (request != null) {
            return request.cookies();
        }
        List<String> lines = CookieFields.without(head.cookies(), loop.cookieNames());
        boolean nothing = lines.isEmpty() && vault().isEmpty();
        return nothing ? lines : judged(lines).cookies();
    }

    private VaultRequest judged(List<String> lines) {
        VaultScope scope = VaultScope.of(lane.pool(), head.authority(), target, secure);
        long now = loop.clock().millis();
        VaultRequest judged =
                isKnown()
                        ? VaultRequest.of(lane.rules(), vault(), scope, lines, now)
                        : VaultRequest.blind(lane.rules(), scope, lines, now);
        loop.metrics().vaultCookies("injected_dropped", judged.dropped());
        request = judged;
        return judged;
    }

    private Vault vault() {
        return view instanceof SessionView.Live live ? live.record().vault() : Vault.EMPTY;
    }

    /** Whether there is nothing in the vault where none was found. */
    private boolean isKnown() {
        return switch (view) {
            case SessionView.Live live -> true;
            case SessionView.None none -> true;
            case SessionView.Muted muted -> false;
            case SessionView.Unavailable unavailable -> false;
        };
    }

    /** Whether the backend got a cookie of the vault, so that its answer is private. */
    boolean sent() {
        return request != null && request.sendsVault();
    }

    /** 6 commit: what is to become of the cookies that the backend sets. */
    VaultResponse judge(ResponseHead answer) {
        if (request == null && !answer.hasSetCookie()) {
            return VaultResponse.NONE;
        }
        VaultRequest to = request == null ? judged(List.of()) : request;
        return to.answer(head.method(), answer.setCookies(), loop.clock().millis());
    }
}
