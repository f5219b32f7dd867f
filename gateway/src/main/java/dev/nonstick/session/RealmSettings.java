package dev.nonstick.session;

import java.time.Duration;

/**
 * The sessions of one application.
 *
 * @param name realm; part of MAC, store key and sealing
 * @param idleTimeout how long a session lives without a request
 * @param absoluteTimeout how long a session lives at most
 * @param rotateAfter how old a cookie's generation may become; zero: any age
 * @param rotateGrace how long the superseded cookie stays good once its successor was presented
 * @param onReplay what a cookie superseded long ago does to its session
 * @param touchInterval how often at most an idle timeout is extended in the store
 * @param maxSize largest record, in bytes, before sealing
 * @param inlineLimit largest Offload-State field, in bytes; a larger state is refused, but where
 *     backends can fetch it
 */
public record RealmSettings(
        String name,
        CookieSettings cookie,
        Duration idleTimeout,
        Duration absoluteTimeout,
        Duration rotateAfter,
        Duration rotateGrace,
        OnReplay onReplay,
        Duration touchInterval,
        int maxSize,
        int inlineLimit) {

    /** What to do when somebody presents a cookie that may be a copy. */
    public enum OnReplay {
        /** The copy is worth nothing; the session goes on. */
        IGNORE,
        /** The session ends, for whoever has it. */
        END
    }

    /** Likewise, where backends can fetch a state that is too large for a field. */
    public RealmSettings withStateOfAnySize() {
        return new RealmSettings(
                name,
                cookie,
                idleTimeout,
                absoluteTimeout,
                rotateAfter,
                rotateGrace,
                onReplay,
                touchInterval,
                maxSize,
                Integer.MAX_VALUE);
    }
}
