package dev.nonstick.routing;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One line of the routing table.
 *
 * @param host exact name, {@code *.suffix}, or {@code *}; lower case
 * @param path prefix, matched at segment borders
 * @param realm the session's realm; null: no session on this route
 * @param control what backends may ask for by Offload-Control
 * @param refresh whether requests here extend the idle timeout
 */
public record RouteSettings(
        String name,
        String host,
        String path,
        String pool,
        @Nullable String realm,
        Set<Control> control,
        boolean refresh) {

    /** What a backend may be allowed to ask for. */
    public enum Control {
        ROTATE,
        DESTROY
    }
}
