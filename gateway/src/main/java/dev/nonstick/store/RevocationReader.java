package dev.nonstick.store;

import dev.nonstick.session.Revocation;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the revocation log once a second. Where that fails, what was known stays known, and the
 * next read goes on from there.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class RevocationReader {
    private static final long EVERY_MILLIS = 1_000;

    private final Vertx vertx;
    private final RevocationLog log;
    private final Revocations revocations;
    private final Promise<Void> once = Promise.promise();
    private RevocationLog.Cursor cursor = RevocationLog.START;

    RevocationReader(Vertx vertx, RevocationLog log, Revocations revocations) {
        this.vertx = vertx;
        this.log = log;
        this.revocations = revocations;
    }

    /** Completes when the log was read to its end once, or could not be read. */
    Future<Void> start() {
        read();
        return once.future();
    }

    private void read() {
        log.revokedSince(revocations.logKey(), cursor).onSuccess(this::answered);
    }

    private void answered(RevocationLog.RevokedResult result) {
        switch (result) {
            case RevocationLog.Revoked revoked -> {
                cursor = revoked.next();
                revocations.learn(parsed(revoked.entries()));
                if (revoked.more()) {
                    // not at once: other work of this loop comes between
                    vertx.runOnContext(v -> read());
                    return;
                }
                revocations.wasRead();
            }
            case SessionStore.Unavailable unavailable -> {}
        }
        once.tryComplete();
        vertx.setTimer(EVERY_MILLIS, id -> read());
    }

    /** Without what only a newer version knows. */
    static List<Revocation> parsed(List<String> entries) {
        List<Revocation> parsed = new ArrayList<>(entries.size());
        for (String entry : entries) {
            Revocation revocation = Revocation.parse(entry);
            if (revocation != null) {
                parsed.add(revocation);
            }
        }
        return parsed;
    }
}
