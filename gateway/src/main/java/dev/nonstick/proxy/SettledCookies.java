package dev.nonstick.proxy;

import dev.nonstick.http.CookieFields;
import dev.nonstick.http.ResponseHead;
import dev.nonstick.upstream.Backend;
import dev.nonstick.vault.VaultChange;
import dev.nonstick.vault.VaultResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is told of a response's cookies, and which of them are left for the client. */
final class SettledCookies {
    private SettledCookies() {}

    /** A response where nothing is kept: all its cookies pass but the gateway's own. */
    static VaultResponse unkept(Loop loop, ResponseHead answer) {
        if (!answer.hasSetCookie()) {
            return VaultResponse.NONE;
        }
        List<String> lines = answer.setCookies();
        List<String> passed = new ArrayList<>(lines);
        passed.removeIf(line -> loop.cookieNames().contains(CookieFields.nameSetBy(line)));
        return new VaultResponse(List.of(), passed, false, lines.size() - passed.size());
    }

    /**
     * The changes are in the store.
     *
     * @param refused but for these
     * @return null: the lines pass as they came
     */
    static @Nullable SetCookieLines stored(
            Loop loop,
            String route,
            Backend backend,
            VaultResponse response,
            List<VaultChange.Put> refused) {
        if (response.isAsItCame()) {
            return null;
        }
        tellOwn(loop, route, backend, response);
        int kept = 0;
        int adopted = 0;
        int deleted = 0;
        for (VaultChange change : response.changes()) {
            switch (change) {
                case VaultChange.Put put when refused.contains(put) -> {}
                case VaultChange.Put put when put.stored().adopted() -> adopted++;
                case VaultChange.Put put -> kept++;
                case VaultChange.Delete delete -> deleted++;
            }
        }
        loop.metrics().vaultCookies("kept", kept);
        loop.metrics().vaultCookies("adopted", adopted);
        loop.metrics().vaultCookies("deleted", deleted);
        loop.metrics().vaultCookies("passed_no_room", refused.size());
        for (VaultChange.Put put : refused) {
            loop.events().vaultFull(route, put.stored().cookie().name());
        }
        return new SetCookieLines(response.lines(refused), response.takesOut());
    }

    /**
     * There is no session that could have the changes.
     *
     * @return null: the lines pass as they came
     */
    static @Nullable SetCookieLines lost(
            Loop loop, String route, Backend backend, VaultResponse response, String cause) {
        if (response.isAsItCame()) {
            return null;
        }
        tellOwn(loop, route, backend, response);
        int lost = 0;
        for (VaultChange change : response.changes()) {
            // what was to be adopted the client still has
            if (change instanceof VaultChange.Put put && !put.stored().adopted()) {
                lost++;
            }
        }
        if (lost > 0) {
            loop.metrics().vaultCookies("lost", lost);
            loop.events().cookiesLost(route, cause);
        }
        return new SetCookieLines(response.passed(), response.takesOut());
    }

    private static void tellOwn(Loop loop, String route, Backend backend, VaultResponse response) {
        if (response.own() > 0) {
            loop.metrics().vaultCookies("own_dropped", response.own());
            loop.events().ownCookieDropped(route, backend.address());
        }
    }
}
