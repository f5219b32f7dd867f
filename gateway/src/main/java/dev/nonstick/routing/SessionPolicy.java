package dev.nonstick.routing;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a route's requests stand to their session where there is a choice.
 *
 * @param logout which request of the realm ends the session; null: none does
 */
public record SessionPolicy(
        OnStoreFailure onStoreFailure, @Nullable Logout logout, Concurrency concurrency) {

    /** What holds where the file says nothing. */
    public static final SessionPolicy DEFAULT =
            new SessionPolicy(OnStoreFailure.CLOSED, null, Concurrency.MERGE);

    /** What becomes of a request whose session cannot be found out. */
    public enum OnStoreFailure {
        /** It is not served. */
        CLOSED,
        /** It is served without a session, and what it changes is dropped. */
        ANONYMOUS;

        /** As the configuration spells it. */
        public String word() {
            return spelled(this);
        }
    }

    /** How requests of one session get along with each other. */
    public enum Concurrency {
        /** All at once; their changes are merged. */
        MERGE,
        /** One after the other, but for those that only read and for streams. */
        SERIAL,
        /** One after the other. */
        SERIAL_ALL;

        /** As the configuration spells it. */
        public String word() {
            return spelled(this);
        }
    }

    /**
     * The request with which the gateway itself ends the session.
     *
     * @param path exactly as it is sent, without query
     */
    public record Logout(String method, String path) {
        /** Whether a request is this one. */
        public boolean is(String asked, String at) {
            return method.equals(asked) && path.equals(at);
        }
    }

    private static String spelled(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
